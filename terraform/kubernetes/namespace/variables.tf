variable "name" {
  description = "Name of the namespace, as jobs write it in `runtime.namespace`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.name))
    error_message = "The name must have 1 to 63 lower-case letters, digits and -, a letter or digit at both ends."
  }

  validation {
    condition     = var.name != "default" && !startswith(var.name, "kube-")
    error_message = "The name must not be default or start with kube-: every cluster has these."
  }
}

variable "labels" {
  description = "Labels of the namespace. Jobs share it, so it has no job's labels."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "annotations" {
  description = "Annotations of the namespace."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "pod_security_standard" {
  description = "Pod security standard of the namespace: `restricted`, `baseline` or `privileged`."
  type        = string
  default     = "restricted"
  nullable    = false

  validation {
    condition     = contains(["restricted", "baseline", "privileged"], var.pod_security_standard)
    error_message = "The pod_security_standard must be restricted, baseline or privileged."
  }
}
