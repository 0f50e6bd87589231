locals {
  # The secrets' names in Container Apps.
  secret_names = { for name in keys(var.secrets) : name => lower(replace(name, "_", "-")) }

  secret_places = distinct([for url in values(var.secrets) : regex("^https://(?P<vault>[^.]+)[^/]+/secrets/(?P<name>[^/]+)", url)])
  secret_roles = { for secret in local.secret_places : "secret/${secret.vault}/${secret.name}" => {
    scope                = "${var.key_vaults[secret.vault]}/secrets/${secret.name}"
    role_definition_name = "Key Vault Secrets User"
    condition            = null
    condition_version    = null
  } if contains(keys(var.key_vaults), secret.vault) }
}
