# The whole estate: one call for all jobs, one block for each kind of job.
#
#   terraform init && terraform plan

terraform {
  required_version = ">= 1.5"
}

module "bridge" {
  source = "../../terraform/bridge"

  jobs    = ["${path.root}/../jobs/**/*.yaml"]
  tenants = ["acme", "globex"] # for the jobs in jobs/shared
}

# Stands for the modules of the clouds. One block takes the jobs of one kind:
# `for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "ecs" }`.
resource "terraform_data" "job" {
  for_each = module.bridge.jobs

  input = {
    name    = each.value.slug
    runtime = each.value.runtime.type
    tags    = each.value.tags
    labels  = each.value.labels
  }
}

output "tags" {
  description = "Job key → tags, as the job's cloud accepts them."
  value       = module.bridge.tags
}

output "jobs_by_runtime" {
  description = "Runtime → job keys."
  value       = { for key, job in module.bridge.jobs : job.runtime.type => key... }
}
