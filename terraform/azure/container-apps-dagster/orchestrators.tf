locals {
  container_apps_job_start_kwargs = {
    resource_group_name = var.resource_group_name
    job_name            = azurerm_container_app_job.this.name
  }

  launcher_role_assignment = {
    scope                = azurerm_container_app_job.this.id
    role_definition_name = "Container Apps Jobs Operator"
  }
}
