locals {
  _image_words    = split("/", var.image)
  _image_server   = length(local._image_words) > 1 ? local._image_words[0] : ""
  _registry_known = contains(keys(var.container_registries), local._image_server)
  _azure_registry = can(regex("\\.azurecr\\.(io|cn|us)$", local._image_server))

  # The identity logs in to registries of Azure, and to those in `container_registries`.
  registry_servers = local._registry_known || local._azure_registry ? [local._image_server] : []

  registry_roles = { for server in local.registry_servers : "registry" => {
    scope                = var.container_registries[server]
    role_definition_name = "AcrPull"
    condition            = null
    condition_version    = null
  } if local._registry_known }
}
