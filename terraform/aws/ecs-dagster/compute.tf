locals {
  # CPU units => memory in MiB. docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
  _fargate_memory = {
    "256"   = [512, 1024, 2048]
    "512"   = range(1024, 4096 + 1, 1024)
    "1024"  = range(2048, 8192 + 1, 1024)
    "2048"  = range(4096, 16384 + 1, 1024)
    "4096"  = range(8192, 30720 + 1, 1024)
    "8192"  = range(16384, 61440 + 1, 4096)
    "16384" = range(32768, 122880 + 1, 8192)
  }
  _cpus = ["512", "256", "1024", "2048", "4096", "8192", "16384"] # the default first, then the smallest

  # Without `cpu`, the first size that has the job's memory.
  _fitting_cpus = [for cpu in local._cpus : cpu if contains(
    [for size in local._fargate_memory[cpu] : tostring(size)], coalesce(var.job.compute.memory, "1024")
  )]

  cpu          = var.job.compute.cpu != null ? var.job.compute.cpu : try(local._fitting_cpus[0], local._cpus[0])
  memory_sizes = [for size in lookup(local._fargate_memory, local.cpu, []) : tostring(size)]
  memory       = var.job.compute.memory != null ? var.job.compute.memory : try(local.memory_sizes[0], "1024")

  memory_range = (
    length(local.memory_sizes) == 3 ? "512, 1024 or 2048" :
    length(local.memory_sizes) > 3 ? format(
      "%s to %s in steps of %d",
      local.memory_sizes[0], reverse(local.memory_sizes)[0], local.memory_sizes[1] - local.memory_sizes[0]
    ) : ""
  )
}
