output "cloud_run_job_request" {
  description = "Arguments of google-cloud-run's `RunJobRequest`."
  value       = module.ga4_sessions.cloud_run_job_request
}

output "airflow_cloud_run_kwargs" {
  description = "Arguments of Airflow's `CloudRunExecuteJobOperator`."
  value       = module.ga4_sessions.airflow_cloud_run_kwargs
}
