locals {
  budget_given = var.budget != null && var.job.budget != null

  # Azure counts what has all of these tags.
  _budget_tags = local.budget_given && try(var.budget.tag, null) != null ? [var.budget.tag] : [
    for key in sort(keys(local.tags)) : key if can(regex(":(tenant|job|environment)$", lower(key)))
  ]

  budget_tag_allowed = !local.budget_given ? true : (
    length(local._budget_tags) > 0 && length(setsubtract(local._budget_tags, keys(local.tags))) == 0
  )
}

# In the currency of the subscription: Azure has no other.
resource "azurerm_consumption_budget_resource_group" "this" {
  count = local.budget_given ? 1 : 0

  name              = local.name
  resource_group_id = local.resource_group_id
  amount            = var.job.budget.amount
  time_grain        = "Monthly"

  time_period {
    start_date = formatdate("YYYY-MM-01'T'00:00:00Z", plantimestamp())
  }

  filter {
    dynamic "tag" {
      for_each = local._budget_tags

      content {
        name   = tag.value
        values = [local.tags[tag.value]]
      }
    }
  }

  dynamic "notification" {
    for_each = var.budget.thresholds

    content {
      operator       = "GreaterThan"
      threshold      = notification.value
      threshold_type = "Actual"
      contact_emails = var.budget.emails
    }
  }

  # It starts in the month in which it is made.
  lifecycle {
    ignore_changes = [time_period]
  }

  depends_on = [terraform_data.checks]
}
