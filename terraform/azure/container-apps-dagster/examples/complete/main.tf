# One ETL job with everything that the module can make or be told.

provider "azurerm" {
  features {}
}

locals {
  providers = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers"
  network   = "${local.providers}/Microsoft.Network"
}

module "orders" {
  source = "../.."

  job = {
    name           = "orders"
    slug           = "globex-orders"
    tenant_id      = "globex"
    environment    = "prod"
    provider       = "azure"
    container_path = "/app/jobs/globex/orders.yaml"
    budget         = { amount = 250 }

    runtime = { type = "container_apps" }
    compute = { memory = "4Gi", max_runtime_seconds = 7200 }
    networking = {
      vpc_id             = "${local.network}/virtualNetworks/globex"
      subnet_ids         = ["${local.network}/virtualNetworks/globex/subnets/etl"]
      security_group_ids = ["${local.network}/networkSecurityGroups/etl"]
    }
    storage = { bucket = "raw", prefix = "orders" }

    tags = {
      "dativo:tenant"      = "globex"
      "dativo:environment" = "prod"
      "dativo:job"         = "orders"
      Team                 = "erp-integration"
    }
  }

  image                 = "globexdata.azurecr.io/dativo:1.4.2"
  entrypoint            = ["dativo"]
  environment_variables = { LOG_LEVEL = "INFO" }
  secrets               = { SAP_PASSWORD = "https://globex-data.vault.azure.net/secrets/sap-password" }
  log_retention_days    = 90

  alert_targets = ["data-oncall@globex.example"]
  budget        = { emails = ["finops@globex.example"] }

  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "${local.providers}/Microsoft.Storage/storageAccounts/globexlake"
  key_vaults          = { globex-data = "${local.providers}/Microsoft.KeyVault/vaults/globex-data" }
  container_registries = {
    "globexdata.azurecr.io" = "${local.providers}/Microsoft.ContainerRegistry/registries/globexdata"
  }
  replica_retry_limit = 1
}
