locals {
  log_filter = join(" AND ", [
    "resource.type=\"cloud_run_job\"",
    "resource.labels.job_name=\"${local.name}\"",
    "resource.labels.location=\"${var.region}\"",
  ])
  _log_query = replace(urlencode(local.log_filter), "+", "%20")
  log_link   = "https://console.cloud.google.com/logs/query;query=${local._log_query}?project=${var.project_id}"
}

resource "google_logging_project_bucket_config" "this" {
  count = var.create_log_bucket ? 1 : 0

  project        = var.project_id
  location       = var.region
  bucket_id      = local.name
  retention_days = var.log_retention_days
  description    = "Logs of the ETL job ${local.name}"

  dynamic "cmek_settings" {
    for_each = var.job.storage.kms_key_id == null ? [] : [var.job.storage.kms_key_id]

    content {
      kms_key_name = cmek_settings.value
    }
  }

  depends_on = [terraform_data.checks]
}

# A sink needs no permission for a bucket of its own project.
resource "google_logging_project_sink" "this" {
  count = var.create_log_bucket ? 1 : 0

  name        = local.name
  project     = var.project_id
  destination = "logging.googleapis.com/${google_logging_project_bucket_config.this[0].id}"
  filter      = local.log_filter
  description = "Logs of the ETL job ${local.name}"

  unique_writer_identity = true

  depends_on = [terraform_data.checks]
}
