terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}

variable "job" {
  type = any
}

resource "azurerm_resource_group" "this" {
  name     = var.job.slug
  location = "westeurope"
  tags     = var.job.tags
}

resource "azurerm_storage_account" "lake" {
  name                     = "globexlake"
  resource_group_name      = azurerm_resource_group.this.name
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = var.job.tags
}
