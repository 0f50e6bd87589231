# Who hears of a failed execution.

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
  image               = "dativo:1"
  job                 = jsondecode(file("./tests/fixtures/sap_orders.json"))
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

run "nobody_listens" {
  command = plan

  assert {
    condition     = length(azurerm_monitor_metric_alert.failed) == 0 && output.alert_id == null
    error_message = "An alert is made that nobody hears."
  }

  expect_failures = [check.alerts]
}

run "group_named" {
  variables {
    alert_targets = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Insights/actionGroups/oncall"]
  }

  assert {
    condition     = azurerm_monitor_metric_alert.failed[0].scopes == toset([azurerm_container_app_job.this.id])
    error_message = "The alert watches another job."
  }

  assert {
    condition = alltrue([for criterion in [one(azurerm_monitor_metric_alert.failed[0].criteria)] : alltrue([
      criterion.metric_namespace == "Microsoft.App/jobs",
      criterion.metric_name == "Executions",
      criterion.operator == "GreaterThan",
      criterion.threshold == 0,
      { for dimension in criterion.dimension : dimension.name => dimension.values } == { state = tolist(["Failed"]), executionName = tolist(["*"]) },
    ])])
    error_message = "The alert sees something else than each failed execution."
  }

  assert {
    condition     = azurerm_monitor_metric_alert.failed[0].enabled != false
    error_message = "The alert is off."
  }

  assert {
    condition     = length(azurerm_monitor_action_group.this) == 0 && length(azurerm_monitor_metric_alert.failed[0].action) == 1
    error_message = "A group is made although one is named."
  }

  assert {
    condition = (
      startswith(azurerm_monitor_metric_alert.failed[0].description, "ETL job globex-sap-orders failed") &&
      strcontains(azurerm_monitor_metric_alert.failed[0].description, output.log_link)
    )
    error_message = "The message must have the job and a link to its logs."
  }
}

run "emails_and_groups" {
  variables {
    alert_targets = [
      "oncall@globex.example",
      "data@globex.example",
      "oncall@globex.example",
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Insights/actionGroups/oncall",
    ]
  }

  assert {
    condition     = [for receiver in azurerm_monitor_action_group.this[0].email_receiver : receiver.email_address] == ["data@globex.example", "oncall@globex.example"]
    error_message = "Each address hears of failures, once."
  }

  assert {
    condition     = length(distinct(azurerm_monitor_action_group.this[0].email_receiver[*].name)) == 2
    error_message = "Receivers of a group need names of their own."
  }

  assert {
    condition = toset(azurerm_monitor_metric_alert.failed[0].action[*].action_group_id) == toset([
      var.alert_targets[3], azurerm_monitor_action_group.this[0].id
    ])
    error_message = "The alert doesn't tell both groups."
  }

  assert {
    condition     = output.action_group_id == azurerm_monitor_action_group.this[0].id && azurerm_monitor_action_group.this[0].short_name == "globexsapord"
    error_message = "The group's short name has more than Azure's 12 characters, or isn't the job's."
  }
}

run "budget" {
  command = plan

  variables {
    alert_targets = ["oncall@globex.example"]
    budget        = { emails = ["finops@globex.example"] }
    job           = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { budget = { amount = 250.5 } })
  }

  assert {
    condition     = azurerm_consumption_budget_resource_group.this[0].amount == 250.5 && endswith(azurerm_consumption_budget_resource_group.this[0].resource_group_id, "/resourceGroups/globex-etl")
    error_message = "The amount isn't the job's, or the scope isn't the resource group."
  }

  assert {
    condition = toset([for tag in one(azurerm_consumption_budget_resource_group.this[0].filter).tag : "${tag.name}=${one(tag.values)}"]) == toset([
      "dativo:environment=prod", "dativo:job=sap_orders", "dativo:tenant=globex",
    ])
    error_message = "The budget counts other jobs."
  }

  assert {
    condition     = can(regex("^[0-9]{4}-[0-9]{2}-01T00:00:00Z$", one(azurerm_consumption_budget_resource_group.this[0].time_period).start_date))
    error_message = "The budget starts within a month, which Azure refuses."
  }
}

run "no_budget_in_the_job" {
  command = plan

  variables {
    alert_targets = ["oncall@globex.example"]
    budget        = { emails = ["finops@globex.example"] }
    job           = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { budget = null })
  }

  assert {
    condition     = length(azurerm_consumption_budget_resource_group.this) == 0
    error_message = "A budget is made that the job doesn't have."
  }
}
