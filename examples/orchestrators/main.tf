# A job on ECS, and the outputs that Dagster and Airflow read. README.md has the steps, with moto in place of AWS.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}

# Account and address come from the environment.
provider "aws" {}

variable "image" {
  description = "Image of the ETL container."
  type        = string
  default     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
}

variable "network" {
  description = "VPC_ID and SUBNET_ID, which the job names."
  type        = map(string)
}

module "bridge" {
  source = "../../terraform/bridge"

  jobs = ["${path.root}/jobs/**/*.yaml"]
  env  = var.network
}

module "cluster" {
  source = "../../terraform/aws/ecs-cluster"

  name = "data-etl"
}

module "ecs_job" {
  source   = "../../terraform/aws/ecs-dagster"
  for_each = module.bridge.jobs

  job           = each.value
  image         = var.image
  alert_targets = ["arn:aws:sns:eu-west-1:123456789012:data-oncall"]
}

output "dagster_pipes_run_task_params" {
  description = "`run_task_params` of Dagster's `PipesECSClient`, by job key."
  value       = { for key, job in module.ecs_job : key => job.dagster_pipes_run_task_params }
}

output "airflow_ecs_run_task_kwargs" {
  description = "Arguments of Airflow's `EcsRunTaskOperator`, by job key."
  value       = { for key, job in module.ecs_job : key => job.airflow_ecs_run_task_kwargs }
}
