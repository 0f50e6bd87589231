locals {
  # hashicorp/external drops entries whose value is null.
  _query = merge(
    {
      api     = "1"
      jobs    = jsonencode(var.jobs)
      root    = var.root
      config  = var.config
      tenants = length(var.tenants) > 0 ? jsonencode(var.tenants) : null
      strict  = var.strict ? "true" : null
      fields  = length(var.fields) > 0 ? jsonencode(var.fields) : null
    },
    { for name, value in var.env : "env.${name}" => value },
  )

  jobs = { for key, job in data.external.jobs.result : key => jsondecode(job) }

  # A warning about several jobs is in each of them.
  warnings = sort(distinct(flatten([for job in values(local.jobs) : try(job.warnings, [])])))
}

data "external" "jobs" {
  program = var.program
  query   = local._query
}

check "warnings" {
  assert {
    condition     = !var.show_warnings || length(local.warnings) == 0
    error_message = join("\n", local.warnings)
  }
}
