# What can be wrong on Azure.

terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}

variable "jobs" {
  type = any
}

provider "azurerm" {
  features {}
}

locals {
  tags = var.jobs["jobs/globex/sap"].tags
}

resource "azurerm_resource_group" "none" {
  for_each = { "jobs/globex/sap" = "globex-sap" }

  name     = each.value
  location = "westeurope"
}

resource "azurerm_user_assigned_identity" "lower_case" {
  for_each = { "jobs/globex/sap" = "globex-sap" }

  name                = each.value
  resource_group_name = "globex"
  location            = "westeurope"
  tags                = { for key, value in local.tags : lower(key) => value }
}

resource "azurerm_log_analytics_workspace" "different" {
  name                = "globex-sap"
  resource_group_name = "globex"
  location            = "westeurope"
  tags                = merge(local.tags, { "Business Unit" = "Sales" })
}

resource "azurerm_subnet" "takes_none" {
  name                 = "etl"
  resource_group_name  = "globex"
  virtual_network_name = "globex"
}

resource "azurerm_virtual_network" "no_job" {
  name                = "globex"
  resource_group_name = "globex"
  location            = "westeurope"
}
