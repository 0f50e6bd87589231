# The tags made by hand, in HCL: precedence with merge, AWS's characters with a regular expression.

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

  written = {
    for key, job in local.jobs : key => merge(
      { "dativo:tenant" = job.tenant_id, "dativo:job" = basename(key) },
      { for name in ["environment"] : "dativo:${name}" => job.environment if try(job.environment, null) != null },
      { for field, value in local.governance[key] : "dativo:${replace(field, "_", "-")}" => value },
      try(job.infrastructure.tags, {}),
    )
  }

  # Lists are joined with a colon; what AWS refuses becomes a hyphen.
  tags = {
    for key, tags in local.written : key => {
      for name, value in tags : name => trimspace(join(":", [
        for item in try(tolist(value), [tostring(value)]) :
        replace(name == "dativo:classification" ? lower(item) : item, "/[^\\p{L}\\p{Z}\\p{N}_.:/=+@-]+/", "-")
      ]))
      if value != null
    }
  }
}

module "job" {
  source   = "../../modules/job"
  for_each = local.tags

  job = { tags = each.value }
}

check "limits" {
  assert {
    condition = alltrue([
      for key, tags in local.tags :
      length(tags) <= 50 && alltrue([for name, value in tags : length(name) <= 128 && length(value) <= 256])
    ])
    error_message = "A tag is too long, or a job has more than 50."
  }
}
