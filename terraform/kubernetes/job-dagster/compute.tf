locals {
  asked   = var.job.dagster.resource_requirements
  compute = var.job.compute

  # What Dagster is told wins; `compute` is a request, and a limit of memory: a limit of CPU only slows a run down.
  requirements_given = anytrue([for value in values(local.asked) : value != null])
  requests           = local.requirements_given ? { cpu = local.asked.request_cpu, memory = local.asked.request_memory } : { cpu = local.compute.cpu, memory = local.compute.memory }
  limits             = local.requirements_given ? { cpu = local.asked.limit_cpu, memory = local.asked.limit_memory } : { cpu = null, memory = local.compute.memory }

  resources = {
    requests = { for name, value in local.requests : name => value if value != null }
    limits   = { for name, value in local.limits : name => value if value != null }
  }

  quantities = {
    "compute.cpu"                                  = { value = local.compute.cpu, form = local.cpu_form }
    "compute.memory"                               = { value = local.compute.memory, form = local.memory_form }
    "dagster.resource_requirements.request_cpu"    = { value = local.asked.request_cpu, form = local.cpu_form }
    "dagster.resource_requirements.limit_cpu"      = { value = local.asked.limit_cpu, form = local.cpu_form }
    "dagster.resource_requirements.request_memory" = { value = local.asked.request_memory, form = local.memory_form }
    "dagster.resource_requirements.limit_memory"   = { value = local.asked.limit_memory, form = local.memory_form }
  }
  cpu_form    = "^([1-9][0-9]*m|[0-9]+(\\.[0-9]{1,3})?)$"
  memory_form = "^[1-9][0-9]*(Ki|Mi|Gi|Ti|k|M|G|T)$"
  not_quantities = [for field, quantity in local.quantities :
    "${field} is ${quantity.value}" if quantity.value == null ? false : !can(regex(quantity.form, quantity.value))
  ]
}
