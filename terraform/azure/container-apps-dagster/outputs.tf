output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the Container Apps job."
  value       = local.name
}

output "tags" {
  description = "Tags of all resources."
  value       = local.tags
}

output "workload_id" {
  description = "ID of the Container Apps job. It stays the same when the image changes."
  value       = azurerm_container_app_job.this.id
}

output "identity" {
  description = "ID of the user-assigned identity that the container works with."
  value       = local.identity_id
}

output "log_destination" {
  description = "ID of the Log Analytics workspace. Null if the environment exists, which has its own."
  value       = local.workspace_id
}

output "alert_id" {
  description = "ID of the alert for failed executions. Null without `alert_targets`."
  value       = one(azurerm_monitor_metric_alert.failed[*].id)
}

output "container_apps_job_start_kwargs" {
  description = "Arguments of `ContainerAppsAPIClient(…).jobs.begin_start`, for a Dagster op or an Airflow task."
  value       = local.container_apps_job_start_kwargs
}

output "environment_id" {
  description = "ID of the Container Apps environment."
  value       = local.environment_id
}

output "action_group_id" {
  description = "ID of the action group for email alerts. Null without an email address in `alert_targets`."
  value       = one(azurerm_monitor_action_group.this[*].id)
}

output "role_assignments" {
  description = "Roles that the identity needs, as arguments of `azurerm_role_assignment` without the principal."
  value       = local.roles

  precondition {
    condition     = local.prefix_allowed
    error_message = local.prefix_error
  }
}

output "launcher_role_assignment" {
  description = "Role that the orchestrator needs, as arguments of `azurerm_role_assignment` without the principal."
  value       = local.launcher_role_assignment
}

output "log_link" {
  description = "Link to the job in the Azure portal."
  value       = local.log_link
}

output "utilization_queries" {
  description = "Commands that show CPU in nanocores and memory in bytes that the job used, by `cpu` and `memory`."
  value       = local.utilization_queries
}
