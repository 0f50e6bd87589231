variable "name" {
  description = "Name of the cluster, as jobs write it in `runtime.cluster_name`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.name))
    error_message = "The name must have 1 to 255 letters, digits, _ and -."
  }
}

variable "tags" {
  description = "Tags of the cluster. Jobs share it, so it has no job's tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "container_insights" {
  description = "Container Insights: `enabled`, `enhanced` or `disabled`. AWS bills its metrics and logs."
  type        = string
  default     = "enabled"
  nullable    = false

  validation {
    condition     = contains(["enabled", "enhanced", "disabled"], var.container_insights)
    error_message = "The container_insights must be enabled, enhanced or disabled."
  }
}
