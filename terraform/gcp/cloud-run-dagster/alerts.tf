locals {
  alert_channels = sort(distinct([for target in var.alert_targets : target if startswith(target, "projects/")]))
  alert_emails   = toset([for target in var.alert_targets : target if !startswith(target, "projects/")])
}

resource "google_monitoring_notification_channel" "email" {
  for_each = local.alert_emails

  project      = var.project_id
  display_name = "${local.name}: ${each.value}"
  type         = "email"
  labels       = { email_address = each.value }
  user_labels  = local.tags

  depends_on = [terraform_data.checks]
}

resource "google_monitoring_alert_policy" "failed" {
  project               = var.project_id
  display_name          = "${local.name} failed"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = concat(local.alert_channels, [for email in sort(local.alert_emails) : google_monitoring_notification_channel.email[email].id])
  user_labels           = local.tags

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

  alert_strategy {
    auto_close = "86400s"
  }

  documentation {
    content   = "An execution of the ETL job ${local.key} failed. Logs: ${local.log_link}"
    mime_type = "text/markdown"
  }

  depends_on = [terraform_data.checks]
}
