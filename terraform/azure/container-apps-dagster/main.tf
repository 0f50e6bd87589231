locals {
  tags = var.job.tags

  # Azure's SDKs find a user-assigned identity by its client ID only.
  _container_environment = merge(
    { for client_id in local.client_ids : "AZURE_CLIENT_ID" => client_id },
    local.environment,
  )

  # Azure's own limit where the job has none.
  timeout_seconds = coalesce(var.job.compute.max_runtime_seconds, 1800)
}

resource "azurerm_container_app_job" "this" {
  name                         = local.name
  resource_group_name          = var.resource_group_name
  location                     = var.location
  container_app_environment_id = local.environment_id
  workload_profile_name        = var.workload_profile_name
  replica_timeout_in_seconds   = local.timeout_seconds
  replica_retry_limit          = var.replica_retry_limit
  tags                         = local.tags

  # An orchestrator starts it: one container, once.
  manual_trigger_config {
    parallelism              = 1
    replica_completion_count = 1
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [local.identity_id]
  }

  dynamic "registry" {
    for_each = local.registry_servers

    content {
      server   = registry.value
      identity = local.identity_id
    }
  }

  dynamic "secret" {
    for_each = local.secret_names

    content {
      name                = secret.value
      key_vault_secret_id = var.secrets[secret.key]
      identity            = local.identity_id
    }
  }

  template {
    container {
      name    = local.container
      image   = var.image
      cpu     = local.cpu
      memory  = local.memory
      command = var.entrypoint
      args    = local.command

      dynamic "env" {
        for_each = sort(concat(keys(local._container_environment), keys(var.secrets)))

        content {
          name        = env.value
          value       = lookup(local._container_environment, env.value, null)
          secret_name = lookup(local.secret_names, env.value, null)
        }
      }
    }
  }

  # Container Apps reads the secrets and checks the registry while it makes the job.
  depends_on = [azurerm_role_assignment.this, terraform_data.checks]
}
