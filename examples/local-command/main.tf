# The same program through hashicorp/local, for those who don't use hashicorp/external.
#
#   terraform init && terraform plan

terraform {
  required_version = ">= 1.5"

  required_providers {
    local = {
      source  = "hashicorp/local"
      version = "~> 2.6"
    }
  }
}

# An exit code other than 0 fails the plan and shows what the program wrote to stderr.
data "local_command" "tags" {
  command = "provider-bridge"
  stdin   = jsonencode({ job = "${path.root}/../jobs/acme/stripe_customers.yaml" })
}

locals {
  tags = jsondecode(data.local_command.tags.stdout)
}

resource "terraform_data" "lake" {
  input = local.tags
}

output "tags" {
  description = "The tags of the job."
  value       = local.tags
}
