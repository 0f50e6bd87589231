mock_data "azurerm_client_config" {
  defaults = { subscription_id = "11111111-1111-1111-1111-111111111111" }
}

mock_resource "azurerm_container_app_environment" {
  defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.App/managedEnvironments/made" }
}

mock_resource "azurerm_container_app_job" {
  defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.App/jobs/made" }
}

mock_resource "azurerm_log_analytics_workspace" {
  defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.OperationalInsights/workspaces/made" }
}

mock_resource "azurerm_monitor_action_group" {
  defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.Insights/actionGroups/made" }
}

mock_resource "azurerm_monitor_metric_alert" {
  defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.Insights/metricAlerts/made" }
}

mock_resource "azurerm_user_assigned_identity" {
  defaults = {
    id           = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.ManagedIdentity/userAssignedIdentities/made"
    principal_id = "22222222-2222-2222-2222-222222222222"
    client_id    = "33333333-3333-3333-3333-333333333333"
  }
}
