# What can be wrong on Kubernetes: labels of objects, and of the pods that they make.

terraform {
  required_providers {
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "jobs" {
  type = any
}

locals {
  key    = "jobs/acme/clicks"
  job    = { (local.key) = var.jobs[local.key] }
  labels = var.jobs[local.key].labels
}

resource "terraform_data" "later" {}

resource "kubernetes_namespace_v1" "none" {
  for_each = local.job

  metadata {
    name = "clicks"
  }
}

resource "kubernetes_config_map_v1" "tags_of_aws" {
  for_each = local.job

  metadata {
    name   = "clicks"
    labels = { "dativo-tenant" = "acme", "dativo/tenant" = "acme" }
  }
}

resource "kubernetes_deployment_v1" "pods_without" {
  metadata {
    name   = "clicks"
    labels = local.labels
  }

  spec {
    selector {
      match_labels = { app = "clicks" }
    }

    template {
      metadata {
        labels = { app = "clicks" }
      }

      spec {
        container {
          name  = "etl"
          image = "etl"
        }
      }
    }
  }
}

resource "kubernetes_cron_job_v1" "wrong_pods" {
  metadata {
    name   = "clicks"
    labels = merge(local.labels, { app = "clicks", "app.kubernetes.io/name" = "clicks" })
  }

  spec {
    schedule = "@hourly"

    job_template {
      metadata {}

      spec {
        template {
          metadata {
            labels = merge(local.labels, { Team = terraform_data.later.id, "dativo/cost-center" = "ENG-1" })
          }

          spec {
            container {
              name  = "etl"
              image = "etl"
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_job_v1" "unknown" {
  metadata {
    name   = "clicks"
    labels = local.labels
  }

  spec {
    template {
      metadata {
        labels = { (terraform_data.later.id) = "clicks" }
      }

      spec {
        container {
          name  = "etl"
          image = "etl"
        }
      }
    }
  }
}
