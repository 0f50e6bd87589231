# One call of the bridge for all jobs.

terraform {
  required_version = ">= 1.5"
}

locals {
  estate = "${path.root}/../../estate"
}

module "bridge" {
  source = "../../bridge"
  jobs   = ["${local.estate}/jobs/**/*.yaml"]
}

module "job" {
  source   = "../../modules/job"
  for_each = module.bridge.jobs

  job = each.value
}
