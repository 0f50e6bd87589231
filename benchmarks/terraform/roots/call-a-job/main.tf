# The program called once for each job.

terraform {
  required_version = ">= 1.5"

  required_providers {
    external = {
      source  = "hashicorp/external"
      version = ">= 2.3"
    }
  }
}

locals {
  estate = "${path.root}/../../estate"
}

data "external" "tags" {
  for_each = fileset(local.estate, "jobs/**/*.yaml")

  program = ["provider-bridge"]
  query   = { job = "${local.estate}/${each.value}" }
}

module "job" {
  source   = "../../modules/job"
  for_each = { for path, tags in data.external.tags : trimsuffix(path, ".yaml") => tags.result }

  job = { tags = each.value }
}
