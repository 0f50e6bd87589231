locals {
  label_name = "([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)"
  dns_name   = "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
  qualified  = "^(${local.dns_name}/)?${local.label_name}$"
  illegal_labels = sort([for key, value in local.labels : key if !(
    can(regex(local.qualified, key)) && can(regex("^${local.label_name}?$", value))
  )])

  # Kubernetes looks at an annotation's key in lower case.
  illegal_annotations = sort([for key in keys(var.job.annotations) : key if !can(regex(local.qualified, lower(key)))])

  reserved_labels   = sort([for key in keys(local.labels) : key if can(regex("(^|\\.)(kubernetes|k8s)\\.io/", key)) || contains(keys(local.selector), key)])
  doubled_variables = sort(setintersection(keys(var.environment_variables), keys(var.secrets)))

  at = "job \"${local.key}\":"
}

# All that a job can have wrong, told together and before anything is made.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition = contains(["aws", "gcp", "azure", "kubernetes"], var.job.provider)
      error_message = join(" ", [
        "${local.at} provider is ${var.job.provider}, but this module serves aws, gcp, azure and kubernetes.",
      ])
    }

    precondition {
      condition     = var.job.runtime.type == "kubernetes"
      error_message = "${local.at} runtime.type is ${var.job.runtime.type}, but this module serves kubernetes."
    }

    precondition {
      condition = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", local.name))
      error_message = join(" ", [
        "${local.at} name is \"${local.name}\", but takes lower-case letters, digits and -, a letter or digit at",
        "both ends.",
      ])
    }

    precondition {
      condition = length(local.name) <= 52
      error_message = join(" ", [
        "${local.at} name \"${local.name}\" has ${length(local.name)} characters, but a CronJob takes 52. Set the",
        "module's `name`.",
      ])
    }

    precondition {
      condition = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", local.namespace_name))
      error_message = join(" ", [
        "${local.at} runtime.namespace is \"${local.namespace_name}\", but takes up to 63 lower-case letters,",
        "digits and -.",
      ])
    }

    precondition {
      condition = (
        !var.create_namespace || !(local.namespace_name == "default" || startswith(local.namespace_name, "kube-"))
      )
      error_message = join(" ", [
        "${local.at} runtime.namespace is \"${local.namespace_name}\", which every cluster has: it can't be made.",
        "Name another, or leave out the module's `create_namespace`.",
      ])
    }

    precondition {
      condition = (
        local.account_made ? true : can(regex("^${local.dns_name}$", local.asked_account)) &&
        length(local.asked_account) <= 253
      )
      error_message = join(" ", [
        "${local.at} runtime.service_account is ${jsonencode(local.asked_account)}, but takes a service account's",
        "name, an IAM role's ARN, a Google service account's e-mail or an Azure client id.",
      ])
    }

    precondition {
      condition     = var.command != null || var.job.container_path != null
      error_message = "${local.at} container_path is not set, and the module's `command` isn't either."
    }

    precondition {
      condition = length(local.doubled_variables) == 0
      error_message = join(" ", [
        "${local.at} ${join(", ", local.doubled_variables)} stands in both the module's `environment_variables` and",
        "`secrets`.",
      ])
    }

    precondition {
      condition = length(local.not_quantities) == 0
      error_message = join(" ", [
        "${local.at} ${join(", ", local.not_quantities)}, but Kubernetes takes cpu such as 500m or 2, and memory",
        "such as 512Mi or 4Gi.",
      ])
    }

    precondition {
      condition     = length(local.above_limit) == 0
      error_message = "${local.at} ${join(", ", local.above_limit)}."
    }

    precondition {
      condition = (
        var.job.compute.max_runtime_seconds == null ? true : var.job.compute.max_runtime_seconds >= 1 &&
        floor(var.job.compute.max_runtime_seconds) == var.job.compute.max_runtime_seconds
      )
      error_message = join(" ", [
        "${local.at} compute.max_runtime_seconds is ${jsonencode(var.job.compute.max_runtime_seconds)}, but takes",
        "whole seconds, 1 or more.",
      ])
    }

    precondition {
      condition = (
        var.job.compute.instance_type == null ?
        true : can(regex("^${local.label_name}$", var.job.compute.instance_type))
      )
      error_message = join(" ", [
        "${local.at} compute.instance_type is ${jsonencode(var.job.compute.instance_type)}, but selects nodes by a",
        "label's value.",
      ])
    }

    precondition {
      condition = length(local.illegal_labels) == 0
      error_message = join(" ", [
        "${local.at} labels: Kubernetes refuses ${join(", ", local.illegal_labels)}. A value has up to 63 letters,",
        "digits, ., _ and -, a letter or digit at both ends.",
      ])
    }

    precondition {
      condition = length(local.illegal_annotations) == 0
      error_message = join(" ", [
        "${local.at} annotations: Kubernetes refuses the keys ${join(", ", local.illegal_annotations)}. A key has",
        "up to 63 letters, digits, ., _ and -, after a domain name and / where it has one.",
      ])
    }

    precondition {
      condition = length(local.reserved_labels) == 0
      error_message = join(" ", [
        "${local.at} labels: ${join(", ", local.reserved_labels)} is reserved by Kubernetes or by this module's",
        "selectors.",
      ])
    }
  }
}
