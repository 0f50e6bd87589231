output "cloud_run_job_request" {
  description = "Arguments of google-cloud-run's `RunJobRequest`."
  value       = module.sessions.cloud_run_job_request
}

output "log_filter" {
  description = "Filter of the logs that have a bucket of their own, to exclude from the `_Default` sink."
  value       = module.sessions.log_filter
}
