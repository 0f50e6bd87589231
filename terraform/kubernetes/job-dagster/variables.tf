variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "The image must be a reference such as ghcr.io/acme/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the CronJob, and prefix of all other names. Defaults to the slug of the job."
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
  description = "Keys of Secrets of the namespace as `secret/key`, by the name of an environment variable."
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
    condition = alltrue([for reference in values(var.secrets) :
      can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/[A-Za-z0-9._-]{1,253}$", reference))
    ])
    error_message = "Values of secrets must be SECRET/KEY, each at most 253 characters, not the secrets themselves."
  }
}

variable "log_retention_days" {
  description = "Days that logs should be kept, as an annotation for the log agent of the cluster. No effect by itself."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "The log_retention_days must be a whole number greater than 0."
  }
}

variable "alert_targets" {
  description = "Recipients of failure alerts: receivers of Alertmanager, in the label `receivers` of the alert."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for target in var.alert_targets : can(regex("^[A-Za-z0-9][A-Za-z0-9._@-]*$", target))])
    error_message = "Each of alert_targets must have letters, digits, dots, _, @ and - only."
  }
}

variable "cluster_name" {
  description = "Name of the provider's cluster. A job whose `runtime.cluster_name` is another one is an error."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_name != ""
    error_message = "The cluster_name must be the name of a cluster, or null."
  }
}

variable "launcher_service_accounts" {
  description = "Service accounts of the orchestrator, as `namespace/name`, that may start, watch and stop runs."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for account in var.launcher_service_accounts :
      can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", account))
    ])
    error_message = "Each of launcher_service_accounts must be NAMESPACE/NAME."
  }
}

variable "run_as_user" {
  description = "ID of the user that the container runs as, for an image whose own user is root or has only a name."
  type        = number
  default     = null

  validation {
    condition = var.run_as_user == null ? true : (
      var.run_as_user >= 1 && var.run_as_user <= 2147483647 && floor(var.run_as_user) == var.run_as_user
    )
    error_message = "The run_as_user must be a whole number from 1 to 2147483647: 0 is root."
  }
}

variable "image_pull_secrets" {
  description = "Names of Secrets with the credentials of the registry."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for name in var.image_pull_secrets :
      can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", name))
    ])
    error_message = "Each of image_pull_secrets must be the name of a Secret."
  }
}

variable "backoff_limit" {
  description = "Number of retries of a failed run. Defaults to 0, which leaves retries to the orchestrator."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition = (
      var.backoff_limit >= 0 && var.backoff_limit <= 2147483647 && floor(var.backoff_limit) == var.backoff_limit
    )
    error_message = "The backoff_limit must be a whole number from 0 to 2147483647."
  }
}

variable "tolerations" {
  description = "Taints of nodes that runs accept, such as those of Spot nodes."
  type = list(object({
    key      = optional(string)
    operator = optional(string, "Equal")
    value    = optional(string)
    effect   = optional(string)
    seconds  = optional(number)
  }))
  default  = []
  nullable = false

  validation {
    condition = alltrue([for toleration in var.tolerations :
      contains(["Equal", "Exists"], toleration.operator) &&
      contains(["NoSchedule", "PreferNoSchedule", "NoExecute"], coalesce(toleration.effect, "NoSchedule"))
    ])
    error_message = join(" ", [
      "Each of tolerations must have operator Equal or Exists, and effect NoSchedule, PreferNoSchedule or",
      "NoExecute.",
    ])
  }
}

variable "node_affinity" {
  description = "Conditions on labels of nodes, all of which a node must meet."
  type = list(object({
    key      = string
    operator = optional(string, "In")
    values   = optional(list(string), [])
  }))
  default  = []
  nullable = false

  validation {
    condition = alltrue([for expression in var.node_affinity :
      contains(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"], expression.operator)
    ])
    error_message = "The operator of node_affinity must be In, NotIn, Exists, DoesNotExist, Gt or Lt."
  }
}

variable "volumes" {
  description = "Volumes of the container by name: each a claim, a Secret, a ConfigMap or an empty directory."
  type = map(object({
    mount_path              = string
    read_only               = optional(bool, false)
    persistent_volume_claim = optional(string)
    secret                  = optional(string)
    config_map              = optional(string)
    empty_dir               = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for volume in values(var.volumes) : length(compact([
      volume.persistent_volume_claim, volume.secret, volume.config_map, volume.empty_dir
    ])) == 1])
    error_message = join(" ", [
      "Each of volumes must have one of persistent_volume_claim, secret, config_map and empty_dir (a size such as",
      "10Gi).",
    ])
  }

  validation {
    condition     = alltrue([for name in keys(var.volumes) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "Names of volumes must have 1 to 63 lower-case letters, digits and -."
  }

  validation {
    condition     = alltrue([for volume in values(var.volumes) : startswith(volume.mount_path, "/")])
    error_message = "The mount_path of volumes must be an absolute path."
  }
}

variable "in_cluster" {
  description = "Whether Dagster and Airflow run in the same cluster, and find it without a kubeconfig."
  type        = bool
  default     = true
  nullable    = false
}

variable "dagster_instance_config_map" {
  description = "ConfigMap with `dagster.yaml`, for the pods of Dagster's run launcher."
  type        = string
  default     = "dagster-instance"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", var.dagster_instance_config_map))
    error_message = "The dagster_instance_config_map must be the name of a ConfigMap."
  }
}
