# The example's jobs on Container Apps: each as plain as it goes, and with every input that its container has.

terraform {
  required_version = ">= 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.50, < 6"
    }
  }
}

provider "azurerm" {
  features {}
}

module "bridge" {
  source = "../../../../terraform/bridge"

  jobs    = ["${path.root}/../../../../examples/jobs/**/*.yaml"]
  tenants = ["acme", "globex"]
}

locals {
  variants = merge([for key, job in module.bridge.jobs : {
    (key)          = { job = job, full = false }
    "${key}, full" = { job = job, full = true }
  } if job.runtime.type == "container_apps"]...)
}

module "job" {
  source   = "../../../../terraform/azure/container-apps-dagster"
  for_each = local.variants

  job                 = each.value.job
  image               = "globexdata.azurecr.io/dativo:1.4.2"
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"

  alert_targets         = ["oncall@globex.example"]
  name                  = each.value.full ? "${each.value.job.slug}-full" : null
  entrypoint            = each.value.full ? ["dativo"] : null
  command               = each.value.full ? ["run", "--full-refresh"] : null
  environment_variables = each.value.full ? { LOG_LEVEL = "debug" } : {}
  secrets               = each.value.full ? { API_KEY = "https://globex-data.vault.azure.net/secrets/api-key" } : {}
}

output "container_apps_job_start_kwargs" {
  value = { for key, job in module.job : key => job.container_apps_job_start_kwargs }
}
