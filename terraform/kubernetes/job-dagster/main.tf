locals {
  key  = coalesce(var.job.key, var.job.name)
  slug = coalesce(var.job.slug, trim(replace(lower("${var.job.tenant_id}-${var.job.name}"), "/[^a-z0-9]+/", "-"), "-"))
  name = coalesce(var.name, local.slug)

  # A job of the provider kubernetes written by hand may have its labels as tags only.
  labels      = length(var.job.labels) > 0 || var.job.provider != "kubernetes" ? var.job.labels : var.job.tags
  annotations = merge(var.job.annotations, { "provider-bridge/log-retention-days" = tostring(var.log_retention_days) })

  # What selectors look for never changes with a tag.
  selector = {
    "app.kubernetes.io/name"     = "dativo-etl"
    "app.kubernetes.io/instance" = local.name
  }
  object_labels = merge(local.labels, local.selector)
  pod_labels    = merge(local.object_labels, local.identity_labels)

  container = "etl"
  command   = var.command != null ? var.command : ["run", "--config", var.job.container_path, "--mode", "self_hosted"]
  environment = merge(
    var.environment_variables,
    { TENANT_ID = var.job.tenant_id, JOB_NAME = var.job.name },
    { for name, value in { ENVIRONMENT = var.job.environment } : name => value if value != null },
  )

  node_selector = { for label, value in { "node.kubernetes.io/instance-type" = var.job.compute.instance_type } : label => value if value != null }
}

# The template of the job's runs. It is suspended, and its day never comes: an orchestrator starts the runs.
# A finished run stays for a day, as with Dagster's launcher: its alert ends with it.
resource "kubernetes_cron_job_v1" "this" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.object_labels
    annotations = local.annotations
  }

  spec {
    schedule                      = "0 0 31 2 *"
    suspend                       = true
    concurrency_policy            = "Forbid"
    successful_jobs_history_limit = 3
    failed_jobs_history_limit     = 3

    job_template {
      metadata {
        labels      = local.object_labels
        annotations = local.annotations
      }

      spec {
        backoff_limit              = 0
        active_deadline_seconds    = var.job.compute.max_runtime_seconds
        ttl_seconds_after_finished = 86400

        template {
          metadata {
            labels      = local.pod_labels
            annotations = local.annotations
          }

          spec {
            service_account_name            = local.service_account
            automount_service_account_token = false
            restart_policy                  = "Never"
            node_selector                   = local.node_selector

            dynamic "image_pull_secrets" {
              for_each = var.image_pull_secrets

              content {
                name = image_pull_secrets.value
              }
            }

            security_context {
              run_as_non_root = true
              run_as_user     = var.run_as_user

              seccomp_profile {
                type = "RuntimeDefault"
              }
            }

            container {
              name              = local.container
              image             = var.image
              image_pull_policy = "IfNotPresent"
              command           = var.entrypoint
              args              = local.command

              dynamic "env" {
                for_each = local.environment

                content {
                  name  = env.key
                  value = env.value
                }
              }

              dynamic "env" {
                for_each = var.secrets

                content {
                  name = env.key

                  value_from {
                    secret_key_ref {
                      name = split("/", env.value)[0]
                      key  = split("/", env.value)[1]
                    }
                  }
                }
              }

              resources {
                requests = local.resources.requests
                limits   = local.resources.limits
              }

              security_context {
                allow_privilege_escalation = false
                run_as_non_root            = true

                capabilities {
                  drop = ["ALL"]
                }
              }
            }
          }
        }
      }
    }
  }

  depends_on = [terraform_data.checks]
}
