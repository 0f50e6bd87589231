locals {
  cluster_name     = var.job.runtime.cluster_name
  environment_made = local.cluster_name == null
  environment_id = (
    local.environment_made ? one(azurerm_container_app_environment.this[*].id) :
    startswith(local.cluster_name, "/") ? local.cluster_name :
    format(
      "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.App/managedEnvironments/%s",
      one(data.azurerm_client_config.current[*].subscription_id), var.resource_group_name, local.cluster_name
    )
  )
}

# The subscription of an environment that the job names without its id.
data "azurerm_client_config" "current" {
  count = local.environment_made ? 0 : startswith(local.cluster_name, "/") ? 0 : 1
}

resource "azurerm_container_app_environment" "this" {
  count = local.environment_made ? 1 : 0

  name                           = local.name
  resource_group_name            = var.resource_group_name
  location                       = var.location
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = local.workspace_id
  infrastructure_subnet_id       = local.subnet_id
  internal_load_balancer_enabled = local.private ? true : null
  public_network_access          = local.private ? "Disabled" : null
  tags                           = local.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  depends_on = [azurerm_subnet_network_security_group_association.this, terraform_data.checks]
}
