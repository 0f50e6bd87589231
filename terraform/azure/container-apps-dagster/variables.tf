variable "image" {
  description = "Image of the ETL container, with a tag or a digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "image is the ETL container's image, such as acme.azurecr.io/dativo:1.4.2."
  }
}

variable "name" {
  description = "Name of the Container Apps job; the names of everything else begin with it. Default: the job's slug."
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
  description = "Environment variables that Container Apps fills from Key Vault: name => URL of the secret, with or without a version."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$", name))])
    error_message = "secrets: a name has letters, digits and _, begins with a letter and doesn't end with _."
  }

  validation {
    condition     = !anytrue([for name in keys(var.secrets) : contains(["TENANT_ID", "JOB_NAME", "ENVIRONMENT"], name)])
    error_message = "secrets: TENANT_ID, JOB_NAME and ENVIRONMENT come from the job and can't be replaced."
  }

  validation {
    condition = (
      length(distinct([for name in keys(var.secrets) : lower(replace(name, "_", "-"))])) == length(var.secrets)
    )
    error_message = "secrets: two names differ in case only, which Container Apps can't tell apart."
  }

  validation {
    condition = alltrue([for url in values(var.secrets) : can(regex(
      "^https://[A-Za-z][A-Za-z0-9-]+\\.vault\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)/secrets/[A-Za-z0-9-]{1,127}(/[0-9A-Za-z]+)?$", url
    ))])
    error_message = join(" ", [
      "secrets: each value is the URL of a Key Vault secret, such as",
      "https://acme.vault.azure.net/secrets/sap-password, never the secret itself.",
    ])
  }
}

variable "log_retention_days" {
  description = "Days that the job's logs are kept. Holds for the Log Analytics workspace that the module makes; an existing one has its own retention."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = (
      var.log_retention_days >= 30 && var.log_retention_days <= 730 &&
      floor(var.log_retention_days) == var.log_retention_days
    )
    error_message = "log_retention_days: Log Analytics keeps logs 30 to 730 days."
  }
}

variable "alert_targets" {
  description = "Who hears of a failed execution: e-mail addresses, and ids of existing action groups. Known at plan."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = alltrue([for target in var.alert_targets : can(regex(
      "^([^@/\\s]+@[^@/\\s]+\\.[^@/\\s]+|/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[Mm]icrosoft\\.[Ii]nsights/actionGroups/[^/]+)$", target
    ))])
    error_message = join(" ", [
      "alert_targets: each is an e-mail address or the id of an action group",
      "(/subscriptions/…/providers/Microsoft.Insights/actionGroups/…).",
    ])
  }

  validation {
    condition     = length([for target in distinct(var.alert_targets) : target if startswith(target, "/")]) <= 4
    error_message = "alert_targets: at most four action groups (an alert has five)."
  }
}

variable "resource_group_name" {
  description = "Resource group of everything that the module makes, and of an environment that the job names without its id."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\p{L}\\p{N}_().-]{0,89}[\\p{L}\\p{N}_()-]$", var.resource_group_name))
    error_message = "resource_group_name has up to 90 letters, digits and _ ( ) . -, and doesn't end with a full stop."
  }
}

variable "location" {
  description = "Azure region, such as `westeurope`: the environment's."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9 ]+$", var.location))
    error_message = "location is an Azure region, such as westeurope."
  }
}

variable "storage_account_id" {
  description = "Id of the storage account that has the job's `storage.bucket` as a container. Needed where the job names a bucket."
  type        = string
  default     = null

  validation {
    condition = var.storage_account_id == null ? true : can(regex(
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.Storage/storageAccounts/[a-z0-9]{3,24}$", var.storage_account_id
    ))
    error_message = join(" ", [
      "storage_account_id is an id (/subscriptions/…/providers/Microsoft.Storage/storageAccounts/…), not a name.",
    ])
  }
}

variable "identity" {
  description = "Principal and client id of the identity that the job's `runtime.service_account` names: a resource or data source `azurerm_user_assigned_identity` fits. With it the module gives that identity its roles, and the container AZURE_CLIENT_ID."
  type = object({
    principal_id = string
    client_id    = string
  })
  default = null
}

variable "key_vaults" {
  description = "Key Vaults of the `secrets`: name of the vault => its id. The identity may then read those secrets, each alone. A vault that isn't here gives access itself."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for id in values(var.key_vaults) : can(regex(
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.KeyVault/vaults/[^/]+$", id
    ))])
    error_message = join(" ", [
      "key_vaults: each value is the id of a vault (/subscriptions/…/providers/Microsoft.KeyVault/vaults/…).",
    ])
  }
}

variable "container_registries" {
  description = "Registries whose images the identity may pull: login server (`acme.azurecr.io`) => id of the registry. One that isn't here gives access itself."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for id in values(var.container_registries) : can(regex(
      "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.ContainerRegistry/registries/[^/]+$", id
    ))])
    error_message = join(" ", [
      "container_registries: each value is the id of a registry",
      "(/subscriptions/…/providers/Microsoft.ContainerRegistry/registries/…).",
    ])
  }
}

variable "log_analytics_workspace" {
  description = "Existing Log Analytics workspace for the environment that the module makes, such as one whose cluster has your own key: a resource or data source `azurerm_log_analytics_workspace` fits. Default: a workspace is made."
  type        = object({ id = string })
  default     = null
}

variable "workload_profile_name" {
  description = "Workload profile of the environment that the job runs in. Null for an environment of the older Consumption-only kind."
  type        = string
  default     = "Consumption"

  validation {
    condition     = var.workload_profile_name != ""
    error_message = "workload_profile_name is the name of a profile, or null."
  }
}

variable "replica_retry_limit" {
  description = "How often Container Apps itself starts a failed execution's container again. 0 leaves that to the orchestrator."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.replica_retry_limit >= 0 && floor(var.replica_retry_limit) == var.replica_retry_limit
    error_message = "replica_retry_limit is a whole number, 0 or more."
  }
}
