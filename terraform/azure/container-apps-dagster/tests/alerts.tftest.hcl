# Who hears of a failed execution.

mock_provider "azurerm" {
  source = "./tests/mocks"
}

variables {
  image               = "dativo:1"
  job                 = jsondecode(file("./tests/fixtures/sap_orders.json"))
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

run "on_by_default" {
  assert {
    condition     = azurerm_monitor_metric_alert.failed.scopes == toset([azurerm_container_app_job.this.id])
    error_message = "The alert watches another job."
  }

  assert {
    condition = alltrue([for criterion in [one(azurerm_monitor_metric_alert.failed.criteria)] : alltrue([
      criterion.metric_namespace == "Microsoft.App/jobs",
      criterion.metric_name == "Executions",
      criterion.operator == "GreaterThan",
      criterion.threshold == 0,
      { for dimension in criterion.dimension : dimension.name => dimension.values } == { state = tolist(["Failed"]), executionName = tolist(["*"]) },
    ])])
    error_message = "The alert sees something else than each failed execution."
  }

  assert {
    condition     = azurerm_monitor_metric_alert.failed.enabled != false
    error_message = "The alert is off."
  }

  assert {
    condition     = length(azurerm_monitor_action_group.this) + length(azurerm_monitor_metric_alert.failed.action) == 0
    error_message = "Somebody hears of failures whom nobody named."
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
    condition = toset(azurerm_monitor_metric_alert.failed.action[*].action_group_id) == toset([
      var.alert_targets[3], azurerm_monitor_action_group.this[0].id
    ])
    error_message = "The alert doesn't tell both groups."
  }

  assert {
    condition     = output.action_group_id == azurerm_monitor_action_group.this[0].id && azurerm_monitor_action_group.this[0].short_name == "globexsapord"
    error_message = "The group's short name has more than Azure's 12 characters, or isn't the job's."
  }
}
