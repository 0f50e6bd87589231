locals {
  account_made    = var.job.runtime.service_account == null
  service_account = local.account_made ? one(google_service_account.this[*].email) : var.job.runtime.service_account
  member          = "serviceAccount:${local.service_account}"
}

# With this account the ETL works.
resource "google_service_account" "this" {
  count = local.account_made ? 1 : 0

  account_id   = local.name
  project      = var.project_id
  display_name = "ETL job ${local.name}"
  description  = "Runs the ETL job ${local.name}"

  depends_on = [terraform_data.checks]
}

# The orchestrator starts the job, with other arguments too, and cancels its executions.
resource "google_cloud_run_v2_job_iam_member" "launcher" {
  for_each = toset(var.launcher_members)

  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_job.this.name
  role     = "roles/run.jobsExecutorWithOverrides"
  member   = each.value

  depends_on = [terraform_data.checks]
}

# The role above reads no execution.
resource "google_cloud_run_v2_job_iam_member" "watcher" {
  for_each = toset(var.launcher_members)

  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_job.this.name
  role     = "roles/run.viewer"
  member   = each.value

  depends_on = [terraform_data.checks]
}
