locals {
  workspace_made = local.environment_made && var.log_analytics_workspace == null
  _workspace_ids = local.workspace_made ? azurerm_log_analytics_workspace.this[*].id : var.log_analytics_workspace[*].id
  workspace_id   = local.environment_made ? one(local._workspace_ids) : null

  log_link = "https://portal.azure.com/#resource${azurerm_container_app_job.this.id}"
}

resource "azurerm_log_analytics_workspace" "this" {
  count = local.workspace_made ? 1 : 0

  name                = local.name
  resource_group_name = var.resource_group_name
  location            = var.location
  sku                 = "PerGB2018"
  retention_in_days   = var.log_retention_days
  tags                = local.tags

  depends_on = [terraform_data.checks]
}
