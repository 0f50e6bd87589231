output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the Cloud Run job."
  value       = local.name
}

output "tags" {
  description = "Labels of all resources, and of the template that executions and tasks have them from."
  value       = local.tags
}

output "workload_id" {
  description = "ID of the Cloud Run job. It stays the same when the image changes."
  value       = google_cloud_run_v2_job.this.id
}

output "identity" {
  description = "Email of the service account that the container works with."
  value       = local.service_account
}

output "log_destination" {
  description = "ID of the log bucket that the module makes, otherwise the link to the logs of the job."
  value       = var.create_log_bucket ? google_logging_project_bucket_config.this[0].id : local.log_link
}

output "alert_id" {
  description = "Name of the alert policy for failed executions. Null without `alert_targets`."
  value       = one(google_monitoring_alert_policy.failed[*].name)
}

output "dagster_cloud_run_config" {
  description = "Arguments of `CloudRunRunLauncher` of dagster-contrib-gcp."
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
  description = "Arguments of Airflow's `CloudRunExecuteJobOperator` other than `task_id`."
  value       = local.airflow_cloud_run_kwargs
}

output "log_link" {
  description = "Link to the logs of the job in the Google Cloud console."
  value       = local.log_link
}

output "log_filter" {
  description = "Filter of the logs of the job, for an exclusion of the `_Default` sink where a log bucket is made."
  value       = local.log_filter
}

output "utilization_queries" {
  description = "PromQL of the share of requested CPU and memory that the job used, by `cpu` and `memory`."
  value       = local.utilization_queries
}
