locals {
  key  = coalesce(var.job.key, var.job.name)
  slug = coalesce(var.job.slug, trim(replace(lower("${var.job.tenant_id}-${var.job.name}"), "/[^a-z0-9]+/", "-"), "-"))
  name = coalesce(var.name, local.slug)
  tags = var.job.tags

  container = "etl"
  command   = var.command != null ? var.command : ["run", "--config", var.job.container_path, "--mode", "self_hosted"]
  environment = merge(
    # Azure's SDKs find a user-assigned identity by its client id only.
    { for client_id in local.client_ids : "AZURE_CLIENT_ID" => client_id },
    var.environment_variables,
    { TENANT_ID = var.job.tenant_id, JOB_NAME = var.job.name },
    { for name, value in { ENVIRONMENT = var.job.environment } : name => value if value != null },
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
        for_each = sort(concat(keys(local.environment), keys(var.secrets)))

        content {
          name        = env.value
          value       = lookup(local.environment, env.value, null)
          secret_name = lookup(local.secret_names, env.value, null)
        }
      }
    }
  }

  # Container Apps reads the secrets and checks the registry while it makes the job.
  depends_on = [azurerm_role_assignment.this, terraform_data.checks]
}
