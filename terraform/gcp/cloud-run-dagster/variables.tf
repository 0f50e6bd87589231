variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "image is the ETL container's image, such as europe-west1-docker.pkg.dev/acme-data/etl/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the Cloud Run job; the names of everything else begin with it. Default: the job's slug."
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

  validation {
    condition     = !anytrue([for name in keys(var.environment_variables) : can(regex("^CLOUD_RUN_(JOB|EXECUTION|TASK_(INDEX|ATTEMPT|COUNT))$", name))])
    error_message = "environment_variables: Cloud Run sets CLOUD_RUN_JOB, CLOUD_RUN_EXECUTION and CLOUD_RUN_TASK_INDEX, _ATTEMPT and _COUNT itself."
  }
}

variable "secrets" {
  description = "Environment variables that Cloud Run fills from Secret Manager: name => `secret`, `secret:version` or `projects/…/secrets/…[/versions/…]`. Without a version: the latest. Known at plan."
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
    condition     = !anytrue([for name in keys(var.secrets) : can(regex("^CLOUD_RUN_(JOB|EXECUTION|TASK_(INDEX|ATTEMPT|COUNT))$", name))])
    error_message = "secrets: Cloud Run sets CLOUD_RUN_JOB, CLOUD_RUN_EXECUTION and CLOUD_RUN_TASK_INDEX, _ATTEMPT and _COUNT itself."
  }

  validation {
    condition = alltrue([for reference in values(var.secrets) : can(regex(
      "^([A-Za-z][A-Za-z0-9_-]{0,254}(:([0-9]+|latest))?|projects/[^/]+/secrets/[A-Za-z0-9_-]{1,255}(/versions/([0-9]+|latest))?)$", reference
    ))])
    error_message = "secrets: each value is a secret of Secret Manager (secret, secret:version or its full name), never the secret itself."
  }
}

variable "log_retention_days" {
  description = "Days that the job's logs are kept. Google's own bucket keeps 30; any other number needs `create_log_bucket`."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && var.log_retention_days <= 3650 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days is a whole number of days from 1 to 3650."
  }
}

variable "alert_targets" {
  description = "Who hears of a failed execution: e-mail addresses, and names of existing notification channels (`projects/…/notificationChannels/…`). Known at plan."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for target in var.alert_targets : can(regex(
      "^([^@\\s]+@[^@\\s]+\\.[^@\\s]+|projects/[^/]+/notificationChannels/[^/]+)$", target
    ))])
    error_message = "alert_targets: each is an e-mail address or the name of a notification channel."
  }
}

variable "project_id" {
  description = "Project of everything."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is a project's id, such as acme-data: not its number and not its name."
  }
}

variable "region" {
  description = "Region of the Cloud Run job."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region is a region, such as europe-west1: not a zone."
  }
}

variable "vpc_egress" {
  description = "Which traffic goes through the VPC where the job names a subnet: `PRIVATE_RANGES_ONLY` or `ALL_TRAFFIC` (then the VPC needs a way out, such as Cloud NAT)."
  type        = string
  default     = "PRIVATE_RANGES_ONLY"
  nullable    = false

  validation {
    condition     = contains(["PRIVATE_RANGES_ONLY", "ALL_TRAFFIC"], var.vpc_egress)
    error_message = "vpc_egress is PRIVATE_RANGES_ONLY or ALL_TRAFFIC."
  }
}

variable "create_log_bucket" {
  description = "Make a log bucket for the job's logs, with `log_retention_days` and the job's KMS key. A project takes 100 log buckets."
  type        = bool
  default     = false
  nullable    = false
}

variable "launcher_members" {
  description = "Members that may start this job with other arguments, and cancel and read its executions, such as `serviceAccount:dagster@acme-data.iam.gserviceaccount.com`. Known at plan."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.launcher_members : can(regex("^(serviceAccount|user|group|domain|principal|principalSet):.+$", member))])
    error_message = "launcher_members: each is a member such as serviceAccount:…, user:… or group:…; allUsers is none."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the job. The job is code: by default it may."
  type        = bool
  default     = false
  nullable    = false
}
