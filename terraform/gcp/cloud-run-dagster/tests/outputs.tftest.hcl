# What Dagster and Airflow take unedited.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "outputs" {
  command = plan

  variables {
    command = ["run", "--all"]
  }

  assert {
    condition = jsonencode(output.dagster_cloud_run_config) == jsonencode({
      job_name_by_code_location = { acme_marketing = "acme-ga4-sessions" }
      project                   = "acme-analytics"
      region                    = "europe-west1"
      run_job_retry             = { timeout = 300, wait = 10 }
      run_timeout               = 3600
    })
    error_message = "The launcher gets all five arguments, numbers as numbers."
  }

  assert {
    condition = jsonencode(output.cloud_run_job_request) == jsonencode({
      name      = "projects/acme-analytics/locations/europe-west1/jobs/acme-ga4-sessions"
      overrides = { container_overrides = [{ args = ["run", "--all"] }], task_count = 1, timeout = "3600s" }
    })
    error_message = "A request runs the ETL."
  }

  assert {
    condition     = output.airflow_cloud_run_kwargs.job_name == "acme-ga4-sessions" && output.airflow_cloud_run_kwargs.overrides.timeout == "3600s"
    error_message = "Airflow's arguments name the job."
  }

  assert {
    condition = (
      strcontains(output.utilization_queries.memory, "container_memory_utilizations_bucket") &&
      strcontains(output.utilization_queries.cpu, "job_name=\"acme-ga4-sessions\"")
    )
    error_message = "The queries don't ask this job's utilization."
  }
}
