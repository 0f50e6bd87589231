locals {
  _overrides = {
    container_overrides = [{ args = local.command }]
    task_count          = 1
    timeout             = "${local.timeout_seconds}s"
  }

  # Dagster looks a job up by the name of its code location.
  _code_location = coalesce(var.job.dagster.code_location, local.name)

  # All five: as keyword arguments, the launcher needs those too that its schema has defaults for.
  dagster_cloud_run_config = {
    project                   = var.project_id
    region                    = var.region
    job_name_by_code_location = { (local._code_location) = local.name }
    run_job_retry             = { wait = 10, timeout = 300 }
    run_timeout               = local.timeout_seconds
  }

  cloud_run_job_request = {
    name      = "projects/${var.project_id}/locations/${var.region}/jobs/${local.name}"
    overrides = local._overrides
  }

  airflow_cloud_run_kwargs = {
    project_id = var.project_id
    region     = var.region
    job_name   = local.name
    overrides  = local._overrides
  }
}
