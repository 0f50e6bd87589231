variable "resource_group_id" {
  description = "ID of the resource group with the network, storage account, vault and registry."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data"
}
