# A root whose tests need neither the program nor job files: each puts jobs in the place of the bridge's.
#
#   terraform init && terraform test

terraform {
  required_version = ">= 1.5"

  # Without this block, the mock_provider of a test leaves the bridge's data source as it is.
  required_providers {
    external = {
      source  = "hashicorp/external"
      version = "~> 2.3"
    }
  }
}

module "bridge" {
  source = "../../terraform/bridge"
  jobs   = ["${path.root}/../jobs/**/*.yaml"]
}

# Stands for a resource of the cloud that is made for each job on ECS.
resource "terraform_data" "job" {
  for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "ecs" }

  input = {
    name = each.value.slug
    tags = each.value.tags
  }
}

output "slugs" {
  description = "Names of the jobs' resources, by job key."
  value       = { for key, job in terraform_data.job : key => job.input.name }
}
