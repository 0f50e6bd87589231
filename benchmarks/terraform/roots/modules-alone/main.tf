# The same modules without tags: what Terraform itself takes.

terraform {
  required_version = ">= 1.5"
}

locals {
  estate = "${path.root}/../../estate"
}

module "job" {
  source   = "../../modules/job"
  for_each = fileset(local.estate, "jobs/**/*.yaml")

  job = { tags = { path = each.value } }
}
