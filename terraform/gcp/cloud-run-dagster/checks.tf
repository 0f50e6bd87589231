locals {
  # What GCP takes in labels, ASCII only.
  illegal_labels = sort([for key, value in local.tags : key if !(
    can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value)) && !startswith(key, "goog")
  )])
  doubled_variables = sort(setintersection(keys(var.environment_variables), keys(var.secrets)))

  at = "job \"${local.key}\":"
}

# All that a job can have wrong, told together and before anything is made.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.job.provider == "gcp"
      error_message = "${local.at} provider is ${var.job.provider}, but this module makes GCP resources."
    }

    precondition {
      condition     = var.job.runtime.type == "cloud_run"
      error_message = "${local.at} runtime.type is ${var.job.runtime.type}, but this module serves cloud_run."
    }

    precondition {
      condition     = can(regex("^[a-z]([a-z0-9-]*[a-z0-9])?$", local.name))
      error_message = "${local.at} name is \"${local.name}\", but takes lower-case letters, digits and -, a letter first."
    }

    precondition {
      condition     = length(local.name) <= 49
      error_message = "${local.at} name \"${local.name}\" has ${length(local.name)} characters, but 49 is the limit. Set the module's `name`."
    }

    precondition {
      condition     = !local.account_made || (length(local.name) >= 6 && length(local.name) <= 30)
      error_message = "${local.at} name \"${local.name}\" has ${length(local.name)} characters, but the service account that is made takes 6 to 30. Set the module's `name`, or runtime.service_account."
    }

    precondition {
      condition     = local.account_made ? true : can(regex("^[^@\\s]+@[a-z0-9.-]+\\.gserviceaccount\\.com$", var.job.runtime.service_account))
      error_message = "${local.at} runtime.service_account is ${jsonencode(var.job.runtime.service_account)}, but takes a service account's e-mail."
    }

    precondition {
      condition     = var.command != null || var.job.container_path != null
      error_message = "${local.at} container_path is not set, and the module's `command` isn't either."
    }

    precondition {
      condition     = length(local.doubled_variables) == 0
      error_message = "${local.at} ${join(", ", local.doubled_variables)} stands in both the module's `environment_variables` and `secrets`."
    }

    precondition {
      condition     = local.size != null
      error_message = "${local.at} compute.cpu is ${local.cpu_asked}, but a Cloud Run job takes 1, 2, 4, 6 or 8 vCPU (or 1000m to 8000m)."
    }

    precondition {
      condition     = local.mebibytes != null
      error_message = "${local.at} compute.memory is ${local.memory}, but Cloud Run takes Mi or Gi, such as 512Mi or 4Gi."
    }

    precondition {
      condition     = local.size == null || local.mebibytes == null ? true : local.mebibytes >= local.size[0] && local.mebibytes <= local.size[1]
      error_message = "${local.at} compute.memory is ${local.memory}, but cpu ${local.cpu} takes ${local.size == null ? "-" : "${local.size[0]}Mi to ${local.size[1]}Mi"}."
    }

    precondition {
      condition     = local.timeout_seconds >= 1 && local.timeout_seconds <= 604800 && floor(local.timeout_seconds) == local.timeout_seconds
      error_message = "${local.at} compute.max_runtime_seconds is ${local.timeout_seconds}, but Cloud Run takes 1 to 604800 (seven days)."
    }

    precondition {
      condition     = length(var.job.networking.subnet_ids) <= 1
      error_message = "${local.at} networking.subnet_ids names several subnets, but a Cloud Run job has one."
    }

    precondition {
      condition     = local.subnet_region == null ? true : local.subnet_region == var.region
      error_message = "${local.at} networking.subnet_ids lies in ${jsonencode(local.subnet_region)}, but the job runs in ${var.region}."
    }

    precondition {
      condition     = !local.connected || (var.job.networking.vpc_id == null && length(var.job.networking.security_group_ids) == 0)
      error_message = "${local.at} networking.subnet_ids is a connector: the VPC and its network tags are the connector's, so networking.vpc_id and security_group_ids have no place."
    }

    precondition {
      condition     = local.first_subnet != null || (var.job.networking.vpc_id == null && length(var.job.networking.security_group_ids) == 0)
      error_message = "${local.at} networking.subnet_ids is empty, but networking.vpc_id or security_group_ids is set: a Cloud Run job reaches a VPC through a subnet or a connector."
    }

    precondition {
      condition     = alltrue([for tag in var.job.networking.security_group_ids : can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", tag))])
      error_message = "${local.at} networking.security_group_ids takes network tags, which firewall rules look for."
    }

    precondition {
      condition     = local.bucket == null ? true : can(regex("^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$", local.bucket))
      error_message = "${local.at} storage.bucket is ${jsonencode(local.bucket)}, but takes the name of a bucket, without gs:// and path."
    }

    # They would end the text in the role's condition.
    precondition {
      condition     = !can(regex("['\\\\]", local.prefix))
      error_message = "${local.at} storage.prefix is \"${local.prefix}\", but ' and \\ have a meaning in role conditions."
    }

    precondition {
      condition     = var.job.storage.kms_key_id == null ? true : can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.job.storage.kms_key_id))
      error_message = "${local.at} storage.kms_key_id is ${jsonencode(var.job.storage.kms_key_id)}, but takes a key's name (projects/…/locations/…/keyRings/…/cryptoKeys/…)."
    }

    precondition {
      condition     = var.create_log_bucket || var.log_retention_days == 30
      error_message = "${local.at} log_retention_days is ${var.log_retention_days}, but the project's own log bucket keeps 30 days. Set the module's `create_log_bucket`."
    }

    precondition {
      condition     = length(local.illegal_labels) == 0
      error_message = "${local.at} tags: GCP refuses ${join(", ", local.illegal_labels)}. Keys and values have lower-case letters, digits, _ and -, up to 63; a key begins with a letter, but not with goog."
    }

    precondition {
      condition     = length(local.tags) <= 63
      error_message = "${local.at} tags has ${length(local.tags)} entries, but a resource takes 63 beside the label that the provider adds."
    }
  }
}
