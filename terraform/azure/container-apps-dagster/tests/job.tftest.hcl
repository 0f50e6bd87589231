# The Container Apps job: size, container, environment, secrets, names.

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

run "from_the_bridge" {
  command = plan

  assert {
    condition = alltrue([
      azurerm_container_app_job.this.name == var.job.slug,
      azurerm_container_app_job.this.resource_group_name == "globex-etl",
      azurerm_container_app_job.this.location == "westeurope",
      azurerm_container_app_job.this.container_app_environment_id == var.job.runtime.cluster_name,
      azurerm_container_app_job.this.workload_profile_name == "Consumption",
      azurerm_container_app_job.this.replica_timeout_in_seconds == var.job.compute.max_runtime_seconds,
      azurerm_container_app_job.this.replica_retry_limit == 0,
      one(azurerm_container_app_job.this.identity).type == "UserAssigned",
      one(azurerm_container_app_job.this.identity).identity_ids == toset([var.job.runtime.service_account]),
    ])
    error_message = "The job isn't the one in the YAML."
  }

  assert {
    condition = (
      one(azurerm_container_app_job.this.manual_trigger_config).parallelism == 1 &&
      one(azurerm_container_app_job.this.manual_trigger_config).replica_completion_count == 1 &&
      length(azurerm_container_app_job.this.schedule_trigger_config) + length(azurerm_container_app_job.this.event_trigger_config) == 0
    )
    error_message = "An orchestrator starts the job, one container at a time."
  }

  assert {
    condition = alltrue([for container in [one(one(azurerm_container_app_job.this.template).container)] : alltrue([
      container.name == "etl",
      container.image == var.image,
      container.cpu == 1,
      container.memory == "2Gi",
      container.command == null,
      container.args == tolist(["run", "--config", var.job.container_path, "--mode", "self_hosted"]),
    ])])
    error_message = "The container isn't the job's."
  }

  assert {
    condition = { for env in one(one(azurerm_container_app_job.this.template).container).env : env.name => env.value } == {
      ENVIRONMENT = var.job.environment
      JOB_NAME    = var.job.name
      TENANT_ID   = var.job.tenant_id
    }
    error_message = "The container doesn't get exactly tenant, job and environment."
  }

  assert {
    condition     = length(azurerm_container_app_job.this.secret) == 0
    error_message = "There are secrets that nobody named."
  }
}

run "written_by_hand" {
  command = plan

  variables {
    job = {
      name       = "Daily Orders"
      slug       = "globex-daily-orders"
      tenant_id  = "Globex"
      provider   = "azure"
      runtime    = { type = "container_apps", cluster_name = "shared" }
      networking = {}
    }
    command = ["run", "orders"]
  }

  assert {
    condition     = output.key == "Daily Orders" && output.name == "globex-daily-orders"
    error_message = "The key is the name, and the name is the slug."
  }

  assert {
    condition = (
      one(one(azurerm_container_app_job.this.template).container).cpu == 0.5 &&
      one(one(azurerm_container_app_job.this.template).container).memory == "1Gi" &&
      azurerm_container_app_job.this.replica_timeout_in_seconds == 1800
    )
    error_message = "The default size is half a vCPU and 1 GiB, for half an hour."
  }

  assert {
    condition     = one(one(azurerm_container_app_job.this.template).container).args == tolist(["run", "orders"])
    error_message = "The command is the caller's."
  }

  assert {
    condition     = !contains([for env in one(one(azurerm_container_app_job.this.template).container).env : env.name], "ENVIRONMENT")
    error_message = "A job without an environment gets no ENVIRONMENT."
  }
}

run "memory_left_out" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "1.75" } })
  }

  assert {
    condition     = one(one(azurerm_container_app_job.this.template).container).memory == "3.5Gi"
    error_message = "Memory follows from the vCPU."
  }
}

run "cpu_left_out" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { memory = "8.0Gi" } })
  }

  assert {
    condition = (
      one(one(azurerm_container_app_job.this.template).container).cpu == 4 &&
      one(one(azurerm_container_app_job.this.template).container).memory == "8Gi"
    )
    error_message = "The vCPU follow from the memory, whose text is Azure's own."
  }
}

run "dedicated_profile" {
  command = plan

  variables {
    job                   = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "6", memory = "48Gi" } })
    workload_profile_name = "memory-optimized"
  }

  assert {
    condition = (
      azurerm_container_app_job.this.workload_profile_name == "memory-optimized" &&
      one(one(azurerm_container_app_job.this.template).container).cpu == 6 &&
      one(one(azurerm_container_app_job.this.template).container).memory == "48Gi"
    )
    error_message = "A dedicated profile has other sizes than Consumption."
  }
}

run "consumption_only_environment" {
  command = plan

  variables {
    workload_profile_name = null
  }

  assert {
    condition     = azurerm_container_app_job.this.workload_profile_name == null
    error_message = "A Consumption-only environment has no profiles to name."
  }
}

run "own_words" {
  command = plan

  variables {
    name                = "nightly-orders"
    entrypoint          = ["dativo"]
    command             = ["check"]
    replica_retry_limit = 2
    environment_variables = {
      LOG_LEVEL = "DEBUG"
    }
    secrets = {
      SAP_PASSWORD = "https://globex-data.vault.azure.net/secrets/sap-password"
      NESSIE_TOKEN = "https://globex-data.vault.azure.net/secrets/nessie/0123456789abcdef0123456789abcdef"
    }
  }

  assert {
    condition = alltrue([
      azurerm_container_app_job.this.name == "nightly-orders",
      azurerm_container_app_job.this.replica_retry_limit == 2,
      one(one(azurerm_container_app_job.this.template).container).command == tolist(["dativo"]),
      one(one(azurerm_container_app_job.this.template).container).args == tolist(["check"]),
    ])
    error_message = "Name, entry point, command and retries are the caller's."
  }

  assert {
    condition = [for env in one(one(azurerm_container_app_job.this.template).container).env :
      join(" ", [env.name, coalesce(env.value, "-"), coalesce(env.secret_name, "-")])
      ] == [
      "ENVIRONMENT ${var.job.environment} -",
      "JOB_NAME ${var.job.name} -",
      "LOG_LEVEL DEBUG -",
      "NESSIE_TOKEN - nessie-token",
      "SAP_PASSWORD - sap-password",
      "TENANT_ID ${var.job.tenant_id} -",
    ]
    error_message = "The environment isn't the job's and the caller's, in the order of the names."
  }

  assert {
    condition = { for secret in azurerm_container_app_job.this.secret : secret.name => [secret.key_vault_secret_id, secret.identity] } == {
      nessie-token = [var.secrets.NESSIE_TOKEN, var.job.runtime.service_account]
      sap-password = [var.secrets.SAP_PASSWORD, var.job.runtime.service_account]
    }
    error_message = "Secrets go in by reference, read with the job's identity."
  }

  assert {
    condition     = azurerm_monitor_metric_alert.failed[0].name == "nightly-orders-failed"
    error_message = "Every name begins with the caller's."
  }
}
