output "container_apps_job_start_kwargs" {
  description = "Arguments of `begin_start`, which starts the job."
  value       = module.orders.container_apps_job_start_kwargs
}

output "launcher_role_assignment" {
  description = "Role that the orchestrator's identity needs."
  value       = module.orders.launcher_role_assignment
}
