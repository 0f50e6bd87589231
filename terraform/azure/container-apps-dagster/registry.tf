locals {
  image_words    = split("/", var.image)
  image_server   = length(local.image_words) > 1 ? local.image_words[0] : ""
  registry_known = contains(keys(var.container_registries), local.image_server)

  # Azure's own registries, and others that `container_registries` knows, are logged in to with the identity.
  registry_servers = [for server in [local.image_server] : server if local.registry_known || can(regex("\\.azurecr\\.(io|cn|us)$", server))]

  registry_roles = { for server in local.registry_servers : "registry" => {
    scope                = var.container_registries[server]
    role_definition_name = "AcrPull"
    condition            = null
    condition_version    = null
  } if local.registry_known }
}
