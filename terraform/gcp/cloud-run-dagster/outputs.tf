output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the Cloud Run job."
  value       = local.name
}

output "tags" {
  description = "Labels of every resource, and of the template that executions and tasks have them from."
  value       = local.tags
}

output "workload_id" {
  description = "Id of the Cloud Run job."
  value       = google_cloud_run_v2_job.this.id
}

output "identity" {
  description = "E-mail of the service account that the job runs as."
  value       = local.service_account
}

output "log_destination" {
  description = "Id of the log bucket that was made, else the link to the job's logs."
  value       = var.create_log_bucket ? google_logging_project_bucket_config.this[0].id : local.log_link
}

output "alert_id" {
  description = "Name of the alert policy that sees failed executions."
  value       = google_monitoring_alert_policy.failed.name
}

output "dagster_cloud_run_config" {
  description = "Arguments of dagster-contrib-gcp's `CloudRunRunLauncher`."
  value       = local.dagster_cloud_run_config
}

output "dagster_instance_config" {
  description = "`dagster.yaml` of an instance whose runs are executions of this job."
  value = {
    run_launcher = {
      module = "dagster_contrib_gcp.cloud_run.run_launcher"
      class  = "CloudRunRunLauncher"
      config = local.dagster_cloud_run_config
    }
  }
}

output "cloud_run_job_request" {
  description = "Arguments of google-cloud-run's `RunJobRequest`: an execution that runs the ETL."
  value       = local.cloud_run_job_request
}

output "airflow_cloud_run_kwargs" {
  description = "Arguments of Airflow's `CloudRunExecuteJobOperator`, `task_id` aside."
  value       = local.airflow_cloud_run_kwargs
}

output "log_link" {
  description = "Link to the job's logs in the console."
  value       = local.log_link
}
