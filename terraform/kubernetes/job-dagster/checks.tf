locals {
  # kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
  _label_name = "([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)"
  _dns_name   = "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
  _dns_label  = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
  _qualified  = "^(${local._dns_name}/)?${local._label_name}$"
  _refused_labels = sort([for key, value in local.labels : key if !(
    can(regex(local._qualified, key)) && length(split("/", key)[0]) <= 253 &&
    can(regex("^${local._label_name}?$", value))
  )])

  # Kubernetes compares an annotation's key in lower case. All annotations of an object have at most 256 KiB.
  _refused_annotations = sort([for key in keys(var.job.annotations) : key if !(
    can(regex(local._qualified, lower(key))) && length(split("/", key)[0]) <= 253
  )])
  _annotation_bytes = sum(concat([0], [for key, value in local.annotations :
    length(base64encode("${key}${value}")) * 3 / 4
  ]))

  _reserved_labels = sort([for key in keys(local.labels) : key
    if can(regex("(^|\\.)(kubernetes|k8s)\\.io/", key)) || contains(keys(local.selector), key)
  ])
  _seconds = coalesce(var.job.compute.max_runtime_seconds, 1)
}

# Everything that can be wrong in a job, reported together. Every other resource depends on it.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = contains(["aws", "gcp", "azure", "kubernetes"], var.job.provider)
      error_message = "${local.at} provider must be aws, gcp, azure or kubernetes, got ${jsonencode(var.job.provider)}."
    }

    precondition {
      condition     = var.job.runtime.type == "kubernetes"
      error_message = "${local.at} runtime.type must be kubernetes, got ${jsonencode(var.job.runtime.type)}."
    }

    precondition {
      condition = local.cluster_matches
      error_message = join(" ", [
        "${local.at} runtime.cluster_name must be ${jsonencode(var.cluster_name)}, the provider's cluster, got",
        "${jsonencode(var.job.runtime.cluster_name)}.",
      ])
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
      condition = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", local.name))
      error_message = join(" ", [
        "${local.at} name must have only lower-case letters, digits and -, a letter or digit at both ends, got",
        "${jsonencode(local.name)}.",
      ])
    }

    precondition {
      condition = length(local.name) <= 52
      error_message = join(" ", [
        "${local.at} name must have at most 52 characters, got ${length(local.name)}. Set the module's name.",
      ])
    }

    precondition {
      condition = can(regex("^${local._dns_label}$", local.namespace))
      error_message = join(" ", [
        "${local.at} runtime.namespace must have 1 to 63 lower-case letters, digits and -, got",
        "${jsonencode(local.namespace)}.",
      ])
    }

    precondition {
      condition = local.account_made ? true : (
        can(regex("^${local._dns_name}$", local.account_given)) && length(local.account_given) <= 253
      )
      error_message = join(" ", [
        "${local.at} runtime.service_account must be a service account, an IAM role's ARN, a Google service",
        "account's email or an Azure client ID, got ${jsonencode(local.account_given)}.",
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
      condition = length(local.wrong_quantities) == 0
      error_message = join(" ", [
        "${local.at} ${join(", ", local.wrong_quantities)} must be cpu such as 500m or 2, or memory such as 512Mi",
        "or 4Gi, got ${join(", ", local.wrong_quantity_values)}.",
      ])
    }

    precondition {
      condition     = length(local.above_limit) == 0
      error_message = "${local.at} ${join(", ", local.above_limit)}."
    }

    precondition {
      condition = local._seconds >= 1 && local._seconds <= 2147483647 && floor(local._seconds) == local._seconds
      error_message = join(" ", [
        "${local.at} compute.max_runtime_seconds must be a whole number from 1 to 2147483647, got",
        "${local._seconds}.",
      ])
    }

    precondition {
      condition = (
        var.job.compute.instance_type == null ?
        true : can(regex("^${local._label_name}$", var.job.compute.instance_type))
      )
      error_message = join(" ", [
        "${local.at} compute.instance_type must be the value of a node's label, got",
        "${jsonencode(var.job.compute.instance_type)}.",
      ])
    }

    precondition {
      condition = length(local._refused_labels) == 0
      error_message = join(" ", [
        "${local.at} labels must have at most 63 letters, digits, dots, _ and -, a letter or digit at both ends,",
        "and at most 253 before / in a key, got ${join(", ", local._refused_labels)}.",
      ])
    }

    precondition {
      condition = length(local._refused_annotations) == 0
      error_message = join(" ", [
        "${local.at} annotations must have keys of at most 63 letters, digits, dots, _ and -, after at most 253 of",
        "a domain name and /, got ${join(", ", local._refused_annotations)}.",
      ])
    }

    precondition {
      condition = local._annotation_bytes <= 262144
      error_message = join(" ", [
        "${local.at} annotations must have at most 262144 bytes in all, got ${floor(local._annotation_bytes)}.",
      ])
    }

    precondition {
      condition = length(local._reserved_labels) == 0
      error_message = join(" ", [
        "${local.at} labels must not be those that Kubernetes or the module's selector reserves, got",
        "${join(", ", local._reserved_labels)}.",
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
