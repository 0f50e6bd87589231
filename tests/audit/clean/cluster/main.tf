terraform {
  required_providers {
    aws        = { source = "hashicorp/aws" }
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "jobs" {
  type = any
}

resource "aws_iam_role" "this" {
  for_each = var.jobs

  name               = each.value.slug
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  tags               = each.value.tags
}

resource "kubernetes_cron_job_v1" "this" {
  for_each = var.jobs

  metadata {
    name   = each.value.slug
    labels = merge(each.value.labels, { "app.kubernetes.io/name" = each.value.slug })
  }

  spec {
    schedule = "@hourly"

    job_template {
      metadata {}

      spec {
        template {
          metadata {
            labels = merge(each.value.labels, { app = "etl" })
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
