locals {
  # learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
  _refused_tags = sort([for key, value in local.tags : key if !(
    can(regex("^[^<>%&\\\\?/]{1,512}$", key)) && length(value) <= 256 &&
    !can(regex("^(microsoft|azure|windows)", lower(key)))
  )])

  _network             = var.job.networking
  _group               = "/subscriptions/[^/]+/resourceGroups/[^/]+/providers"
  _environment_name    = "[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]"
  _environment_form    = "^(${local._group}/Microsoft\\.App/managedEnvironments/)?${local._environment_name}$"
  _network_form        = "^${local._group}/Microsoft\\.Network/virtualNetworks/[^/]+$"
  _subnet_form         = "^${local._group}/Microsoft\\.Network/virtualNetworks/[^/]+/subnets/[^/]+$"
  _security_group_form = "^${local._group}/Microsoft\\.Network/networkSecurityGroups/[^/]+$"
  _identity_form       = "^${local._group}/Microsoft\\.ManagedIdentity/userAssignedIdentities/[^/]+$"
  _vault_host          = "[A-Za-z0-9-]+\\.(vault|managedhsm)\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)"
  _key_form            = "^https://${local._vault_host}/keys/[A-Za-z0-9-]{1,127}(/[0-9A-Za-z]+)?$"
}

# Everything that can be wrong in a job, reported together. Every other resource depends on it.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.job.provider == "azure"
      error_message = "${local.at} provider must be azure, got ${jsonencode(var.job.provider)}."
    }

    precondition {
      condition     = var.job.runtime.type == "container_apps"
      error_message = "${local.at} runtime.type must be container_apps, got ${jsonencode(var.job.runtime.type)}."
    }

    precondition {
      condition = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", var.job.tenant_id))
      error_message = join(" ", [
        "${local.at} tenant_id must have 1 to 63 letters, digits, dots, _ and -, got",
        "${jsonencode(var.job.tenant_id)}.",
      ])
    }

    precondition {
      condition     = local.name_given
      error_message = "${local.at} slug must be set, or the module's name, got null."
    }

    precondition {
      condition = can(regex("^[a-z](-?[a-z0-9])*$", local.name))
      error_message = join(" ", [
        "${local.at} name must have only lower-case letters, digits and single -, the first a letter, got",
        "${jsonencode(local.name)}.",
      ])
    }

    precondition {
      condition     = length(local.name) >= 4 && length(local.name) <= 32
      error_message = "${local.at} name must have 4 to 32 characters, got ${length(local.name)}. Set the module's name."
    }

    # learn.microsoft.com/azure/azure-resource-manager/templates/error-reserved-resource-name
    precondition {
      condition = !can(regex("microsoft|windows|^login", local.name))
      error_message = join(" ", [
        "${local.at} name must not contain microsoft or windows, or start with login, got",
        "${jsonencode(local.name)}. Set the module's name.",
      ])
    }

    precondition {
      condition = var.command != null || try(length(var.job.container_path) > 0, false)
      error_message = join(" ", [
        "${local.at} container_path must be set, or the module's command, got",
        "${jsonencode(var.job.container_path)}.",
      ])
    }

    precondition {
      condition = length(local.doubled_variables) == 0
      error_message = join(" ", [
        "${local.at} environment_variables must not repeat names of secrets, got",
        "${join(", ", local.doubled_variables)}.",
      ])
    }

    precondition {
      condition = var.job.compute.cpu == null || local.cpu_given != null
      error_message = join(" ", [
        "${local.at} compute.cpu must be a number of vCPU, such as 0.5, got ${jsonencode(var.job.compute.cpu)}.",
      ])
    }

    precondition {
      condition = var.job.compute.memory == null || coalesce(local.gib_given, 0) > 0
      error_message = join(" ", [
        "${local.at} compute.memory must be in Gi, such as 1Gi, got ${jsonencode(var.job.compute.memory)}.",
      ])
    }

    precondition {
      condition = local.cpu >= 0.25 && (
        !local.consumption || (local.cpu <= 4 && floor(local.cpu * 4) == local.cpu * 4)
      )
      error_message = "${local.at} ${local.size_error}"
    }

    precondition {
      condition = !local.consumption || local.gib == local.cpu * 2
      error_message = join(" ", [
        "${local.at} compute.memory must be ${local.cpu * 2}Gi with cpu ${local.cpu}, got ${local.memory}.",
      ])
    }

    precondition {
      condition = (
        local.timeout_seconds >= 1 && local.timeout_seconds <= 2147483647 &&
        floor(local.timeout_seconds) == local.timeout_seconds
      )
      error_message = join(" ", [
        "${local.at} compute.max_runtime_seconds must be a whole number from 1 to 2147483647, got",
        "${local.timeout_seconds}.",
      ])
    }

    precondition {
      condition = local.environment_made ? true : can(regex(local._environment_form, local.cluster_name))
      error_message = join(" ", [
        "${local.at} runtime.cluster_name must be the name or ID of a Container Apps environment, got",
        "${jsonencode(local.cluster_name)}.",
      ])
    }

    precondition {
      condition = !local.environment_made || var.workload_profile_name == "Consumption"
      error_message = join(" ", [
        "${local.at} runtime.cluster_name must name an environment for a workload profile other than Consumption,",
        "got null.",
      ])
    }

    precondition {
      condition = !local.environment_made || local.subnet_given || !local._network.private_networking
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must name a subnet for a private environment, got []. Or set",
        "runtime.cluster_name.",
      ])
    }

    precondition {
      condition = !local.environment_made || length(local._network.subnet_ids) <= 1
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must name at most 1 subnet, got",
        "${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = !local.environment_made || length(local._network.security_group_ids) <= 1
      error_message = join(" ", [
        "${local.at} networking.security_group_ids must name at most 1 security group, got",
        "${jsonencode(local._network.security_group_ids)}.",
      ])
    }

    precondition {
      condition     = !local.environment_made || local.subnet_given || length(local._network.security_group_ids) == 0
      error_message = "${local.at} networking.subnet_ids must name the subnet of networking.security_group_ids, got []."
    }

    precondition {
      condition = alltrue([for id in local._network.subnet_ids : can(regex(local._subnet_form, id))])
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must be IDs (/subscriptions/…/subnets/…), got",
        "${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = local._network.vpc_id == null ? true : can(regex(local._network_form, local._network.vpc_id))
      error_message = join(" ", [
        "${local.at} networking.vpc_id must be the ID of a virtual network, got",
        "${jsonencode(local._network.vpc_id)}.",
      ])
    }

    precondition {
      condition = local._network.vpc_id == null ? true : alltrue([for id in local._network.subnet_ids :
        startswith(lower(id), "${lower(local._network.vpc_id)}/subnets/")
      ])
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must be in networking.vpc_id, got",
        "${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = (
        alltrue([for id in local._network.security_group_ids : can(regex(local._security_group_form, id))])
      )
      error_message = join(" ", [
        "${local.at} networking.security_group_ids must be IDs of network security groups, got",
        "${jsonencode(local._network.security_group_ids)}.",
      ])
    }

    precondition {
      condition = local.identity_made ? true : can(regex(local._identity_form, var.job.runtime.service_account))
      error_message = join(" ", [
        "${local.at} runtime.service_account must be the ID of a user-assigned identity, got",
        "${jsonencode(var.job.runtime.service_account)}.",
      ])
    }

    precondition {
      condition     = var.identity == null || !local.identity_made
      error_message = "${local.at} runtime.service_account must be set where the module's identity is, got null."
    }

    precondition {
      condition = local.bucket_allowed
      error_message = join(" ", [
        "${local.at} storage.bucket must be a blob container: 3 to 63 lower-case letters, digits and single -, got",
        "${jsonencode(var.job.storage.bucket)}.",
      ])
    }

    precondition {
      condition = var.job.storage.bucket == null || var.storage_account_id != null
      error_message = join(" ", [
        "${local.at} storage.bucket must not be set without the module's storage_account_id, got",
        "${jsonencode(var.job.storage.bucket)}.",
      ])
    }

    precondition {
      condition     = local.prefix_allowed
      error_message = local.prefix_error
    }

    precondition {
      condition = (
        var.job.storage.kms_key_id == null ? true : can(regex(local._key_form, var.job.storage.kms_key_id))
      )
      error_message = join(" ", [
        "${local.at} storage.kms_key_id must be the URL of a key (https://VAULT.vault.azure.net/keys/…), got",
        "${jsonencode(var.job.storage.kms_key_id)}.",
      ])
    }

    precondition {
      condition = var.job.storage.kms_key_id == null || !local.workspace_made
      error_message = join(" ", [
        "${local.at} storage.kms_key_id must not be set where the module makes a workspace, which has no key of",
        "yours, got ${jsonencode(var.job.storage.kms_key_id)}. Set log_analytics_workspace, or",
        "runtime.cluster_name.",
      ])
    }

    precondition {
      condition = length(local._refused_tags) == 0
      error_message = join(" ", [
        "${local.at} tags must not have < > % & \\ ? / in keys, nor start with microsoft, azure or windows, with at",
        "most 512 characters in a key and 256 in a value, got ${join(", ", local._refused_tags)}.",
      ])
    }

    precondition {
      condition = length(distinct([for key in keys(local.tags) : lower(key)])) == length(local.tags)
      error_message = join(" ", [
        "${local.at} tags must not have two keys that differ in case only, got ${join(", ", keys(local.tags))}.",
      ])
    }

    precondition {
      condition     = length(local.tags) <= 50
      error_message = "${local.at} tags must have at most 50 entries, got ${length(local.tags)}."
    }

    precondition {
      condition = local.budget_tag_allowed
      error_message = join(" ", [
        "${local.at} tags must have the tag that the budget filters by, got ${join(", ", keys(local.tags))}. Set",
        "the budget's tag.",
      ])
    }

    precondition {
      condition = var.job.budget == null ? true : var.job.budget.amount > 0
      error_message = join(" ", [
        "${local.at} budget.amount must be greater than 0, got ${jsonencode(try(var.job.budget.amount, null))}.",
      ])
    }
  }
}
