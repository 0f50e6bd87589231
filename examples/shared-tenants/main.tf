# One job file for several tenants: the job has `tenant_id: "${TENANT_ID}"`, and this root module has the tenants.
#
#   terraform init && terraform plan

terraform {
  required_version = ">= 1.5"
}

module "bridge" {
  source = "../../terraform/bridge"

  jobs    = ["${path.root}/../jobs/shared/*.yaml"]
  tenants = ["acme", "globex"]
}

# One of each for each tenant. The keys are `jobs/shared/hubspot_contacts@acme` and `…@globex`:
# a third tenant adds addresses and moves none.
resource "terraform_data" "job" {
  for_each = module.bridge.jobs

  input = {
    prefix = each.value.storage.prefix
    tags   = each.value.tags
  }
}

output "tags" {
  description = "Job key → tags."
  value       = module.bridge.tags
}
