# The blob container: the whole, or below the prefix.

mock_provider "azurerm" {
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
}

variables {
  alert_targets       = ["oncall@globex.example"]
  image               = "globexdata.azurecr.io/team/dativo:1.4.2"
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
  job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
    runtime = { type = "container_apps", cluster_name = "shared" }
  })
}

run "whole_container" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime = { type = "container_apps", cluster_name = "shared" }
      storage = { bucket = "raw", prefix = "/" }
    })
  }

  assert {
    condition     = azurerm_role_assignment.this["storage"].condition == null
    error_message = "A job without a prefix works in the whole container."
  }
}

run "no_bucket" {
  command = plan

  variables {
    storage_account_id = null
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime = { type = "container_apps", cluster_name = "shared" }
      storage = {}
    })
  }

  assert {
    condition     = length(azurerm_role_assignment.this) == 0 && length(azurerm_user_assigned_identity.this) == 1
    error_message = "A job without a bucket gets no role."
  }
}
