locals {
  _tags = var.job.tags

  # A job of the provider kubernetes that is written by hand may have its labels as tags only.
  labels = length(var.job.labels) > 0 || var.job.provider != "kubernetes" ? var.job.labels : local._tags

  # What selectors look for never changes with a tag.
  selector = {
    "app.kubernetes.io/name"     = "dativo-etl"
    "app.kubernetes.io/instance" = local.name
  }
  object_labels = merge(local.labels, local.selector)
  pod_labels    = merge(local.object_labels, local.identity_labels)
  annotations   = merge(var.job.annotations, local.log_annotations)

  node_selector = { for label, value in {
    "node.kubernetes.io/instance-type" = var.job.compute.instance_type
  } : label => value if value != null }
}

# The template of the job's runs. It is suspended, and its day never comes: an orchestrator starts the runs.
# A finished run stays for a day, as with Dagster's launcher, and its alert ends with it.
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
        backoff_limit              = var.backoff_limit
        active_deadline_seconds    = var.job.compute.max_runtime_seconds
        ttl_seconds_after_finished = 86400

        # A pod that the cluster evicts, for its node or for another pod, is not a failure of the ETL.
        pod_failure_policy {
          rule {
            action = "Ignore"

            on_pod_condition {
              type   = "DisruptionTarget"
              status = "True"
            }
          }
        }

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

            dynamic "toleration" {
              for_each = var.tolerations

              content {
                key                = toleration.value.key
                operator           = toleration.value.operator
                value              = toleration.value.value
                effect             = toleration.value.effect
                toleration_seconds = toleration.value.seconds
              }
            }

            dynamic "affinity" {
              for_each = length(var.node_affinity) > 0 ? [var.node_affinity] : []

              content {
                node_affinity {
                  required_during_scheduling_ignored_during_execution {
                    node_selector_term {
                      dynamic "match_expressions" {
                        for_each = affinity.value

                        content {
                          key      = match_expressions.value.key
                          operator = match_expressions.value.operator
                          values   = match_expressions.value.values
                        }
                      }
                    }
                  }
                }
              }
            }

            dynamic "volume" {
              for_each = var.volumes

              content {
                name = volume.key

                dynamic "persistent_volume_claim" {
                  for_each = compact([volume.value.persistent_volume_claim])

                  content {
                    claim_name = persistent_volume_claim.value
                    read_only  = volume.value.read_only
                  }
                }

                dynamic "secret" {
                  for_each = compact([volume.value.secret])

                  content {
                    secret_name = secret.value
                  }
                }

                dynamic "config_map" {
                  for_each = compact([volume.value.config_map])

                  content {
                    name = config_map.value
                  }
                }

                dynamic "empty_dir" {
                  for_each = compact([volume.value.empty_dir])

                  content {
                    size_limit = empty_dir.value
                  }
                }
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
                for_each = local.secrets

                content {
                  name = env.key

                  value_from {
                    secret_key_ref {
                      name = env.value.name
                      key  = env.value.key
                    }
                  }
                }
              }

              dynamic "volume_mount" {
                for_each = var.volumes

                content {
                  name       = volume_mount.key
                  mount_path = volume_mount.value.mount_path
                  read_only  = volume_mount.value.read_only
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
