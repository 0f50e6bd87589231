output "airflow_cloud_run_kwargs" {
  description = "Arguments of Airflow's `CloudRunExecuteJobOperator`."
  value       = module.contacts.airflow_cloud_run_kwargs
}
