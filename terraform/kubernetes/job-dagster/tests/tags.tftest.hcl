# Every object and every pod carries the job's labels and annotations; selectors are fixed and apart.

mock_provider "kubernetes" {}

variables {
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall"]
}

run "labels_of_a_cloud_job" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes", namespace = "dativo-etl" }
    })
    launcher_service_accounts = ["dagster/daemon"]
  }

  assert {
    condition     = length(var.job.labels) > 0 && output.tags == tomap(var.job.labels)
    error_message = "The output is the job's labels."
  }

  assert {
    condition = alltrue([for metadata in [
      kubernetes_service_account_v1.this[0].metadata[0],
      kubernetes_role_v1.launcher.metadata[0],
      kubernetes_role_binding_v1.launcher[0].metadata[0],
      kubernetes_network_policy_v1.this.metadata[0],
      kubernetes_cron_job_v1.this.metadata[0],
      kubernetes_cron_job_v1.this.spec[0].job_template[0].metadata[0],
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].metadata[0],
      ] : metadata.labels == tomap(merge(var.job.labels, {
        "app.kubernetes.io/name"     = "dativo-etl"
        "app.kubernetes.io/instance" = "acme-kafka-events"
    }))])
    error_message = "An object has other labels than the job's and the selector's."
  }

  assert {
    condition = alltrue([for metadata in [
      kubernetes_service_account_v1.this[0].metadata[0],
      kubernetes_role_v1.launcher.metadata[0],
      kubernetes_role_binding_v1.launcher[0].metadata[0],
      kubernetes_network_policy_v1.this.metadata[0],
      kubernetes_cron_job_v1.this.metadata[0],
      kubernetes_cron_job_v1.this.spec[0].job_template[0].metadata[0],
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].metadata[0],
    ] : metadata.annotations == tomap(merge(var.job.annotations, { "provider-bridge/log-retention-days" = "30" }))])
    error_message = "An object has other annotations than the job's and the log retention."
  }
}

run "labels_of_a_cluster_job" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/plain_kubernetes.json"))
  }

  assert {
    condition     = output.tags == tomap(var.job.labels) && output.tags == tomap(var.job.tags)
    error_message = "On Kubernetes the tags are the labels."
  }
}

run "labels_written_by_hand_as_tags" {
  command = plan

  variables {
    job = {
      name           = "nightly"
      slug           = "acme-nightly"
      tenant_id      = "acme"
      provider       = "kubernetes"
      container_path = "/app/jobs/nightly.yaml"
      runtime        = { type = "kubernetes" }
      tags           = { Team = "web" }
      labels         = null
    }
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.metadata[0].labels.Team == "web" && output.name == "acme-nightly" && output.namespace == "default"
    error_message = "A job by hand gets its tags as labels, the name of its slug, and the namespace default."
  }

  assert {
    condition     = length(kubernetes_role_binding_v1.launcher) == 0
    error_message = "A role binding is made that nobody asked for."
  }

  assert {
    condition = kubernetes_network_policy_v1.this.spec[0].pod_selector[0].match_labels == tomap({
      "app.kubernetes.io/name"     = "dativo-etl"
      "app.kubernetes.io/instance" = "acme-nightly"
    })
    error_message = "Selectors hold the fixed labels only."
  }
}

run "tags_of_a_cloud_are_no_labels" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), { labels = {}, tags = { "dativo:tenant" = "acme" } })
  }

  assert {
    condition     = length(output.tags) == 0
    error_message = "The tags of a cloud's resources don't go on objects of a cluster."
  }
}
