# Each variable refuses what Azure would.

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

run "image_with_space" {
  command = plan

  variables {
    image = "dativo 1"
  }

  expect_failures = [var.image]
}

run "image_empty" {
  command = plan

  variables {
    image = ""
  }

  expect_failures = [var.image]
}

run "entrypoint_empty" {
  command = plan

  variables {
    entrypoint = []
  }

  expect_failures = [var.entrypoint]
}

run "command_empty" {
  command = plan

  variables {
    command = []
  }

  expect_failures = [var.command]
}

run "variable_name_illegal" {
  command = plan

  variables {
    environment_variables = { "LOG-LEVEL" = "DEBUG" }
  }

  expect_failures = [var.environment_variables]
}

run "variable_of_the_job" {
  command = plan

  variables {
    environment_variables = { TENANT_ID = "acme" }
  }

  expect_failures = [var.environment_variables]
}

run "secret_name_illegal" {
  command = plan

  variables {
    secrets = { _PASSWORD = "https://globex-data.vault.azure.net/secrets/sap-password" }
  }

  expect_failures = [var.secrets]
}

run "secret_of_the_job" {
  command = plan

  variables {
    secrets = { ENVIRONMENT = "https://globex-data.vault.azure.net/secrets/sap-password" }
  }

  expect_failures = [var.secrets]
}

run "secrets_alike" {
  command = plan

  variables {
    secrets = { SAP_PASSWORD = "https://globex-data.vault.azure.net/secrets/a", sap_password = "https://globex-data.vault.azure.net/secrets/b" }
  }

  expect_failures = [var.secrets]
}

run "secret_is_a_value" {
  command = plan

  variables {
    secrets = { SAP_PASSWORD = "hunter2" }
  }

  expect_failures = [var.secrets]
}

run "secret_is_a_key" {
  command = plan

  variables {
    secrets = { SAP_PASSWORD = "https://globex-data.vault.azure.net/keys/lake" }
  }

  expect_failures = [var.secrets]
}

run "retention_too_short" {
  command = plan

  variables {
    log_retention_days = 29
  }

  expect_failures = [var.log_retention_days]
}

run "retention_too_long" {
  command = plan

  variables {
    log_retention_days = 731
  }

  expect_failures = [var.log_retention_days]
}

run "retention_not_whole" {
  command = plan

  variables {
    log_retention_days = 30.5
  }

  expect_failures = [var.log_retention_days]
}

run "alert_target_illegal" {
  command = plan

  variables {
    alert_targets = ["#oncall"]
  }

  expect_failures = [var.alert_targets]
}

run "alert_target_of_another_cloud" {
  command = plan

  variables {
    alert_targets = ["arn:aws:sns:eu-west-1:123456789012:oncall"]
  }

  expect_failures = [var.alert_targets]
}

run "too_many_action_groups" {
  command = plan

  variables {
    alert_targets = [for name in ["a", "b", "c", "d", "e"] : "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Insights/actionGroups/${name}"]
  }

  expect_failures = [var.alert_targets]
}

run "resource_group_is_an_id" {
  command = plan

  variables {
    resource_group_name = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-etl"
  }

  expect_failures = [var.resource_group_name]
}

run "location_empty" {
  command = plan

  variables {
    location = ""
  }

  expect_failures = [var.location]
}

run "storage_account_is_a_name" {
  command = plan

  variables {
    storage_account_id = "globexlake"
  }

  expect_failures = [var.storage_account_id]
}

run "vault_is_a_url" {
  command = plan

  variables {
    key_vaults = { globex-data = "https://globex-data.vault.azure.net" }
  }

  expect_failures = [var.key_vaults]
}

run "registry_is_a_server" {
  command = plan

  variables {
    container_registries = { "globexdata.azurecr.io" = "globexdata.azurecr.io" }
  }

  expect_failures = [var.container_registries]
}

run "profile_empty" {
  command = plan

  variables {
    workload_profile_name = ""
  }

  expect_failures = [var.workload_profile_name]
}

run "retries_negative" {
  command = plan

  variables {
    replica_retry_limit = -1
  }

  expect_failures = [var.replica_retry_limit]
}

run "retries_not_whole" {
  command = plan

  variables {
    replica_retry_limit = 0.5
  }

  expect_failures = [var.replica_retry_limit]
}
