# A label module inside the job's own, an instance of both for each job. The YAML is read in HCL.

terraform {
  required_version = ">= 1.5"
}

locals {
  estate = "${path.root}/../../estate"

  jobs = {
    for name in fileset(local.estate, "jobs/**/*.yaml") :
    trimsuffix(name, ".yaml") => yamldecode(file("${local.estate}/${name}"))
  }

  assets = {
    for name in toset([for job in local.jobs : job.asset_path]) :
    name => yamldecode(file("${local.estate}/${trimprefix(name, "/app/")}"))
  }

  governance = {
    for key, job in local.jobs : key => merge(
      try(local.assets[job.asset_path].compliance, {}),
      try(local.assets[job.asset_path].finops, {}),
      try(job.finops, {}),
    )
  }
}

module "organization" {
  source = "../../modules/label"

  prefix = "dativo"
}

module "job" {
  source   = "../../modules/labeled"
  for_each = local.jobs

  context     = module.organization.context
  tenant      = each.value.tenant_id
  environment = try(each.value.environment, null)
  name        = basename(each.key)

  tags = merge(
    { for field, value in local.governance[each.key] : "dativo:${replace(field, "_", "-")}" => value if value != null },
    try(each.value.infrastructure.tags, {}),
  )
}
