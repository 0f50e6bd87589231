variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "image is the ETL container's image, such as ghcr.io/acme/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the CronJob; the names of everything else begin with it. Default: the job's slug."
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
    condition = (
      alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    )
    error_message = "environment_variables: a name has letters, digits and _, and doesn't begin with a digit."
  }

  validation {
    condition = (
      !anytrue([for name in keys(var.environment_variables) : contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)])
    )
    error_message = join(" ", [
      "environment_variables: TENANT_ID, JOB_NAME and ENVIRONMENT come from the job and can't be replaced.",
    ])
  }
}

variable "secrets" {
  description = "Environment variables that Kubernetes fills from a Secret of the namespace: name => `secret/key`."
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
    condition     = alltrue([for reference in values(var.secrets) : can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9._-]+$", reference))])
    error_message = "secrets: each value is the name of a Secret, / and one of its keys, never the secret itself."
  }
}

variable "log_retention_days" {
  description = "Days that logs should be kept. Kubernetes keeps none: the number is an annotation of every object and pod, for the cluster's log agent."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days is a whole number of days, 1 or more."
  }
}

variable "alert_targets" {
  description = "Receivers of Alertmanager that hear of a failed run: they become the label `receivers` of the alerts in the output `prometheus_rule`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for target in var.alert_targets : can(regex("^[A-Za-z0-9][A-Za-z0-9._@-]*$", target))])
    error_message = "alert_targets: each is the name of a receiver: letters, digits, ., _, @ and -."
  }
}

variable "create_namespace" {
  description = "Make the job's `runtime.namespace`, with the pod security standard `restricted`. One job of a namespace can make it. False: the namespace exists."
  type        = bool
  default     = false
  nullable    = false
}

variable "launcher_service_accounts" {
  description = "Service accounts of the orchestrator, as `namespace/name`, that may start, watch and stop this job's runs."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for account in var.launcher_service_accounts : can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", account))])
    error_message = "launcher_service_accounts: each is a namespace, / and the name of a service account."
  }
}

variable "run_as_user" {
  description = "Id of the user that the container runs as. Needed where the image's own user is root or has a name only: the pods refuse root."
  type        = number
  default     = null

  validation {
    condition     = var.run_as_user == null ? true : var.run_as_user >= 1 && floor(var.run_as_user) == var.run_as_user
    error_message = "run_as_user is a whole number, 1 or more: 0 is root."
  }
}

variable "image_pull_secrets" {
  description = "Names of Secrets that hold the registry's credentials."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.image_pull_secrets : can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", name))])
    error_message = "image_pull_secrets: each is the name of a Secret."
  }
}

variable "dagster_instance_config_map" {
  description = "ConfigMap with `dagster.yaml`, for the pods of Dagster's run launcher."
  type        = string
  default     = "dagster-instance"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", var.dagster_instance_config_map))
    error_message = "dagster_instance_config_map is the name of a ConfigMap."
  }
}
