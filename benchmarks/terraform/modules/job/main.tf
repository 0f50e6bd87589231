# What a job deploys: one resource that takes its tags, and needs no cloud.

variable "job" {
  description = "The job: its tags."
  type        = object({ tags = map(string) })
}

resource "terraform_data" "job" {
  input = var.job.tags
}

terraform {
  required_version = ">= 1.5"
}
