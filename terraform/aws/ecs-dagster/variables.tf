variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "The image must be a reference such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the task definition, and prefix of all other names. Defaults to the slug of the job."
  type        = string
  default     = null
}

variable "entrypoint" {
  description = "Entry point of the container. Defaults to the entry point of the image."
  type        = list(string)
  default     = null

  validation {
    condition     = var.entrypoint == null ? true : length(var.entrypoint) > 0
    error_message = "The entrypoint must have at least one word. Use null for the entry point of the image."
  }
}

variable "command" {
  description = "Arguments of the container. Defaults to `run --config CONTAINER_PATH --mode self_hosted`."
  type        = list(string)
  default     = null

  validation {
    condition     = var.command == null ? true : length(var.command) > 0
    error_message = "The command must have at least one word. Use null to run the configuration of the job."
  }
}

variable "environment_variables" {
  description = "Additional environment variables of the container, by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = (
      alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    )
    error_message = join(" ", [
      "Names in environment_variables must have letters, digits and _ only, and must not start with a digit.",
    ])
  }

  validation {
    condition = !anytrue([for name in keys(var.environment_variables) :
      contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)
    ])
    error_message = "Names in environment_variables must not be TENANT_ID, JOB_NAME or ENVIRONMENT: the job sets these."
  }
}

variable "secrets" {
  description = "ARNs of Secrets Manager secrets or SSM parameters, by the name of an environment variable."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "Names in secrets must have letters, digits and _ only, and must not start with a digit."
  }

  validation {
    condition     = !anytrue([for name in keys(var.secrets) : contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)])
    error_message = "Names in secrets must not be TENANT_ID, JOB_NAME or ENVIRONMENT: the job sets these."
  }

  validation {
    condition = alltrue([for arn in values(var.secrets) : anytrue([
      can(regex("^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+(:[^:]*){0,3}$", arn)),
      can(regex("^arn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9/_.-]+$", arn)),
    ])])
    error_message = join(" ", [
      "Values of secrets must be ARNs of Secrets Manager secrets or SSM parameters, not the secrets themselves.",
    ])
  }
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the logs of the job."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = join(" ", [
      "The log_retention_days must be a period of CloudWatch Logs: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365,",
      "400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653.",
    ])
  }
}

variable "alert_targets" {
  description = "Recipients of failure alerts: email addresses, or ARNs of SNS topics that EventBridge may publish to."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for target in var.alert_targets : can(regex(
      "^([^@\\s]+@[^@\\s]+\\.[^@\\s]+|arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)$", target
    ))])
    error_message = "Each of alert_targets must be an email address or the ARN of a standard SNS topic."
  }

  validation {
    condition     = length([for target in distinct(var.alert_targets) : target if startswith(target, "arn:")]) <= 4
    error_message = "At most 4 of alert_targets can be topics: a rule of EventBridge has at most 5 targets."
  }
}

variable "budget" {
  description = "Recipients of the monthly budget that `job.budget` sets. Defaults to null: no budget is made."
  type = object({
    emails     = list(string)
    thresholds = optional(list(number), [80, 100])
    tag        = optional(string)
  })
  default = null

  validation {
    condition = var.budget == null ? true : (
      length(var.budget.emails) > 0 &&
      alltrue([for email in var.budget.emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", email))])
    )
    error_message = "The emails of budget must be email addresses, at least 1."
  }

  validation {
    condition = var.budget == null ? true : (
      length(var.budget.thresholds) >= 1 && length(var.budget.thresholds) <= 5 &&
      alltrue([for percent in var.budget.thresholds : percent > 0 && percent <= 1000])
    )
    error_message = "The thresholds of budget must be 1 to 5 percentages, each greater than 0 and at most 1000."
  }
}

variable "create_bucket" {
  description = "Whether to make the job's `storage.bucket`, for a bucket that no other job uses."
  type        = bool
  default     = false
  nullable    = false
}

variable "create_utilization_queries" {
  description = "Whether to save CloudWatch queries of CPU and memory used against requested. Needs Container Insights."
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
    error_message = "The cpu_architecture must be X86_64 or ARM64."
  }
}

variable "ephemeral_storage_gib" {
  description = "Size of the container's disk in GiB, from 21 to 200. Defaults to the 20 GiB of Fargate."
  type        = number
  default     = null

  validation {
    condition = var.ephemeral_storage_gib == null ? true : (
      var.ephemeral_storage_gib >= 21 && var.ephemeral_storage_gib <= 200 &&
      floor(var.ephemeral_storage_gib) == var.ephemeral_storage_gib
    )
    error_message = "The ephemeral_storage_gib must be a whole number from 21 to 200."
  }
}

variable "capacity_provider" {
  description = "Capacity that the launcher outputs ask for: `FARGATE`, or `FARGATE_SPOT` if the cluster has it."
  type        = string
  default     = "FARGATE"
  nullable    = false

  validation {
    condition     = contains(["FARGATE", "FARGATE_SPOT"], var.capacity_provider)
    error_message = "The capacity_provider must be FARGATE or FARGATE_SPOT."
  }
}

variable "execution_role_arn" {
  description = "ARN of an existing role that ECS starts the task with. Defaults to a role that the module makes."
  type        = string
  default     = null

  validation {
    condition = var.execution_role_arn == null ? true : can(regex(
      "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.execution_role_arn
    ))
    error_message = "The execution_role_arn must be the ARN of an IAM role."
  }
}

variable "task_policy_statements" {
  description = "Additional statements of the task role's policy, such as access to a queue or to another bucket."
  type = list(object({
    sid        = optional(string)
    effect     = optional(string, "Allow")
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
  }))
  default  = []
  nullable = false

  validation {
    condition = (
      alltrue([for statement in var.task_policy_statements : contains(["Allow", "Deny"], statement.effect)])
    )
    error_message = "The effect of task_policy_statements must be Allow or Deny."
  }

  validation {
    condition = alltrue([for statement in var.task_policy_statements :
      length(statement.actions) > 0 && length(statement.resources) > 0
    ])
    error_message = "Each of task_policy_statements must have at least 1 action and 1 resource."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the permissions boundary of the roles that the module makes."
  type        = string
  default     = null

  validation {
    condition = var.permissions_boundary_arn == null ? true : can(regex(
      "^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn
    ))
    error_message = "The permissions_boundary_arn must be the ARN of an IAM policy."
  }
}

variable "iam_path" {
  description = "IAM path of the roles that the module makes, such as `/etl/`. To change it later, change `name` too."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.iam_path))
    error_message = "The iam_path must start and end with /."
  }
}
