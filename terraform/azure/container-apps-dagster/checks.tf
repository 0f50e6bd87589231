locals {
  # What Azure takes in tags.
  illegal_tags = sort([for key, value in local.tags : key if !(
    can(regex("^[^<>%&\\\\?/]{1,512}$", key)) && length(value) <= 256 && !can(regex("^(microsoft|azure|windows)", lower(key)))
  )])
  doubled_variables = sort(setintersection(keys(var.environment_variables), keys(var.secrets)))

  at = "job \"${local.key}\":"
}

# All that a job can have wrong, told together and before anything is made.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.job.provider == "azure"
      error_message = "${local.at} provider is ${var.job.provider}, but this module makes Azure resources."
    }

    precondition {
      condition     = var.job.runtime.type == "container_apps"
      error_message = "${local.at} runtime.type is ${var.job.runtime.type}, but this module serves container_apps."
    }

    precondition {
      condition = can(regex("^[a-z](-?[a-z0-9])*$", local.name))
      error_message = join(" ", [
        "${local.at} name is \"${local.name}\", but takes lower-case letters, digits and single -, a letter first.",
      ])
    }

    precondition {
      condition = length(local.name) >= 4 && length(local.name) <= 32
      error_message = join(" ", [
        "${local.at} name \"${local.name}\" has ${length(local.name)} characters, but takes 4 to 32. Set the",
        "module's `name`.",
      ])
    }

    precondition {
      condition     = var.command != null || var.job.container_path != null
      error_message = "${local.at} container_path is not set, and the module's `command` isn't either."
    }

    precondition {
      condition = length(local.doubled_variables) == 0
      error_message = join(" ", [
        "${local.at} ${join(", ", local.doubled_variables)} stands in both `environment_variables` and `secrets`.",
      ])
    }

    precondition {
      condition = var.job.compute.cpu == null || local.cpu_asked != null
      error_message = join(" ", [
        "${local.at} compute.cpu is ${coalesce(var.job.compute.cpu, "-")}, but Container Apps takes a number of",
        "vCPU, such as 0.5.",
      ])
    }

    precondition {
      condition = var.job.compute.memory == null || coalesce(local.gib_asked, 0) > 0
      error_message = join(" ", [
        "${local.at} compute.memory is ${coalesce(var.job.compute.memory, "-")}, but Container Apps takes GiB, such",
        "as 1Gi.",
      ])
    }

    precondition {
      condition = (
        local.cpu >= 0.25 && (!local.consumption || (local.cpu <= 4 && floor(local.cpu * 4) == local.cpu * 4))
      )
      error_message = "${local.at} ${local.size}, but ${local.sizes}."
    }

    precondition {
      condition     = !local.consumption || local.gib == local.cpu * 2
      error_message = "${local.at} compute.memory is ${local.memory}, but cpu ${local.cpu} takes ${local.cpu * 2}Gi."
    }

    precondition {
      condition = local.timeout_seconds >= 1 && floor(local.timeout_seconds) == local.timeout_seconds
      error_message = join(" ", [
        "${local.at} compute.max_runtime_seconds is ${local.timeout_seconds}, but takes whole seconds, 1 or more.",
      ])
    }

    precondition {
      condition = local.environment_made ? true : can(regex(
        "^(/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.App/managedEnvironments/)?[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]$",
        local.cluster_name
      ))
      error_message = join(" ", [
        "${local.at} runtime.cluster_name is the name of a Container Apps environment in `resource_group_name`, or",
        "an environment's id.",
      ])
    }

    precondition {
      condition = !local.environment_made || var.workload_profile_name == "Consumption"
      error_message = join(" ", [
        "${local.at} the environment that the module makes has the workload profile Consumption only. Name an",
        "environment with others in runtime.cluster_name.",
      ])
    }

    precondition {
      condition = !local.environment_made || local.subnet_given || !var.job.networking.private_networking
      error_message = join(" ", [
        "${local.at} networking.subnet_ids is empty, but a private environment needs a subnet of its own. Name one,",
        "or an existing environment in runtime.cluster_name.",
      ])
    }

    precondition {
      condition = (
        !local.environment_made ||
        (length(var.job.networking.subnet_ids) <= 1 && length(var.job.networking.security_group_ids) <= 1)
      )
      error_message = join(" ", [
        "${local.at} networking names several subnets or security groups, but an environment has one subnet, and a",
        "subnet one security group.",
      ])
    }

    precondition {
      condition = (
        !local.environment_made || local.subnet_given || length(var.job.networking.security_group_ids) == 0
      )
      error_message = "${local.at} networking.security_group_ids needs a subnet in networking.subnet_ids to belong to."
    }

    precondition {
      condition = alltrue([for id in var.job.networking.subnet_ids : can(regex(
        "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/virtualNetworks/[^/]+/subnets/[^/]+$", id
      ))])
      error_message = join(" ", [
        "${local.at} networking.subnet_ids takes ids (/subscriptions/…/virtualNetworks/…/subnets/…), not names.",
      ])
    }

    precondition {
      condition = var.job.networking.vpc_id == null ? true : alltrue([for id in var.job.networking.subnet_ids :
        startswith(lower(id), "${lower(var.job.networking.vpc_id)}/subnets/")
      ])
      error_message = join(" ", [
        "${local.at} networking.subnet_ids names a subnet outside networking.vpc_id, the id of a virtual network.",
      ])
    }

    precondition {
      condition = alltrue([for id in var.job.networking.security_group_ids : can(regex(
        "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Network/networkSecurityGroups/[^/]+$", id
      ))])
      error_message = "${local.at} networking.security_group_ids takes ids of network security groups."
    }

    precondition {
      condition = local.identity_made ? true : can(regex(
        "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.ManagedIdentity/userAssignedIdentities/[^/]+$",
        var.job.runtime.service_account
      ))
      error_message = join(" ", [
        "${local.at} runtime.service_account is the id of a user-assigned identity",
        "(/subscriptions/…/userAssignedIdentities/…).",
      ])
    }

    precondition {
      condition     = var.identity == null || !local.identity_made
      error_message = "${local.at} runtime.service_account is not set, but the module's `identity` is."
    }

    precondition {
      condition = (
        var.job.storage.bucket == null ? true : can(regex("^[a-z0-9](-?[a-z0-9])+$", var.job.storage.bucket)) &&
        length(var.job.storage.bucket) >= 3 && length(var.job.storage.bucket) <= 63
      )
      error_message = join(" ", [
        "${local.at} storage.bucket is the name of a blob container: 3 to 63 lower-case letters, digits and single",
        "-.",
      ])
    }

    precondition {
      condition     = var.job.storage.bucket == null || var.storage_account_id != null
      error_message = "${local.at} storage.bucket is set, but the module's `storage_account_id` isn't."
    }

    # They would end the text in the role's condition.
    precondition {
      condition     = !can(regex("['\\\\]", local.prefix))
      error_message = "${local.at} storage.prefix is ${local.prefix}, but ' and \\ have a meaning in role conditions."
    }

    precondition {
      condition = var.job.storage.kms_key_id == null ? true : can(regex(
        "^https://[A-Za-z0-9-]+\\.(vault|managedhsm)\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)/keys/[A-Za-z0-9-]{1,127}(/[0-9A-Za-z]+)?$",
        var.job.storage.kms_key_id
      ))
      error_message = join(" ", [
        "${local.at} storage.kms_key_id is the URL of a Key Vault key, such as",
        "https://acme.vault.azure.net/keys/lake.",
      ])
    }

    precondition {
      condition = var.job.storage.kms_key_id == null || !local.workspace_made
      error_message = join(" ", [
        "${local.at} storage.kms_key_id names a key, but a Log Analytics workspace takes one through a dedicated",
        "cluster only. Give the module such a workspace as `log_analytics_workspace`, or name an existing",
        "environment in runtime.cluster_name.",
      ])
    }

    precondition {
      condition = length(local.illegal_tags) == 0
      error_message = join(" ", [
        "${local.at} tags: Azure refuses ${join(", ", local.illegal_tags)}. A key has up to 512 characters without",
        "< > % & \\ ? /, a value up to 256; microsoft, azure and windows are reserved beginnings.",
      ])
    }

    precondition {
      condition     = length(distinct([for key in keys(local.tags) : lower(key)])) == length(local.tags)
      error_message = "${local.at} tags: two keys differ in case only, which Azure refuses."
    }

    precondition {
      condition     = length(local.tags) <= 50
      error_message = "${local.at} tags has ${length(local.tags)} entries, but Azure takes 50."
    }
  }
}

# A warning: nothing is wrong, but the job says something that an existing environment decides.
check "network_of_existing_environment" {
  assert {
    condition = (
      local.environment_made ||
      (length(var.job.networking.subnet_ids) == 0 && length(var.job.networking.security_group_ids) == 0)
    )
    error_message = join(" ", [
      "${local.at} networking has no effect: the environment in runtime.cluster_name exists, and has its subnet and",
      "security group already.",
    ])
  }
}
