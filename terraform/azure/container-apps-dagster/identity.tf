locals {
  identity_made = var.job.runtime.service_account == null
  identity_id   = local.identity_made ? one(azurerm_user_assigned_identity.this[*].id) : var.job.runtime.service_account

  # One element, or none where the job names an identity that is known by its id only.
  _principal_ids = (
    local.identity_made ? azurerm_user_assigned_identity.this[*].principal_id : var.identity[*].principal_id
  )
  client_ids = local.identity_made ? azurerm_user_assigned_identity.this[*].client_id : var.identity[*].client_id

  roles = merge(local.storage_roles, local.registry_roles, local.secret_roles)
}

# With this identity the ETL works, and Container Apps pulls the image and reads the secrets.
resource "azurerm_user_assigned_identity" "this" {
  count = local.identity_made ? 1 : 0

  name                = local.name
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = local.tags

  depends_on = [terraform_data.checks]
}

resource "azurerm_role_assignment" "this" {
  for_each = length(local._principal_ids) > 0 ? local.roles : {}

  scope                = each.value.scope
  role_definition_name = each.value.role_definition_name
  principal_id         = local._principal_ids[0]
  principal_type       = "ServicePrincipal"
  condition            = each.value.condition
  condition_version    = each.value.condition_version

  lifecycle {
    precondition {
      condition     = local.prefix_allowed
      error_message = local.prefix_error
    }
  }

  depends_on = [terraform_data.checks]
}
