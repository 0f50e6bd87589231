locals {
  # docs.cloud.google.com/resource-manager/docs/labels-overview#requirements, ASCII only.
  _refused_labels = sort([for key, value in local.tags : key if !(
    can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value)) && !startswith(key, "goog")
  )])

  _network       = var.job.networking
  _resource_name = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
  _url           = "(https://[a-z.]+/compute/v1/)?projects/[^/]+"
  _network_form  = "^(${local._url}/global/networks/)?${local._resource_name}$"
  _subnet_form   = "^(${local._url}/regions/[a-z0-9-]+/subnetworks/)?${local._resource_name}$"
  _key_form      = "^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$"
  _seconds       = local.timeout_seconds
}

# Everything that can be wrong in a job, reported together. Every other resource depends on it.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.job.provider == "gcp"
      error_message = "${local.at} provider must be gcp, got ${jsonencode(var.job.provider)}."
    }

    precondition {
      condition     = var.job.runtime.type == "cloud_run"
      error_message = "${local.at} runtime.type must be cloud_run, got ${jsonencode(var.job.runtime.type)}."
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
      condition = can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", local.name))
      error_message = join(" ", [
        "${local.at} name must have only lower-case letters, digits and -, the first a letter, got",
        "${jsonencode(local.name)}.",
      ])
    }

    precondition {
      condition = length(local.name) <= 49
      error_message = join(" ", [
        "${local.at} name must have at most 49 characters, got ${length(local.name)}. Set the module's name.",
      ])
    }

    precondition {
      condition = !local.account_made || (length(local.name) >= 6 && length(local.name) <= 30)
      error_message = join(" ", [
        "${local.at} name must have 6 to 30 characters for the service account that is made, got",
        "${length(local.name)}. Set the module's name, or runtime.service_account.",
      ])
    }

    precondition {
      condition = (
        local.account_made ?
        true : can(regex("^[^@\\s]+@[a-z0-9.-]+\\.gserviceaccount\\.com$", var.job.runtime.service_account))
      )
      error_message = join(" ", [
        "${local.at} runtime.service_account must be the email of a service account, got",
        "${jsonencode(var.job.runtime.service_account)}.",
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
      condition     = length(local.ambiguous_secrets) == 0
      error_message = "${local.at} secrets must write a secret in one way, got ${join(", ", local.ambiguous_secrets)}."
    }

    precondition {
      condition = local.size != null
      error_message = join(" ", [
        "${local.at} compute.cpu must be 1, 2, 4, 6 or 8 vCPU (or 1000m to 8000m), got",
        "${jsonencode(local.cpu_given)}.",
      ])
    }

    precondition {
      condition = local.mebibytes != null
      error_message = join(" ", [
        "${local.at} compute.memory must be in Mi or Gi, such as 512Mi or 4Gi, got ${jsonencode(local.memory)}.",
      ])
    }

    precondition {
      condition = (
        local.size == null || local.mebibytes == null ? true :
        local.mebibytes >= local.size[0] && local.mebibytes <= local.size[1]
      )
      error_message = join(" ", [
        "${local.at} compute.memory must be ${join("Mi to ", coalesce(local.size, [0, 0]))}Mi with cpu",
        "${local.cpu}, got ${jsonencode(local.memory)}.",
      ])
    }

    precondition {
      condition = local._seconds >= 1 && local._seconds <= 604800 && floor(local._seconds) == local._seconds
      error_message = join(" ", [
        "${local.at} compute.max_runtime_seconds must be a whole number from 1 to 604800 (7 days), got",
        "${local._seconds}.",
      ])
    }

    precondition {
      condition = length(local._network.subnet_ids) <= 1
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must name at most 1 subnet, got",
        "${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = (
        local.connector_named || alltrue([for id in local._network.subnet_ids : can(regex(local._subnet_form, id))])
      )
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must be a subnet by name or path, or a connector, got",
        "${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = local._network.vpc_id == null ? true : can(regex(local._network_form, local._network.vpc_id))
      error_message = join(" ", [
        "${local.at} networking.vpc_id must be a network by name or path, got ${jsonencode(local._network.vpc_id)}.",
      ])
    }

    precondition {
      condition = local.subnet_region == null ? true : local.subnet_region == var.region
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must be in ${var.region}, the region of the job, got",
        "${jsonencode(local.subnet_region)}.",
      ])
    }

    precondition {
      condition = (
        !local.connector_named || (local._network.vpc_id == null && length(local._network.security_group_ids) == 0)
      )
      error_message = join(" ", [
        "${local.at} networking.vpc_id and security_group_ids must not be set with a connector, which has its own,",
        "got ${jsonencode(local._network.vpc_id)} and ${jsonencode(local._network.security_group_ids)}.",
      ])
    }

    precondition {
      condition = local.first_subnet != null || local.connector_made || (
        local._network.vpc_id == null && length(local._network.security_group_ids) == 0
      )
      error_message = "${local.at} networking.subnet_ids must be set where vpc_id or security_group_ids is, got []."
    }

    precondition {
      condition = (
        var.connector_cidr == null || (length(local._network.subnet_ids) == 0 && local._network.vpc_id != null)
      )
      error_message = join(" ", [
        "${local.at} networking.vpc_id must be set, and subnet_ids empty, where the module makes a connector, got",
        "${jsonencode(local._network.vpc_id)} and ${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = (
        alltrue([for tag in local._network.security_group_ids : can(regex("^${local._resource_name}$", tag))])
      )
      error_message = join(" ", [
        "${local.at} networking.security_group_ids must be network tags, which firewall rules target, got",
        "${jsonencode(local._network.security_group_ids)}.",
      ])
    }

    precondition {
      condition = local.bucket_allowed
      error_message = join(" ", [
        "${local.at} storage.bucket must be the name of a bucket, without gs:// and path, got",
        "${jsonencode(local.bucket)}.",
      ])
    }

    precondition {
      condition     = local.bucket != null || !var.create_bucket
      error_message = "${local.at} storage.bucket must be set where the module's create_bucket is true, got null."
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
        "${local.at} storage.kms_key_id must be a key as projects/…/locations/…/keyRings/…/cryptoKeys/…, got",
        "${jsonencode(var.job.storage.kms_key_id)}.",
      ])
    }

    precondition {
      condition = var.create_log_bucket || var.log_retention_days == 30
      error_message = join(" ", [
        "${local.at} log_retention_days must be 30, as in the project's own log bucket, got",
        "${var.log_retention_days}. Set create_log_bucket.",
      ])
    }

    precondition {
      condition = length(local._refused_labels) == 0
      error_message = join(" ", [
        "${local.at} tags must have lower-case letters, digits, _ and - only, at most 63, keys with a letter first",
        "and no goog in front, got ${join(", ", local._refused_labels)}.",
      ])
    }

    precondition {
      condition = length(local.tags) <= 63
      error_message = join(" ", [
        "${local.at} tags must have at most 63 entries, so that the provider can add its own, got",
        "${length(local.tags)}.",
      ])
    }

    precondition {
      condition = local.budget_tag_allowed
      error_message = join(" ", [
        "${local.at} tags must have the label that the budget filters by, got ${join(", ", keys(local.tags))}. Set",
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
