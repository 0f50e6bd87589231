# The service account and the rights on the job: no more than needed.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "account_named" {
  command = plan

  assert {
    condition     = length(google_service_account.this) == 0 && google_cloud_run_v2_job.this.template[0].template[0].service_account == var.job.runtime.service_account
    error_message = "A service account that the job names is used."
  }
}

run "account_made" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { runtime = { type = "cloud_run" } })
  }

  assert {
    condition     = google_service_account.this[0].account_id == "acme-ga4-sessions"
    error_message = "A job without an identity gets one."
  }

  assert {
    condition     = length(google_cloud_run_v2_job_iam_member.launcher) + length(google_cloud_run_v2_job_iam_member.watcher) + length(google_secret_manager_secret_iam_member.this) == 0
    error_message = "Nobody gets a right that wasn't asked for."
  }
}

run "launchers" {
  command = plan

  variables {
    launcher_members = ["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"]
  }

  assert {
    condition     = google_cloud_run_v2_job_iam_member.launcher["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"].role == "roles/run.jobsExecutorWithOverrides"
    error_message = "The orchestrator may start the job with other arguments."
  }

  assert {
    condition = (
      google_cloud_run_v2_job_iam_member.watcher["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"].role == "roles/run.viewer" &&
      google_cloud_run_v2_job_iam_member.watcher["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"].name == google_cloud_run_v2_job.this.name
    )
    error_message = "The orchestrator sees the executions of this job, and of no other."
  }
}
