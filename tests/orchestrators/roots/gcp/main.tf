# The example's jobs on Cloud Run: each as plain as it goes, and with every input that its container has.

terraform {
  required_version = ">= 1.5"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0, < 8"
    }
  }
}

provider "google" {
  project = "acme-analytics"
  region  = "europe-west1"
}

module "bridge" {
  source = "../../../../terraform/bridge"

  jobs    = ["${path.root}/../../../../examples/jobs/**/*.yaml"]
  tenants = ["acme", "globex"]
}

locals {
  variants = merge([for key, job in module.bridge.jobs : {
    (key)          = { job = job, full = false }
    "${key}, full" = { job = job, full = true }
  } if job.runtime.type == "cloud_run"]...)
}

module "job" {
  source   = "../../../../terraform/gcp/cloud-run-dagster"
  for_each = local.variants

  job        = each.value.job
  image      = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id = "acme-analytics"
  region     = "europe-west1"

  alert_targets         = ["projects/acme-analytics/notificationChannels/1"]
  name                  = each.value.full ? "${each.value.job.slug}-full" : null
  entrypoint            = each.value.full ? ["dativo"] : null
  command               = each.value.full ? ["run", "--full-refresh"] : null
  environment_variables = each.value.full ? { LOG_LEVEL = "debug" } : {}
  secrets               = each.value.full ? { API_KEY = "api-key:3" } : {}
}

output "dagster_cloud_run_config" {
  value = { for key, job in module.job : key => job.dagster_cloud_run_config }
}

output "dagster_instance_config" {
  value = { for key, job in module.job : key => job.dagster_instance_config }
}

output "cloud_run_job_request" {
  value = { for key, job in module.job : key => job.cloud_run_job_request }
}

output "airflow_cloud_run_kwargs" {
  value = { for key, job in module.job : key => job.airflow_cloud_run_kwargs }
}
