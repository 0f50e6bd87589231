# One ETL job on what the subscription has: environment, identity, container and action group.

provider "azurerm" {
  features {}
}

locals {
  providers = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers"
}

module "contacts" {
  source = "../.."

  job = {
    name           = "contacts"
    slug           = "globex-contacts"
    tenant_id      = "globex"
    provider       = "azure"
    container_path = "/app/jobs/globex/contacts.yaml"

    runtime = {
      type            = "container_apps"
      cluster_name    = "${local.providers}/Microsoft.App/managedEnvironments/shared"
      service_account = "${local.providers}/Microsoft.ManagedIdentity/userAssignedIdentities/etl-contacts"
    }
    storage = { bucket = "raw", prefix = "contacts" }

    tags = { "dativo:tenant" = "globex", "dativo:job" = "contacts" }
  }

  image               = "globexdata.azurecr.io/dativo:1.4.2"
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "${local.providers}/Microsoft.Storage/storageAccounts/globexlake"
  alert_targets       = ["${local.providers}/Microsoft.Insights/actionGroups/oncall"]
}
