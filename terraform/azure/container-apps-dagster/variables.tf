variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "The image must be a reference such as acme.azurecr.io/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the Container Apps job, and prefix of all other names. Defaults to the slug of the job."
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
  description = "URLs of Key Vault secrets, by the name of an environment variable."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$", name))])
    error_message = "Names in secrets must have letters, digits and _ only, start with a letter and not end with _."
  }

  validation {
    condition     = !anytrue([for name in keys(var.secrets) : contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)])
    error_message = "Names in secrets must not be TENANT_ID, JOB_NAME or ENVIRONMENT: the job sets these."
  }

  validation {
    condition     = length(distinct([for name in keys(var.secrets) : lower(name)])) == length(var.secrets)
    error_message = "Names in secrets must not differ in case only: Container Apps has lower-case names."
  }

  validation {
    condition = alltrue([for url in values(var.secrets) : can(regex(join("", [
      "^https://[A-Za-z][A-Za-z0-9-]+\\.vault\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)",
      "/secrets/[A-Za-z0-9-]{1,127}(/[0-9A-Za-z]+)?$",
    ]), url))])
    error_message = "Values of secrets must be URLs such as https://acme.vault.azure.net/secrets/NAME, not the secrets."
  }
}

variable "log_retention_days" {
  description = "Days that the Log Analytics workspace that the module makes keeps the logs of the job."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.log_retention_days >= 30 && var.log_retention_days <= 730 &&
      floor(var.log_retention_days) == var.log_retention_days
    )
    error_message = "The log_retention_days must be a whole number from 30 to 730."
  }
}

variable "alert_targets" {
  description = "Recipients of failure alerts: email addresses, or IDs of action groups."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for target in var.alert_targets : anytrue([
      can(regex("^[^@/\\s]+@[^@/\\s]+\\.[^@/\\s]+$", target)),
      can(regex(
        "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[Mm]icrosoft\\.[Ii]nsights/actionGroups/[^/]+$", target
      )),
    ])])
    error_message = "Each of alert_targets must be an email address or the ID of an action group."
  }

  validation {
    condition     = length([for target in distinct(var.alert_targets) : target if startswith(target, "/")]) <= 4
    error_message = "At most 4 of alert_targets can be action groups: an alert has at most 5."
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
      alltrue([for percent in var.budget.thresholds : percent >= 1 && percent <= 1000 && floor(percent) == percent])
    )
    error_message = "The thresholds of budget must be 1 to 5 percentages, whole numbers from 1 to 1000."
  }
}

variable "resource_group_name" {
  description = "Name of the resource group for all resources, and of an environment that the job names without its ID."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_().-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "The resource_group_name must have 1 to 90 ASCII letters, digits and _ ( ) . -, the last not a dot."
  }
}

variable "location" {
  description = "Azure region of the environment, such as `westeurope`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9 ]+$", var.location))
    error_message = "The location must be an Azure region, such as westeurope."
  }
}

variable "storage_account_id" {
  description = "ID of the storage account of the job's `storage.bucket`, which is a container in it."
  type        = string
  default     = null

  validation {
    condition = var.storage_account_id == null ? true : can(regex(join("", [
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers",
      "/Microsoft\\.Storage/storageAccounts/[a-z0-9]{3,24}$",
    ]), var.storage_account_id))
    error_message = "The storage_account_id must be an ID (/subscriptions/…/storageAccounts/…), not a name."
  }
}

variable "identity" {
  description = "Identity that the job's `runtime.service_account` names, as `azurerm_user_assigned_identity` has it."
  type = object({
    principal_id = string
    client_id    = string
  })
  default = null
}

variable "key_vaults" {
  description = "IDs of the vaults of `secrets`, by name, that the identity gets a role for."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for id in values(var.key_vaults) : can(regex(
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.KeyVault/vaults/[^/]+$", id
    ))])
    error_message = "Values of key_vaults must be IDs of vaults (/subscriptions/…/vaults/…)."
  }
}

variable "container_registries" {
  description = "IDs of registries, by login server, that the identity gets a role for."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for id in values(var.container_registries) : can(regex(
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.ContainerRegistry/registries/[^/]+$", id
    ))])
    error_message = "Values of container_registries must be IDs of registries (/subscriptions/…/registries/…)."
  }
}

variable "log_analytics_workspace" {
  description = "Existing workspace, as `azurerm_log_analytics_workspace` has it. Defaults to one that is made."
  type        = object({ id = string })
  default     = null

  # As azurerm reads it: with these capitals.
  validation {
    condition = var.log_analytics_workspace == null ? true : can(regex(join("", [
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers",
      "/Microsoft\\.OperationalInsights/workspaces/[^/]+$",
    ]), var.log_analytics_workspace.id))
    error_message = join(" ", [
      "The id of log_analytics_workspace must be /subscriptions/…/Microsoft.OperationalInsights/workspaces/…, with",
      "these capitals.",
    ])
  }
}

variable "workload_profile_name" {
  description = "Workload profile that the job runs in. Null for an environment of the older Consumption-only kind."
  type        = string
  default     = "Consumption"

  validation {
    condition     = var.workload_profile_name != ""
    error_message = "The workload_profile_name must be the name of a profile, or null."
  }
}

variable "replica_retry_limit" {
  description = "Number of retries of a failed execution. Defaults to 0, which leaves retries to the orchestrator."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.replica_retry_limit >= 0 && floor(var.replica_retry_limit) == var.replica_retry_limit
    error_message = "The replica_retry_limit must be a whole number, 0 or greater."
  }
}
