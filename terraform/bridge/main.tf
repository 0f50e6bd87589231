locals {
  # hashicorp/external drops entries whose value is null, so what isn't set isn't asked.
  query = merge(
    {
      api     = "1"
      jobs    = jsonencode(var.jobs)
      root    = var.root
      config  = var.config
      tenants = length(var.tenants) > 0 ? jsonencode(var.tenants) : null
      strict  = var.strict ? "true" : null
    },
    { for name, value in var.env : "env.${name}" => value },
  )

  jobs = { for key, job in data.external.jobs.result : key => jsondecode(job) }

  # A warning that concerns several jobs stands in each of them.
  warnings = sort(distinct(flatten([for job in values(local.jobs) : job.warnings])))
}

data "external" "jobs" {
  program = var.program
  query   = local.query
}

check "warnings" {
  assert {
    condition     = !var.show_warnings || length(local.warnings) == 0
    error_message = join("\n", local.warnings)
  }
}
