variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "The image must be a reference such as europe-west1-docker.pkg.dev/acme-data/etl/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the Cloud Run job, and prefix of all other names. Defaults to the slug of the job."
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

  validation {
    condition = !anytrue([for name in keys(var.environment_variables) :
      can(regex("^CLOUD_RUN_(JOB|EXECUTION|TASK_(INDEX|ATTEMPT|COUNT))$", name))
    ])
    error_message = "Names in environment_variables must not be those that Cloud Run sets, such as CLOUD_RUN_JOB."
  }
}

variable "secrets" {
  description = "Secrets of Secret Manager, by the name of an environment variable."
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
    condition = !anytrue([for name in keys(var.secrets) :
      can(regex("^CLOUD_RUN_(JOB|EXECUTION|TASK_(INDEX|ATTEMPT|COUNT))$", name))
    ])
    error_message = "Names in secrets must not be those that Cloud Run sets, such as CLOUD_RUN_JOB."
  }

  validation {
    condition = alltrue([for reference in values(var.secrets) : anytrue([
      can(regex("^[A-Za-z][A-Za-z0-9_-]{0,254}(:([0-9]+|latest))?$", reference)),
      can(regex("^projects/[^/]+/secrets/[A-Za-z0-9_-]{1,255}(/versions/([0-9]+|latest))?$", reference)),
    ])])
    error_message = join(" ", [
      "Values of secrets must be SECRET, SECRET:VERSION or projects/…/secrets/…, not the secrets themselves.",
    ])
  }
}

variable "log_retention_days" {
  description = "Days that the logs of the job are kept. A number other than 30 needs `create_log_bucket`."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.log_retention_days >= 1 && var.log_retention_days <= 3650 &&
      floor(var.log_retention_days) == var.log_retention_days
    )
    error_message = "The log_retention_days must be a whole number from 1 to 3650."
  }
}

variable "alert_targets" {
  description = "Recipients of failure alerts: email addresses, or names of notification channels."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for target in var.alert_targets : can(regex(
      "^([^@\\s]+@[^@\\s]+\\.[^@\\s]+|projects/[^/]+/notificationChannels/[^/]+)$", target
    ))])
    error_message = "Each of alert_targets must be an email address or projects/…/notificationChannels/…."
  }
}

variable "budget" {
  description = "Recipients of the monthly budget that `job.budget` sets. Defaults to null: no budget is made."
  type = object({
    billing_account = string
    project_number  = string
    emails          = list(string)
    thresholds      = optional(list(number), [80, 100])
    tag             = optional(string)
  })
  default = null

  validation {
    condition = var.budget == null ? true : (
      length(var.budget.emails) >= 1 && length(var.budget.emails) <= 5 &&
      alltrue([for email in var.budget.emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", email))])
    )
    error_message = "The emails of budget must be 1 to 5 email addresses."
  }

  validation {
    condition = var.budget == null ? true : (
      length(var.budget.thresholds) >= 1 && length(var.budget.thresholds) <= 5 &&
      alltrue([for percent in var.budget.thresholds : percent > 0 && percent <= 1000])
    )
    error_message = "The thresholds of budget must be 1 to 5 percentages, each greater than 0 and at most 1000."
  }

  validation {
    condition = var.budget == null ? true : can(regex(
      "^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account
    ))
    error_message = "The billing_account of budget must be an ID such as 012345-6789AB-CDEF01."
  }

  validation {
    condition     = var.budget == null ? true : can(regex("^[0-9]+$", var.budget.project_number))
    error_message = "The project_number of budget must be the number of the project, not its ID."
  }
}

variable "project_id" {
  description = "ID of the Google Cloud project for all resources."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "The project_id must be a project ID, such as acme-data, not a project number or name."
  }
}

variable "region" {
  description = "Region of the Cloud Run job."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "The region must be a region such as europe-west1, not a zone."
  }
}

variable "vpc_egress" {
  description = "Traffic that uses the VPC: `PRIVATE_RANGES_ONLY`, or `ALL_TRAFFIC` if the VPC has a way out."
  type        = string
  default     = "PRIVATE_RANGES_ONLY"
  nullable    = false

  validation {
    condition     = contains(["PRIVATE_RANGES_ONLY", "ALL_TRAFFIC"], var.vpc_egress)
    error_message = "The vpc_egress must be PRIVATE_RANGES_ONLY or ALL_TRAFFIC."
  }
}

variable "connector_cidr" {
  description = "Range, a /28, of a VPC connector that is made for the job. Defaults to null: no connector is made."
  type        = string
  default     = null

  validation {
    condition = (
      var.connector_cidr == null ? true : can(cidrhost(var.connector_cidr, 0)) && endswith(var.connector_cidr, "/28")
    )
    error_message = "The connector_cidr must be a range such as 10.8.0.0/28."
  }
}

variable "create_bucket" {
  description = "Whether to make the job's `storage.bucket`, for a bucket that no other job uses."
  type        = bool
  default     = false
  nullable    = false
}

variable "create_log_bucket" {
  description = "Whether to make a log bucket for the job, with `log_retention_days` and the KMS key of the job."
  type        = bool
  default     = false
  nullable    = false
}

variable "launcher_members" {
  description = "IAM members that may start this job, and read and cancel its executions."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for member in var.launcher_members :
      can(regex("^(serviceAccount|user|group|domain|principal|principalSet):.+$", member))
    ])
    error_message = "Each of launcher_members must be a member such as serviceAccount:EMAIL, and not allUsers."
  }
}

variable "max_retries" {
  description = "Number of retries of a failed execution. Defaults to 0, which leaves retries to the orchestrator."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 10 && floor(var.max_retries) == var.max_retries
    error_message = "The max_retries must be a whole number from 0 to 10."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the job."
  type        = bool
  default     = false
  nullable    = false
}
