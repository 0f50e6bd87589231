locals {
  _budget_given = var.budget != null && var.job.budget != null
  _job_labels   = [for key in sort(keys(local.tags)) : key if can(regex("[-_]job$", key))]

  # One label: a budget of Google Cloud filters by one at most.
  _budget_tag = try(coalesce(var.budget.tag, try(local._job_labels[0], null)), null)

  budget_tag_allowed = !local._budget_given ? true : contains(keys(local.tags), coalesce(local._budget_tag, "-"))
}

resource "google_monitoring_notification_channel" "budget" {
  for_each = local._budget_given ? toset(var.budget.emails) : toset([])

  project      = var.project_id
  display_name = "Budget of ${local.name}: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }
  user_labels  = local.tags

  depends_on = [terraform_data.checks]
}

resource "google_billing_budget" "this" {
  count = local._budget_given ? 1 : 0

  billing_account = var.budget.billing_account
  display_name    = local.name

  # By number, which the API returns: with the ID, each plan would change the budget.
  budget_filter {
    projects = ["projects/${var.budget.project_number}"]
    labels   = { (local._budget_tag) = local.tags[local._budget_tag] }
  }

  amount {
    specified_amount {
      currency_code = var.job.budget.currency
      units         = tostring(floor(var.job.budget.amount))
      nanos         = floor(var.job.budget.amount * 1000000000) % 1000000000
    }
  }

  dynamic "threshold_rules" {
    for_each = var.budget.thresholds

    content {
      threshold_percent = threshold_rules.value / 100
    }
  }

  all_updates_rule {
    monitoring_notification_channels = [for email in sort(distinct(var.budget.emails)) :
      google_monitoring_notification_channel.budget[email].id
    ]
    disable_default_iam_recipients = true
  }

  depends_on = [terraform_data.checks]
}
