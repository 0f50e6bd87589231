output "container_apps_job_start_kwargs" {
  description = "Arguments of `begin_start`, which starts the job."
  value       = module.sap_orders.container_apps_job_start_kwargs
}

output "workload_id" {
  description = "Id of the Container Apps job."
  value       = module.sap_orders.workload_id
}
