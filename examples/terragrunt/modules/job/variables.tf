variable "name" {
  description = "Name of the job's objects."
  type        = string
}

variable "tags" {
  description = "Tags of the job's resources."
  type        = map(string)
}
