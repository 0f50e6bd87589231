# One ETL job on Container Apps, its job object written by hand: no YAML, no Python.

provider "azurerm" {
  features {}
}

locals {
  providers = "${var.resource_group_id}/providers"
}

module "sap_orders" {
  source = "../.."

  job = {
    name           = "sap_orders"
    slug           = "globex-sap-orders"
    tenant_id      = "globex"
    environment    = "prod"
    provider       = "azure"
    container_path = "/app/jobs/globex/sap_orders.yaml"

    runtime    = { type = "container_apps" }
    compute    = { cpu = "1", memory = "2Gi", max_runtime_seconds = 3600 }
    networking = { subnet_ids = ["${local.providers}/Microsoft.Network/virtualNetworks/globex/subnets/etl"] }
    storage    = { bucket = "raw", prefix = "sap/orders" }

    tags = {
      "dativo:tenant"      = "globex"
      "dativo:environment" = "prod"
      "dativo:job"         = "sap_orders"
      Team                 = "erp-integration"
    }
  }

  image               = "globexdata.azurecr.io/dativo:1.4.2"
  secrets             = { SAP_PASSWORD = "https://globex-data.vault.azure.net/secrets/sap-password" }
  alert_targets       = ["data-oncall@globex.example"]
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "${local.providers}/Microsoft.Storage/storageAccounts/globexlake"
  key_vaults          = { globex-data = "${local.providers}/Microsoft.KeyVault/vaults/globex-data" }
  container_registries = {
    "globexdata.azurecr.io" = "${local.providers}/Microsoft.ContainerRegistry/registries/globexdata"
  }
}
