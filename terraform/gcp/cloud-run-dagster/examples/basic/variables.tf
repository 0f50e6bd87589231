variable "project_id" {
  description = "Project of everything."
  type        = string
  default     = "acme-analytics"
}
