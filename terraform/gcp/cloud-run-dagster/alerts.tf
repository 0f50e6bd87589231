locals {
  _alert_channels = sort(distinct([for target in var.alert_targets : target if startswith(target, "projects/")]))
  _alert_emails   = toset([for target in var.alert_targets : target if !startswith(target, "projects/")])
  _alerted        = length(var.alert_targets) > 0
}

check "alerts" {
  assert {
    condition     = local._alerted
    error_message = "${local.at} alert_targets must name a recipient, got []: no alert is made for failed runs."
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each = local._alert_emails

  project      = var.project_id
  display_name = "${local.name}: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }
  user_labels  = local.tags

  depends_on = [terraform_data.checks]
}

resource "google_monitoring_alert_policy" "failed" {
  count = local._alerted ? 1 : 0

  project      = var.project_id
  display_name = "${local.name} failed"
  combiner     = "OR"
  severity     = "ERROR"
  user_labels  = local.tags

  notification_channels = concat(
    local._alert_channels,
    [for email in sort(local._alert_emails) : google_monitoring_notification_channel.email[email].id]
  )

  conditions {
    display_name = "An execution of ${local.name} failed"

    condition_threshold {
      filter = join(" AND ", [
        "resource.type = \"cloud_run_job\"",
        "resource.labels.job_name = \"${local.name}\"",
        "resource.labels.location = \"${var.region}\"",
        "metric.type = \"run.googleapis.com/job/completed_execution_count\"",
        "metric.labels.result = \"failed\"",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_DELTA"
      }
    }
  }

  # The metric has no points between failures, so an incident would stay open, and the next failure would be silent.
  alert_strategy {
    auto_close = "1800s"
  }

  # The slug, not the key: Monitoring replaces variables in this text.
  documentation {
    subject   = "ETL job ${local.name} failed"
    content   = "An execution of the ETL job ${local.name} failed. Exit code and logs: ${local.log_link}"
    mime_type = "text/markdown"
  }

  depends_on = [terraform_data.checks]
}
