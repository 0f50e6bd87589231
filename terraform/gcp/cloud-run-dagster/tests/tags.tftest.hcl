# Every resource that takes labels carries exactly the job's, the template of executions included.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["oncall@acme.example"]
}

run "labels" {
  command = plan

  assert {
    condition     = length(var.job.tags) > 0 && output.tags == tomap(var.job.tags)
    error_message = "The output is the job's map."
  }

  assert {
    condition = alltrue([for labels in [
      google_cloud_run_v2_job.this.labels,
      google_cloud_run_v2_job.this.template[0].labels,
      google_monitoring_alert_policy.failed[0].user_labels,
      google_monitoring_notification_channel.email["oncall@acme.example"].user_labels,
    ] : labels == tomap(var.job.tags)])
    error_message = "A resource has other labels than the job's."
  }
}

run "labels_by_hand" {
  command = plan

  variables {
    job = {
      name           = "nightly"
      slug           = "acme-nightly"
      tenant_id      = "acme"
      provider       = "gcp"
      container_path = "/app/jobs/nightly.yaml"
      runtime        = { type = "cloud_run" }
      networking     = { private_networking = false }
      tags           = { team = "web" }
    }
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].labels == tomap({ team = "web" }) && output.name == "acme-nightly"
    error_message = "A job by hand gets its labels, and the name of its slug."
  }
}
