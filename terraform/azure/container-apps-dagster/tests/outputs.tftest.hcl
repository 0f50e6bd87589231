# What Dagster and Airflow take unedited.

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
  image               = "globexdata.azurecr.io/dativo:1.4.2"
  job                 = jsondecode(file("./tests/fixtures/sap_orders.json"))
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

run "outputs" {
  assert {
    condition = alltrue([
      output.key == var.job.key,
      output.name == var.job.slug,
      output.tags == tomap(var.job.tags),
      output.workload_id == azurerm_container_app_job.this.id,
      output.identity == var.job.runtime.service_account,
      output.log_destination == null,
      output.alert_id == azurerm_monitor_metric_alert.failed[0].id,
      output.environment_id == var.job.runtime.cluster_name,
      output.action_group_id == azurerm_monitor_action_group.this[0].id,
      endswith(output.log_link, azurerm_container_app_job.this.id),
      strcontains(output.utilization_queries.memory, "WorkingSetBytes"),
      output.launcher_role_assignment == {
        scope                = azurerm_container_app_job.this.id
        role_definition_name = "Container Apps Jobs Operator"
      },
    ])
    error_message = "An output must match its description."
  }

  assert {
    condition = output.container_apps_job_start_kwargs == {
      resource_group_name = "globex-etl"
      job_name            = var.job.slug
    }
    error_message = "begin_start takes resource_group_name and job_name."
  }
}
