# Every taggable resource carries exactly the job's tags.

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
  image               = "dativo:1"
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

run "all_named" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/sap_orders.json"))
  }

  assert {
    condition     = length(var.job.tags) > 0 && output.tags == tomap(var.job.tags)
    error_message = "The output is the job's map."
  }

  assert {
    condition = alltrue([for tags in [
      azurerm_container_app_job.this.tags,
      azurerm_monitor_metric_alert.failed[0].tags,
    ] : tags == tomap(var.job.tags)])
    error_message = "A resource has other tags than the job's."
  }
}

run "all_made" {
  command = plan

  variables {
    alert_targets = ["oncall@globex.example"]
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = { bucket = "raw" }
      networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"] }
    })
  }

  assert {
    condition = alltrue([for tags in [
      azurerm_container_app_job.this.tags,
      azurerm_container_app_environment.this[0].tags,
      azurerm_log_analytics_workspace.this[0].tags,
      azurerm_user_assigned_identity.this[0].tags,
      azurerm_monitor_metric_alert.failed[0].tags,
      azurerm_monitor_action_group.this[0].tags,
    ] : tags == tomap(var.job.tags)])
    error_message = "A resource has other tags than the job's."
  }
}

run "none" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { tags = {} })
  }

  assert {
    condition     = length(azurerm_container_app_job.this.tags) == 0
    error_message = "Something other than the job decides tags."
  }
}
