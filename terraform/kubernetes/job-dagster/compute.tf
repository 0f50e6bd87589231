locals {
  asked   = var.job.dagster.resource_requirements
  compute = var.job.compute

  # Field by field: what Dagster is told wins over `compute`, which is a request. Memory is always limited;
  # a limit of CPU that nobody asked for would only slow a run down.
  requests = {
    cpu    = try(coalesce(local.asked.request_cpu, local.compute.cpu), null)
    memory = try(coalesce(local.asked.request_memory, local.compute.memory), null)
  }
  limits = {
    cpu    = local.asked.limit_cpu
    memory = try(coalesce(local.asked.limit_memory, local.requests.memory), null)
  }
  resources = {
    requests = { for name, value in local.requests : name => value if value != null }
    limits   = { for name, value in local.limits : name => value if value != null }
  }

  cpu_form    = "^(?:[1-9][0-9]*m|[0-9]+(?:\\.[0-9]{1,3})?)$"
  memory_form = "^(?:0\\.[0-9]{1,3}|[1-9][0-9]*(?:\\.[0-9]{1,3})?)(?:Ki|Mi|Gi|Ti|k|M|G|T)$"
  quantities = {
    "compute.cpu"                                  = { value = local.compute.cpu, form = local.cpu_form }
    "compute.memory"                               = { value = local.compute.memory, form = local.memory_form }
    "dagster.resource_requirements.request_cpu"    = { value = local.asked.request_cpu, form = local.cpu_form }
    "dagster.resource_requirements.limit_cpu"      = { value = local.asked.limit_cpu, form = local.cpu_form }
    "dagster.resource_requirements.request_memory" = { value = local.asked.request_memory, form = local.memory_form }
    "dagster.resource_requirements.limit_memory"   = { value = local.asked.limit_memory, form = local.memory_form }
  }
  not_quantities = [for field, quantity in local.quantities :
    "${field} is ${quantity.value}" if quantity.value == null ? false : !can(regex(quantity.form, quantity.value))
  ]

  # In thousandths, rounded: 500m and 0.5 are equal.
  thousandths = {
    m  = 1
    "" = 1000
    k  = 1000 * pow(1000, 1), M = 1000 * pow(1000, 2), G = 1000 * pow(1000, 3), T = 1000 * pow(1000, 4)
    Ki = 1000 * pow(1024, 1), Mi = 1000 * pow(1024, 2), Gi = 1000 * pow(1024, 3), Ti = 1000 * pow(1024, 4)
  }
  amounts = { for quantity in distinct(compact(concat(values(local.requests), values(local.limits)))) :
    quantity => try(floor(tonumber(regex("^[0-9.]+", quantity)) * local.thousandths[regex("[A-Za-z]*$", quantity)] + 0.5), 0)
  }
  request_fields = { for name in ["cpu", "memory"] : name =>
    local.asked["request_${name}"] != null ? "dagster.resource_requirements.request_${name}" : "compute.${name}"
  }
  above_limit = [for name, field in local.request_fields :
    "${field} is ${local.requests[name]}, but dagster.resource_requirements.limit_${name} is ${local.limits[name]}"
    if local.requests[name] == null || local.limits[name] == null ? false : local.amounts[local.requests[name]] > local.amounts[local.limits[name]]
  ]
}
