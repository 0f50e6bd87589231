# The job, and what every cloud module reads from it. This file is byte-identical in the four cloud modules.

# tflint-ignore: terraform_standard_module_structure
variable "job" {
  description = "Job as `module.bridge.jobs` returns it, or the same object written by hand."
  type = object({
    key            = optional(string)
    path           = optional(string)
    container_path = optional(string)
    name           = string
    slug           = optional(string)
    tenant_id      = string
    environment    = optional(string)
    provider       = string
    tags           = optional(map(string), {})
    labels         = optional(map(string), {})
    annotations    = optional(map(string), {})
    budget = optional(object({
      amount   = number
      currency = optional(string)
    }))
    runtime = object({
      type            = string
      cluster_name    = optional(string)
      namespace       = optional(string)
      service_account = optional(string)
    })
    compute = optional(object({
      cpu                 = optional(string)
      memory              = optional(string)
      instance_type       = optional(string)
      max_runtime_seconds = optional(number)
    }), {})
    networking = optional(object({
      vpc_id             = optional(string)
      subnet_ids         = optional(list(string), [])
      security_group_ids = optional(list(string), [])
      private_networking = optional(bool, true)
    }), {})
    storage = optional(object({
      bucket     = optional(string)
      prefix     = optional(string)
      kms_key_id = optional(string)
    }), {})
    dagster = optional(object({
      code_location = optional(string)
      repository    = optional(string)
      resource_requirements = optional(object({
        request_cpu    = optional(string)
        request_memory = optional(string)
        limit_cpu      = optional(string)
        limit_memory   = optional(string)
      }), {})
    }), {})
  })
  nullable = false
}

locals {
  key = try(coalesce(var.job.key, var.job.name), "")
  at  = "Job \"${local.key}\":"

  # The bridge makes the slug. A job without one needs the module's `name`: `checks` refuses it otherwise.
  name_given = var.name != null || var.job.slug != null
  name       = try(coalesce(var.name, var.job.slug), "unnamed")

  container    = "etl"
  _run_command = ["run", "--config", var.job.container_path, "--mode", "self_hosted"]
  command      = var.command != null ? var.command : local._run_command
  environment = merge(
    var.environment_variables,
    { TENANT_ID = var.job.tenant_id, JOB_NAME = var.job.name },
    { for name, value in { ENVIRONMENT = var.job.environment } : name => value if value != null },
  )
  doubled_variables = sort(setintersection(keys(var.environment_variables), keys(var.secrets)))
}
