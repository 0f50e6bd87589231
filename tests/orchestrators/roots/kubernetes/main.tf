# The example's jobs on Kubernetes: each as plain as it goes, and with every input that its container has.

terraform {
  required_version = ">= 1.5"

  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = ">= 2.30, < 4"
    }
  }
}

provider "kubernetes" {
  host = "https://127.0.0.1"
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
  } if job.runtime.type == "kubernetes"]...)
}

module "job" {
  source   = "../../../../terraform/kubernetes/job-dagster"
  for_each = local.variants

  job   = each.value.job
  image = "ghcr.io/acme/dativo:1.4.2"

  cluster_name          = "acme-data-eks"
  alert_targets         = ["oncall"]
  name                  = each.value.full ? "${each.value.job.slug}-full" : null
  entrypoint            = each.value.full ? ["dativo"] : null
  command               = each.value.full ? ["run", "--full-refresh"] : null
  environment_variables = each.value.full ? { LOG_LEVEL = "debug" } : {}
  secrets               = each.value.full ? { API_KEY = "etl/api-key" } : {}
  run_as_user           = each.value.full ? 1000 : null
  image_pull_secrets    = each.value.full ? ["registry"] : []
  tolerations           = each.value.full ? [{ key = "spot", operator = "Exists" }] : []
  node_affinity         = each.value.full ? [{ key = "zone", values = ["a"] }] : []
  volumes               = each.value.full ? { scratch = { mount_path = "/scratch", empty_dir = "1Gi" } } : {}
}

output "tags" {
  value = { for key, job in module.job : key => job.tags }
}

output "annotations" {
  value = { for key, job in module.job : key => job.annotations }
}

output "dagster_k8s_config" {
  value = { for key, job in module.job : key => job.dagster_k8s_config }
}

output "dagster_instance_config" {
  value = { for key, job in module.job : key => job.dagster_instance_config }
}

output "dagster_pipes_k8s_params" {
  value = { for key, job in module.job : key => job.dagster_pipes_k8s_params }
}

output "airflow_kubernetes_pod_kwargs" {
  value = { for key, job in module.job : key => job.airflow_kubernetes_pod_kwargs }
}
