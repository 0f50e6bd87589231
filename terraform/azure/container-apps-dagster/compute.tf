locals {
  # Null where the job has none, or something other than vCPU and GiB.
  cpu_given = try(tonumber(var.job.compute.cpu), null)
  gib_given = try(tonumber(regex("^([0-9]+(?:\\.[0-9]+)?)Gi$", var.job.compute.memory)[0]), null)

  # The Consumption profile has 2 GiB with each vCPU, so that one gives the other.
  # learn.microsoft.com/azure/container-apps/containers#allocations
  consumption = var.workload_profile_name == null ? true : var.workload_profile_name == "Consumption"
  cpu         = coalesce(local.cpu_given, try(local.gib_given / 2, null), 0.5)
  gib         = coalesce(local.gib_given, local.cpu * 2)
  memory      = "${local.gib}Gi"

  size_error = (
    !local.consumption ? "compute.cpu must be at least 0.25, got ${local.cpu}." :
    var.job.compute.cpu == null ? "compute.memory must be 0.5Gi to 8Gi in steps of 0.5Gi, got ${local.memory}." :
    "compute.cpu must be 0.25 to 4 in steps of 0.25, got ${local.cpu}."
  )
}
