# Jobs on ECS, from their YAML to the resources, in an account that only lasts as long as its server.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }

  backend "local" {}
}

# Where AWS is, and as whom, comes from the environment.
provider "aws" {
  s3_use_path_style = true
}

variable "network" {
  description = "What the jobs' variables stand for: VPC_ID, SUBNET_ID and SECURITY_GROUP_ID."
  type        = map(string)
}

variable "create_bucket" {
  description = "Whether the job that has all made for it has its bucket made too: the provider waits most of a minute for its lifecycle."
  type        = bool
  default     = true
}

variable "image" {
  description = "Image of the ETL container."
  type        = string
  default     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
}

variable "jobs" {
  description = "Globs of the jobs."
  type        = list(string)
  default     = ["jobs/**/*.yaml"]
}

module "bridge" {
  source = "../../../terraform/bridge"

  jobs          = [for jobs in var.jobs : "${path.root}/${jobs}"]
  tenants       = ["acme", "globex"]
  env           = var.network
  show_warnings = false # orders.yaml has its warnings on purpose.
}

locals {
  made = ["jobs/acme/orders"]
}

module "cluster" {
  source = "../../../terraform/aws/ecs-cluster"

  name = "acme-etl"
}

module "ecs_job" {
  source   = "../../../terraform/aws/ecs-dagster"
  for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "ecs" }

  job           = each.value
  image         = var.image
  entrypoint    = contains(local.made, each.key) ? ["dativo"] : null
  secrets       = contains(local.made, each.key) ? { API_KEY = "arn:aws:ssm:eu-west-1:123456789012:parameter/acme/api-key" } : {}
  alert_targets = contains(local.made, each.key) ? ["oncall@acme.example"] : ["arn:aws:sns:eu-west-1:123456789012:oncall"]
  create_bucket = contains(local.made, each.key) && var.create_bucket
}

output "tags" {
  value = module.bridge.tags
}

output "warnings" {
  value = module.bridge.warnings
}

output "dagster_ecs_config" {
  value = { for key, job in module.ecs_job : key => job.dagster_ecs_config }
}

output "dagster_instance_config" {
  value = { for key, job in module.ecs_job : key => job.dagster_instance_config }
}

output "dagster_pipes_run_task_params" {
  value = { for key, job in module.ecs_job : key => job.dagster_pipes_run_task_params }
}

output "airflow_ecs_run_task_kwargs" {
  value = { for key, job in module.ecs_job : key => job.airflow_ecs_run_task_kwargs }
}
