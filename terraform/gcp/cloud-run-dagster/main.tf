locals {
  tags = var.job.tags

  # The default of Cloud Run, 10 minutes, is short for an ETL job.
  timeout_seconds = coalesce(var.job.compute.max_runtime_seconds, 3600)
}

resource "google_cloud_run_v2_job" "this" {
  name                = local.name
  project             = var.project_id
  location            = var.region
  labels              = local.tags
  deletion_protection = var.deletion_protection

  # Billing reads the labels of the template: executions and tasks have no others.
  template {
    labels      = local.tags
    task_count  = 1
    parallelism = 1

    template {
      service_account       = local.service_account
      encryption_key        = var.job.storage.kms_key_id
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      timeout               = "${local.timeout_seconds}s"
      max_retries           = var.max_retries

      containers {
        name    = local.container
        image   = var.image
        command = var.entrypoint
        args    = local.command

        resources {
          limits = { cpu = local.cpu, memory = local.memory }
        }

        dynamic "env" {
          for_each = local.environment

          content {
            name  = env.key
            value = env.value
          }
        }

        dynamic "env" {
          for_each = local.secrets

          content {
            name = env.key

            value_source {
              secret_key_ref {
                secret  = env.value.secret
                version = env.value.version
              }
            }
          }
        }
      }

      dynamic "vpc_access" {
        for_each = local.connected ? [local.connector] : []

        content {
          connector = vpc_access.value
          egress    = var.vpc_egress
        }
      }

      dynamic "vpc_access" {
        for_each = local.subnet_given ? [local.subnet] : []

        content {
          egress = var.vpc_egress

          network_interfaces {
            network    = var.job.networking.vpc_id
            subnetwork = vpc_access.value
            tags       = var.job.networking.security_group_ids
          }
        }
      }
    }
  }

  # Cloud Run reads the secrets while it makes the job.
  depends_on = [google_secret_manager_secret_iam_member.this, terraform_data.checks]
}
