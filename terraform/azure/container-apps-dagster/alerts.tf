locals {
  _alert_groups = [for target in distinct(var.alert_targets) : target if startswith(target, "/")]
  _alert_emails = sort(distinct([for target in var.alert_targets : target if !startswith(target, "/")]))
  _alerted      = length(var.alert_targets) > 0
}

check "alerts" {
  assert {
    condition     = local._alerted
    error_message = "${local.at} alert_targets must name a recipient, got []: no alert is made for failed runs."
  }
}

# A metric of the job itself: it needs no workspace, and sees a container that never started.
resource "azurerm_monitor_metric_alert" "failed" {
  count = local._alerted ? 1 : 0

  name                = "${local.name}-failed"
  resource_group_name = var.resource_group_name
  scopes              = [azurerm_container_app_job.this.id]
  description         = "ETL job ${local.name} failed, or could not start. Exit code and logs: ${local.log_link}"
  severity            = 1
  frequency           = "PT1M"
  window_size         = "PT5M"
  tags                = local.tags

  criteria {
    metric_namespace = "Microsoft.App/jobs"
    metric_name      = "Executions"
    aggregation      = "Total"
    operator         = "GreaterThan"
    threshold        = 0

    # A job that never ran has no such metric yet.
    skip_metric_validation = true

    dimension {
      name     = "state"
      operator = "Include"
      values   = ["Failed"]
    }

    # Each failed execution is an alert of its own, while an earlier one is still open too.
    dimension {
      name     = "executionName"
      operator = "Include"
      values   = ["*"]
    }
  }

  dynamic "action" {
    for_each = concat(local._alert_groups, azurerm_monitor_action_group.this[*].id)

    content {
      action_group_id = action.value
    }
  }

  depends_on = [terraform_data.checks]
}

resource "azurerm_monitor_action_group" "this" {
  count = length(local._alert_emails) > 0 ? 1 : 0

  name                = "${local.name}-failed"
  resource_group_name = var.resource_group_name
  short_name          = substr(replace(local.name, "-", ""), 0, 12)
  tags                = local.tags

  dynamic "email_receiver" {
    for_each = local._alert_emails

    content {
      name                    = "email-${email_receiver.key}"
      email_address           = email_receiver.value
      use_common_alert_schema = true
    }
  }

  depends_on = [terraform_data.checks]
}
