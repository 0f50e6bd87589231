locals {
  # vCPU => smallest and largest memory in MiB; 512 is the least of the second generation.
  # docs.cloud.google.com/run/docs/configuring/jobs/cpu
  _sizes = {
    "1" = [512, 4096]
    "2" = [512, 8192]
    "4" = [2048, 16384]
    "6" = [4096, 24576]
    "8" = [4096, 32768]
  }

  cpu_given = var.job.compute.cpu == null ? "1" : var.job.compute.cpu
  cpu       = can(regex("^[1-8]000m$", local.cpu_given)) ? trimsuffix(local.cpu_given, "000m") : local.cpu_given
  size      = lookup(local._sizes, local.cpu, null)

  memory = (
    var.job.compute.memory != null ? var.job.compute.memory :
    local.size == null ? "512Mi" : "${local.size[0]}Mi"
  )
  mebibytes = (
    can(regex("^[1-9][0-9]*Mi$", local.memory)) ? tonumber(trimsuffix(local.memory, "Mi")) :
    can(regex("^[1-9][0-9]*Gi$", local.memory)) ? tonumber(trimsuffix(local.memory, "Gi")) * 1024 :
    null
  )
}
