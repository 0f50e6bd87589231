# Wrong values of the other variables are refused at plan: each listed one fails by itself.

mock_provider "azurerm" {}

variables {
  alert_targets       = ["oncall@globex.example"]
  image               = "globexdata.azurecr.io/dativo:1.4.2"
  job                 = jsondecode(file("./tests/fixtures/sap_orders.json"))
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

run "empty_or_of_no_shape" {
  command = plan

  variables {
    image                   = ""
    entrypoint              = []
    command                 = []
    environment_variables   = { LOG-LEVEL = "x" }
    secrets                 = { API_KEY_ = "https://globex-data.vault.azure.net/secrets/key" }
    log_retention_days      = 29
    alert_targets           = ["oncall"]
    budget                  = { emails = [] }
    resource_group_name     = "größe"
    location                = ""
    storage_account_id      = "globexlake"
    key_vaults              = { globex-data = "https://globex-data.vault.azure.net" }
    container_registries    = { "globexdata.azurecr.io" = "globexdata.azurecr.io" }
    log_analytics_workspace = { id = "/subscriptions/1/resourceGroups/etl/providers/microsoft.operationalinsights/workspaces/own" }
    workload_profile_name   = ""
    replica_retry_limit     = -1
  }

  expect_failures = [
    var.image, var.entrypoint, var.command, var.environment_variables, var.secrets, var.log_retention_days,
    var.alert_targets, var.budget, var.resource_group_name, var.location, var.storage_account_id, var.key_vaults,
    var.container_registries, var.log_analytics_workspace, var.workload_profile_name, var.replica_retry_limit,
  ]
}

run "not_the_callers" {
  command = plan

  variables {
    image                 = "dativo: 1"
    environment_variables = { TENANT_ID = "other" }
    secrets               = { ENVIRONMENT = "https://globex-data.vault.azure.net/secrets/key" }
    log_retention_days    = 731
    alert_targets         = ["arn:aws:sns:eu-west-1:123456789012:oncall"]
    budget                = { emails = ["finops@globex.example"], thresholds = [80.5] }
    resource_group_name   = "/subscriptions/1/resourceGroups/etl"
    replica_retry_limit   = 0.5
  }

  expect_failures = [
    var.image, var.environment_variables, var.secrets, var.log_retention_days, var.alert_targets, var.budget,
    var.resource_group_name, var.replica_retry_limit,
  ]
}

run "secrets_alike_and_too_many_groups" {
  command = plan

  variables {
    secrets = {
      API_KEY = "https://globex-data.vault.azure.net/secrets/key"
      api_key = "https://globex-data.vault.azure.net/secrets/key"
    }
    alert_targets = [for number in range(5) :
      "/subscriptions/1/resourceGroups/etl/providers/Microsoft.Insights/actionGroups/group-${number}"
    ]
  }

  expect_failures = [var.secrets, var.alert_targets]
}

run "secret_itself" {
  command = plan

  variables {
    secrets = { API_KEY = "hunter2" }
  }

  expect_failures = [var.secrets]
}
