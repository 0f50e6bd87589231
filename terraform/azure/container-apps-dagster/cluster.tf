locals {
  cluster_name     = var.job.runtime.cluster_name
  environment_made = local.cluster_name == null
  _by_name         = local.environment_made ? false : !startswith(local.cluster_name, "/")
  environment_id = (
    local.environment_made ? one(azurerm_container_app_environment.this[*].id) :
    !local._by_name ? local.cluster_name :
    "${local.resource_group_id}/providers/Microsoft.App/managedEnvironments/${local.cluster_name}"
  )

  # For an environment that the job names without its id, and for the scope of a budget.
  _subscription_needed = local._by_name || local.budget_given
  resource_group_id = join("", [
    "/subscriptions/", try(data.azurerm_client_config.current[0].subscription_id, ""),
    "/resourceGroups/", var.resource_group_name,
  ])

  # The name that Azure gives. Unset, some provider versions plan a replacement each time
  # (hashicorp/terraform-provider-azurerm#28727).
  _infrastructure = trim(substr("ME_${local.name}_${var.resource_group_name}_${local._location}", 0, 90), ".")
  _location       = lower(replace(var.location, " ", ""))
}

data "azurerm_client_config" "current" {
  count = local._subscription_needed ? 1 : 0
}

resource "azurerm_container_app_environment" "this" {
  count = local.environment_made ? 1 : 0

  name                               = local.name
  resource_group_name                = var.resource_group_name
  location                           = var.location
  logs_destination                   = "log-analytics"
  log_analytics_workspace_id         = local.workspace_id
  infrastructure_resource_group_name = local._infrastructure
  infrastructure_subnet_id           = local.subnet_id
  internal_load_balancer_enabled     = local.private ? true : null
  public_network_access              = local.private ? "Disabled" : null
  tags                               = local.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  depends_on = [azurerm_subnet_network_security_group_association.this, terraform_data.checks]
}
