locals {
  # Null where the job says nothing, or something else than vCPU and GiB.
  cpu_asked = try(tonumber(var.job.compute.cpu), null)
  gib_asked = try(tonumber(regex("^([0-9]+(?:\\.[0-9]+)?)Gi$", var.job.compute.memory)[0]), null)

  # The Consumption profile has 2 GiB with each vCPU, so that one gives the other.
  consumption = var.workload_profile_name == null ? true : var.workload_profile_name == "Consumption"
  cpu         = coalesce(local.cpu_asked, try(local.gib_asked / 2, null), 0.5)
  gib         = coalesce(local.gib_asked, local.cpu * 2)
  memory      = "${local.gib}Gi"

  size = var.job.compute.cpu == null ? "compute.memory is ${local.memory}" : "compute.cpu is ${local.cpu}"
  sizes = (
    !local.consumption ? "a workload profile takes 0.25 vCPU or more" :
    var.job.compute.cpu == null ? "Container Apps takes 0.5Gi to 8Gi in steps of 0.5Gi" :
    "Container Apps takes 0.25 to 4 vCPU in steps of 0.25"
  )
}
