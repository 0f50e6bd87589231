variable "job" {
  description = "One job as `module.bridge.jobs` gives it, or the same object written by hand. `compute` is in Fargate's units: CPU units (1024 is one vCPU) and MiB."
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

variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "image is the ETL container's image, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the task definition; the names of everything else begin with it. Default: the job's slug."
  type        = string
  default     = null
}

variable "entrypoint" {
  description = "Entry point of the container. Default: the image's own."
  type        = list(string)
  default     = null

  validation {
    condition     = var.entrypoint == null ? true : length(var.entrypoint) > 0
    error_message = "entrypoint needs at least one word; leave it out to keep the image's own."
  }
}

variable "command" {
  description = "Arguments of the container. Default: `run --config <job.container_path> --mode self_hosted`."
  type        = list(string)
  default     = null

  validation {
    condition     = var.command == null ? true : length(var.command) > 0
    error_message = "command needs at least one word; leave it out to run the job's configuration."
  }
}

variable "environment_variables" {
  description = "More environment variables of the container. TENANT_ID, JOB_NAME and ENVIRONMENT come from the job."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "environment_variables: a name has letters, digits and _, and doesn't begin with a digit."
  }

  validation {
    condition     = !anytrue([for name in keys(var.environment_variables) : contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)])
    error_message = "environment_variables: TENANT_ID, JOB_NAME and ENVIRONMENT come from the job and can't be replaced."
  }
}

variable "secrets" {
  description = "Environment variables that ECS fills from a secret: name => ARN of a Secrets Manager secret (`:json-key:stage:version` may follow) or of an SSM parameter."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "secrets: a name has letters, digits and _, and doesn't begin with a digit."
  }

  validation {
    condition     = !anytrue([for name in keys(var.secrets) : contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)])
    error_message = "secrets: TENANT_ID, JOB_NAME and ENVIRONMENT come from the job and can't be replaced."
  }

  validation {
    condition = alltrue([for arn in values(var.secrets) : can(regex(
      "^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+(:[^:]*){0,3}|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9/_.-]+)$", arn
    ))])
    error_message = "secrets: each value is the ARN of a Secrets Manager secret or of an SSM parameter, never the secret itself."
  }
}

variable "log_retention_days" {
  description = "Days that the task's logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = "log_retention_days: CloudWatch Logs takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "alert_targets" {
  description = "Who hears of a failed task: e-mail addresses, and ARNs of existing SNS topics that let EventBridge publish. Known at plan."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for target in var.alert_targets : can(regex(
      "^([^@\\s]+@[^@\\s]+\\.[^@\\s]+|arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)$", target
    ))])
    error_message = "alert_targets: each is an e-mail address or the ARN of a standard SNS topic."
  }

  validation {
    condition     = length([for target in distinct(var.alert_targets) : target if startswith(target, "arn:")]) <= 4
    error_message = "alert_targets: at most four topics (an EventBridge rule has five targets)."
  }
}

variable "create_cluster" {
  description = "Make the ECS cluster, named as the job's `runtime.cluster_name` or else as the task definition. False: the cluster exists."
  type        = bool
  default     = false
  nullable    = false
}

variable "create_bucket" {
  description = "Make the job's `storage.bucket`. False: the bucket exists."
  type        = bool
  default     = false
  nullable    = false
}

variable "cpu_architecture" {
  description = "Processor that the image is built for: `X86_64` or `ARM64`."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture is X86_64 or ARM64."
  }
}
