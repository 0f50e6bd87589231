# Stands for the module of a cloud: one resource that takes tags, and needs no cloud.

terraform {
  required_version = ">= 1.5"
}

resource "terraform_data" "job" {
  input = {
    name = var.name
    tags = var.tags
  }
}
