# Two environments in one root: one bridge call for each, and names that tell them apart.
#
#   terraform init && terraform plan
#
# A plan needs credentials of AWS, to know the account.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  environments = {
    staging = { lake = "acme-lake-staging", log_days = 7 }
    prod    = { lake = "acme-lake-prod", log_days = 90 }
  }

  # "staging/jobs/orders" => the job as it is in staging
  jobs = merge([for environment, bridge in module.bridge : {
    for key, job in bridge.jobs : "${environment}/${key}" => job
  }]...)
}

module "bridge" {
  source   = "../../terraform/bridge"
  for_each = local.environments

  jobs = ["${path.root}/jobs/**/*.yaml"]
  env  = { ENVIRONMENT = each.key, LAKE = each.value.lake }
}

module "cluster" {
  source   = "../../terraform/aws/ecs-cluster"
  for_each = local.environments

  name = "etl-${each.key}"
  tags = { environment = each.key }
}

module "ecs_job" {
  source   = "../../terraform/aws/ecs-dagster"
  for_each = local.jobs

  job                = each.value
  name               = "${each.value.slug}-${each.value.environment}"
  image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  log_retention_days = local.environments[each.value.environment].log_days
  alert_targets      = ["arn:aws:sns:eu-west-1:123456789012:data-oncall-${each.value.environment}"]
}

output "tags" {
  description = "Tags of each job, by environment and job key."
  value       = { for key, job in module.ecs_job : key => job.tags }
}
