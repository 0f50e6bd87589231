variable "jobs" {
  description = "Paths and globs of job files. Relative ones start in the working directory of Terraform."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.jobs) > 0 && alltrue([for job in var.jobs : try(length(trimspace(job)) > 0, false)])
    error_message = "The jobs must be paths and globs, at least 1, and none empty."
  }
}

variable "program" {
  description = "Command that starts the program, such as `[\"uvx\", \"provider-bridge\"]` or a container."
  type        = list(string)
  default     = ["provider-bridge"]
  nullable    = false

  validation {
    condition     = length(var.program) > 0 && alltrue([for word in var.program : try(length(word) > 0, false)])
    error_message = "The program must have at least 1 word, and none empty: hashicorp/external drops empty words."
  }
}

variable "root" {
  description = "Project root. Defaults to the nearest directory at or above the jobs with `provider-bridge.yaml`."
  type        = string
  default     = null
}

variable "config" {
  description = "Configuration file. Defaults to `provider-bridge.yaml` in the project root."
  type        = string
  default     = null
}

variable "env" {
  description = "Values of the variables in jobs: `REGION` is the value of `$${REGION}`. They win over the environment."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenants" {
  description = "Tenants that shared jobs (`tenant_id: $${TENANT_ID}`) are resolved for."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "strict" {
  description = "Whether warnings are errors."
  type        = bool
  default     = false
  nullable    = false
}

variable "fields" {
  description = "First-level fields of each job to return, for a smaller state. Defaults to all fields."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "show_warnings" {
  description = "Whether to show warnings in a plan. In `terraform test`, a warning that is shown fails the run."
  type        = bool
  default     = true
  nullable    = false
}
