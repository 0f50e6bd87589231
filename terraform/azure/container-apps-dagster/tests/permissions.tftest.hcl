# The identity and its roles: no more than the job needs.

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

run "identity_made" {
  assert {
    condition = alltrue([
      azurerm_user_assigned_identity.this[0].name == var.job.slug,
      output.identity == azurerm_user_assigned_identity.this[0].id,
      one(azurerm_container_app_job.this.identity).identity_ids == toset([azurerm_user_assigned_identity.this[0].id]),
      one(azurerm_container_app_job.this.registry).server == "globexdata.azurecr.io",
      one(azurerm_container_app_job.this.registry).identity == azurerm_user_assigned_identity.this[0].id,
    ])
    error_message = "The container works, and its image is pulled, with the identity that was made."
  }

  assert {
    condition = contains([for env in one(one(azurerm_container_app_job.this.template).container).env : "${env.name}=${env.value}"],
    "AZURE_CLIENT_ID=33333333-3333-3333-3333-333333333333")
    error_message = "Azure's SDKs don't find the identity."
  }

  assert {
    condition = alltrue([
      keys(azurerm_role_assignment.this) == ["storage"],
      azurerm_role_assignment.this["storage"].scope == "${var.storage_account_id}/blobServices/default/containers/raw",
      azurerm_role_assignment.this["storage"].role_definition_name == "Storage Blob Data Contributor",
      azurerm_role_assignment.this["storage"].principal_id == azurerm_user_assigned_identity.this[0].principal_id,
      azurerm_role_assignment.this["storage"].principal_type == "ServicePrincipal",
      azurerm_role_assignment.this["storage"].condition_version == "2.0",
    ])
    error_message = "The identity reaches more or less than the container."
  }

  assert {
    condition = azurerm_role_assignment.this["storage"].condition == join("", [
      "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'} AND NOT SubOperationMatches{'Blob.List'})",
      " AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'})",
      " AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'})",
      " AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action'})",
      " AND !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'}))",
      " OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringEquals 'sap/orders'",
      " OR @Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringStartsWith 'sap/orders/'))",
      " AND ",
      "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'} AND SubOperationMatches{'Blob.List'}))",
      " OR (@Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringEquals 'sap/orders'",
      " OR @Request[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix] StringStartsWith 'sap/orders/'))",
    ])
    error_message = "The identity reaches more or less than the prefix."
  }
}

run "registry_and_secrets" {
  command = plan

  variables {
    container_registries = {
      "globexdata.azurecr.io" = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.ContainerRegistry/registries/globexdata"
      "other.azurecr.io"      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.ContainerRegistry/registries/other"
    }
    key_vaults = {
      globex-data = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.KeyVault/vaults/globex-data"
    }
    secrets = {
      SAP_PASSWORD     = "https://globex-data.vault.azure.net/secrets/sap-password"
      SAP_PASSWORD_OLD = "https://Globex-Data.vault.azure.net/secrets/sap-password/0123456789abcdef0123456789abcdef"
      ODATA_KEY        = "https://Globex-Data.vault.azure.net/secrets/odata-key"
      NESSIE_TOKEN     = "https://elsewhere.vault.azure.net/secrets/nessie"
    }
  }

  assert {
    condition = { for name, role in azurerm_role_assignment.this : name => [role.scope, role.role_definition_name] if name != "storage" } == {
      "registry"                        = [var.container_registries["globexdata.azurecr.io"], "AcrPull"]
      "secret/globex-data/odata-key"    = ["${var.key_vaults["globex-data"]}/secrets/odata-key", "Key Vault Secrets User"]
      "secret/globex-data/sap-password" = ["${var.key_vaults["globex-data"]}/secrets/sap-password", "Key Vault Secrets User"]
    }
    error_message = "The identity reaches more or less than its image's registry and its own secrets in vaults that are known."
  }
}

run "registry_elsewhere" {
  command = plan

  variables {
    image = "ghcr.io/dativo-io/dativo:1.4.2"
  }

  assert {
    condition     = length(azurerm_container_app_job.this.registry) == 0
    error_message = "An identity of Azure logs in to a registry that isn't Azure's."
  }
}

run "identity_named" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/sap_orders.json"))
  }

  assert {
    condition = alltrue([
      length(azurerm_user_assigned_identity.this) == 0,
      length(azurerm_role_assignment.this) == 0,
      output.identity == var.job.runtime.service_account,
      one(azurerm_container_app_job.this.registry).identity == var.job.runtime.service_account,
    ])
    error_message = "An identity that exists keeps its own roles."
  }

  assert {
    condition     = output.role_assignments["storage"].scope == "${var.storage_account_id}/blobServices/default/containers/raw"
    error_message = "The roles that the identity needs aren't told."
  }
}

run "identity_known" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/sap_orders.json"))
    identity = {
      principal_id = "44444444-4444-4444-4444-444444444444"
      client_id    = "55555555-5555-5555-5555-555555555555"
    }
  }

  assert {
    condition     = azurerm_role_assignment.this["storage"].principal_id == "44444444-4444-4444-4444-444444444444" && length(azurerm_user_assigned_identity.this) == 0
    error_message = "The identity doesn't get its roles."
  }

  assert {
    condition = contains([for env in one(one(azurerm_container_app_job.this.template).container).env : "${env.name}=${coalesce(env.value, "-")}"],
    "AZURE_CLIENT_ID=55555555-5555-5555-5555-555555555555")
    error_message = "Azure's SDKs don't find the identity."
  }
}
