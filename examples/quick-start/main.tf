# The smallest use: the tags of one job, from its YAML to a resource. No cloud, no credentials.
#
#   terraform init && terraform plan

terraform {
  required_version = ">= 1.5"

  required_providers {
    external = {
      source  = "hashicorp/external"
      version = "~> 2.3"
    }
  }
}

# Terraform runs the program at every plan. Its result is the tag map, as the job's cloud accepts it.
data "external" "tags" {
  program = ["provider-bridge"]
  query   = { job = "${path.root}/../jobs/acme/stripe_customers.yaml" }
}

# Stands for a resource of the cloud: in an aws_s3_bucket the line would be `tags = data.external.tags.result`.
resource "terraform_data" "lake" {
  input = data.external.tags.result
}

output "tags" {
  description = "The tags of the job."
  value       = data.external.tags.result
}
