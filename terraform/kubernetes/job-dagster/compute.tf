locals {
  _requirements = var.job.dagster.resource_requirements
  _compute      = var.job.compute

  # Field by field: what Dagster has wins over `compute`, which is a request. A run without a request would be free
  # on the bill and the first to be evicted. Memory has a limit always; a limit of CPU would only slow a run down.
  _requests = {
    cpu = coalesce(local._requirements.request_cpu, local._compute.cpu, local._requirements.limit_cpu, "500m")
    memory = coalesce(
      local._requirements.request_memory, local._compute.memory, local._requirements.limit_memory, "1Gi"
    )
  }
  _limits = {
    cpu    = local._requirements.limit_cpu
    memory = coalesce(local._requirements.limit_memory, local._requests.memory)
  }
  resources = {
    requests = local._requests
    limits   = { for name, value in local._limits : name => value if value != null }
  }

  _forms = {
    cpu    = "^(?:[1-9][0-9]*m|[0-9]+(?:\\.[0-9]{1,3})?)$"
    memory = "^(?:0\\.[0-9]{1,3}|[1-9][0-9]*(?:\\.[0-9]{1,3})?)(?:Ki|Mi|Gi|Ti|k|M|G|T)$"
  }
  _quantities = merge(
    { for name in ["cpu", "memory"] : "compute.${name}" => {
      value = local._compute[name]
      form  = local._forms[name]
    } },
    { for name, value in local._requirements : "dagster.resource_requirements.${name}" => {
      value = value
      form  = local._forms[split("_", name)[1]]
    } },
  )
  wrong_quantities = [for field, quantity in local._quantities :
    field if quantity.value == null ? false : !can(regex(quantity.form, quantity.value))
  ]
  wrong_quantity_values = [for field in local.wrong_quantities : jsonencode(local._quantities[field].value)]

  # In thousandths, rounded: 500m and 0.5 are equal.
  _thousandths = {
    m  = 1
    "" = 1000
    k  = 1000 * pow(1000, 1), M = 1000 * pow(1000, 2), G = 1000 * pow(1000, 3), T = 1000 * pow(1000, 4)
    Ki = 1000 * pow(1024, 1), Mi = 1000 * pow(1024, 2), Gi = 1000 * pow(1024, 3), Ti = 1000 * pow(1024, 4)
  }
  _amounts = { for quantity in distinct(compact(concat(values(local._requests), values(local._limits)))) :
    quantity => try(
      floor(tonumber(regex("^[0-9.]+", quantity)) * local._thousandths[regex("[A-Za-z]*$", quantity)] + 0.5), 0
    )
  }
  _request_fields = { for name in ["cpu", "memory"] : name =>
    local._requirements["request_${name}"] != null ? "dagster.resource_requirements.request_${name}" : "compute.${name}"
  }
  above_limit = [for name, field in local._request_fields :
    "${field} must be at most limit_${name} (${local._limits[name]}), got ${jsonencode(local._requests[name])}"
    if local._limits[name] == null ? false : local._amounts[local._requests[name]] > local._amounts[local._limits[name]]
  ]
}
