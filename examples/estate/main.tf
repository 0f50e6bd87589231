# The whole estate: one call for all jobs, one block for each kind of job.
#
#   terraform init && terraform plan

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.50, < 6"
    }
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0, < 8"
    }
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.30, < 4"
    }
  }
}

locals {
  azure = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers"
}

module "bridge" {
  source = "../../terraform/bridge"

  jobs    = ["${path.root}/../jobs/**/*.yaml"]
  tenants = ["acme", "globex"] # for the jobs in jobs/shared
}

module "ecs_job" {
  source   = "../../terraform/aws/ecs-dagster"
  for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "ecs" }

  job           = each.value
  image         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  alert_targets = ["arn:aws:sns:eu-west-1:123456789012:data-oncall"]
}

module "cloud_run_job" {
  source   = "../../terraform/gcp/cloud-run-dagster"
  for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "cloud_run" }

  job           = each.value
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1234567890"]
}

module "container_apps_job" {
  source   = "../../terraform/azure/container-apps-dagster"
  for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "container_apps" }

  job                 = each.value
  image               = "globexdata.azurecr.io/dativo:1.4.2"
  resource_group_name = "globex-data"
  location            = "westeurope"
  storage_account_id  = "${local.azure}/Microsoft.Storage/storageAccounts/globexlake"
  alert_targets       = ["${local.azure}/Microsoft.Insights/actionGroups/data-oncall"]
}

module "kubernetes_job" {
  source   = "../../terraform/kubernetes/job-dagster"
  for_each = { for key, job in module.bridge.jobs : key => job if job.runtime.type == "kubernetes" }

  job                       = each.value
  image                     = "ghcr.io/acme/dativo:1.4.2"
  cluster_name              = "acme-data-eks"
  alert_targets             = ["data-oncall"]
  launcher_service_accounts = ["dagster/dagster-daemon"]
}

output "tags" {
  description = "Tags of each job by its key, as the job's cloud accepts them."
  value       = module.bridge.tags
}

# What Dagster's and Airflow's tasks are started with, by job key.
output "dagster_pipes_run_task_params" {
  description = "`run_task_params` of Dagster's `PipesECSClient`."
  value       = { for key, job in module.ecs_job : key => job.dagster_pipes_run_task_params }
}

output "dagster_pipes_k8s_params" {
  description = "Arguments of Dagster's `PipesK8sClient().run`."
  value       = { for key, job in module.kubernetes_job : key => job.dagster_pipes_k8s_params }
}

output "cloud_run_job_requests" {
  description = "Arguments of google-cloud-run's `RunJobRequest`."
  value       = { for key, job in module.cloud_run_job : key => job.cloud_run_job_request }
}

output "container_apps_job_start_kwargs" {
  description = "Arguments of Azure's `jobs.begin_start`."
  value       = { for key, job in module.container_apps_job : key => job.container_apps_job_start_kwargs }
}
