locals {
  # Environment variable => name of the secret in Container Apps.
  secret_names = { for name in keys(var.secrets) : name => lower(replace(name, "_", "-")) }

  # In lower case, as Key Vault compares names: a secret that is named in two ways gets one role.
  _vaults = { for name, id in var.key_vaults : lower(name) => id }
  _key_vault_secrets = distinct([for url in values(var.secrets) :
    regex("^https://(?P<vault>[^.]+)[^/]+/secrets/(?P<name>[^/]+)", lower(url))
  ])
  secret_roles = { for secret in local._key_vault_secrets : "secret/${secret.vault}/${secret.name}" => {
    scope                = "${local._vaults[secret.vault]}/secrets/${secret.name}"
    role_definition_name = "Key Vault Secrets User"
    condition            = null
    condition_version    = null
  } if contains(keys(local._vaults), secret.vault) }
}
