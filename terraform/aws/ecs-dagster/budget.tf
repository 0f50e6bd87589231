locals {
  _budget_given = var.budget != null && var.job.budget != null
  _job_tags     = [for key in sort(keys(local.tags)) : key if can(regex(":job$", lower(key)))]

  # One tag: AWS Budgets adds up what several tags match, where the job would be what all of them match.
  _budget_tag = try(coalesce(var.budget.tag, try(local._job_tags[0], null)), null)

  budget_tag_allowed = !local._budget_given ? true : contains(keys(local.tags), coalesce(local._budget_tag, "-"))
}

resource "aws_budgets_budget" "this" {
  count = local._budget_given ? 1 : 0

  name         = local.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.job.budget.amount)
  limit_unit   = coalesce(var.job.budget.currency, "USD")
  tags         = local.tags

  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:%s$%s", local._budget_tag, local.tags[local._budget_tag])]
  }

  dynamic "notification" {
    for_each = var.budget.thresholds

    content {
      notification_type          = "ACTUAL"
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = var.budget.emails
    }
  }

  depends_on = [terraform_data.checks]
}
