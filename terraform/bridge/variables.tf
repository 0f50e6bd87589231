variable "jobs" {
  description = "Paths and globs of the jobs' YAML files; relative ones resolve against the working directory of Terraform."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.jobs) > 0 && alltrue([for job in var.jobs : try(length(trimspace(job)) > 0, false)])
    error_message = "jobs names at least one path or glob, and none of them is empty."
  }
}

variable "program" {
  description = "How to start the program: `[\"provider-bridge\"]`, `[\"uvx\", \"provider-bridge\"]`, `[\"python3\", \"-m\", \"provider_bridge\"]`, a container."
  type        = list(string)
  default     = ["provider-bridge"]
  nullable    = false

  validation {
    condition     = length(var.program) > 0 && alltrue([for word in var.program : try(length(word) > 0, false)])
    error_message = "program names the program, and none of its words is empty: hashicorp/external drops empty words."
  }
}

variable "root" {
  description = "The project's root, which paths and keys are relative to. Default: the nearest folder at or above the jobs that holds provider-bridge.yaml."
  type        = string
  default     = null
}

variable "config" {
  description = "The policy file. Default: provider-bridge.yaml in the root."
  type        = string
  default     = null
}

variable "env" {
  description = "Values of the variables that jobs name: `{ REGION = \"eu-west-1\" }` is what `$${REGION}` stands for. They win over the environment."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tenants" {
  description = "Tenants that shared jobs (`tenant_id: $${TENANT_ID}`) are resolved for, each on its own."
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

variable "show_warnings" {
  description = "Whether a plan shows the warnings. In `terraform test` a shown warning fails the run."
  type        = bool
  default     = true
  nullable    = false
}
