# The jobs of this project and their tags. Terraform runs provider-bridge at every plan and apply.
# The module terraform/bridge of https://github.com/provider-bridge/provider-bridge does the same, with more options.

@REQUIRED@data "external" "provider_bridge" {
  program = @PROGRAM@
  query = {
    api  = "1"
    jobs = jsonencode(@JOBS@)
  }
}

locals {
  # By job key: the path of the job file without extension, and "@tenant" for a shared job.
  etl_jobs = { for key, job in data.external.provider_bridge.result : key => jsondecode(job) }
}

# Terraform shows warnings of a program only through a check.
check "provider_bridge" {
  assert {
    condition     = alltrue([for job in values(local.etl_jobs) : length(job.warnings) == 0])
    error_message = join("\n", distinct(flatten([for job in values(local.etl_jobs) : job.warnings])))
  }
}

# On a resource of a job: tags = local.etl_jobs[@KEY@].tags
output "etl_tags" {
  description = "Tags of each job, by job key."
  value       = { for key, job in local.etl_jobs : key => job.tags }
}
