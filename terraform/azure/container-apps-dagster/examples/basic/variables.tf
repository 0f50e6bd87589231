variable "subnet_id" {
  description = "Subnet of the Container Apps environment, its own."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"
}

variable "storage_account_id" {
  description = "Storage account that has the container `raw`."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

variable "key_vault_id" {
  description = "Key Vault that has the secret `sap-password`."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.KeyVault/vaults/globex-data"
}

variable "container_registry_id" {
  description = "Registry that has the image."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.ContainerRegistry/registries/globexdata"
}
