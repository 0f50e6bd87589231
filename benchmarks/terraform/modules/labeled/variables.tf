variable "context" {
  description = "What a label further up has set."
  type        = any
}

variable "tenant" {
  description = "Whom the job works for."
  type        = string
}

variable "environment" {
  description = "The stage."
  type        = string
}

variable "name" {
  description = "The job's name."
  type        = string
}

variable "tags" {
  description = "The job's tags; a list is joined."
  type        = any
}
