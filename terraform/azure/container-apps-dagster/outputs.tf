output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the Container Apps job."
  value       = local.name
}

output "tags" {
  description = "Tags of every resource."
  value       = local.tags
}

output "workload_id" {
  description = "Id of the Container Apps job."
  value       = azurerm_container_app_job.this.id
}

output "identity" {
  description = "Id of the user-assigned identity that the container works with."
  value       = local.identity_id
}

output "log_destination" {
  description = "Id of the Log Analytics workspace; null where the environment exists and decides."
  value       = local.workspace_id
}

output "alert_id" {
  description = "Id of the alert that sees failed executions."
  value       = azurerm_monitor_metric_alert.failed.id
}

output "container_apps_job_start_kwargs" {
  description = "Arguments of `ContainerAppsAPIClient(…).jobs.begin_start`, from a Dagster op or an Airflow PythonOperator."
  value = {
    resource_group_name = var.resource_group_name
    job_name            = azurerm_container_app_job.this.name
  }
}

output "environment_id" {
  description = "Id of the Container Apps environment."
  value       = local.environment_id
}

output "action_group_id" {
  description = "Id of the action group made for the e-mail addresses; null without one."
  value       = one(azurerm_monitor_action_group.this[*].id)
}

output "role_assignments" {
  description = "What the identity needs, as arguments of `azurerm_role_assignment` without its principal; make them yourself where the job names an identity and `identity` isn't given."
  value       = local.roles
}

output "launcher_role_assignment" {
  description = "What the orchestrator's identity needs to start, watch and stop the job, as arguments of `azurerm_role_assignment` without its principal."
  value = {
    scope                = azurerm_container_app_job.this.id
    role_definition_name = "Container Apps Jobs Operator"
  }
}
