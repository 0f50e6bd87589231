# Every object and every pod carries the job's labels and annotations; selectors are fixed and apart.

mock_provider "kubernetes" {}

variables {
  image = "ghcr.io/acme/dativo:1.4.2"
}

run "labels_of_a_cloud_job" {
  command = plan

  variables {
    job                       = jsondecode(file("./tests/fixtures/kafka_events.json"))
    create_namespace          = true
    launcher_service_accounts = ["dagster/daemon"]
  }

  assert {
    condition     = length(var.job.labels) > 0 && output.tags == var.job.labels
    error_message = "The output is the job's labels."
  }

  assert {
    condition = alltrue([for labels in [
      kubernetes_namespace_v1.this[0].metadata[0].labels,
      kubernetes_role_v1.launcher.metadata[0].labels,
      kubernetes_role_binding_v1.launcher[0].metadata[0].labels,
      kubernetes_network_policy_v1.this.metadata[0].labels,
      kubernetes_cron_job_v1.this.metadata[0].labels,
      kubernetes_cron_job_v1.this.spec[0].job_template[0].metadata[0].labels,
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].metadata[0].labels,
    ] : tomap({ for key, value in labels : key => value if contains(keys(var.job.labels), key) }) == var.job.labels])
    error_message = "An object has other labels than the job's."
  }

  assert {
    condition = alltrue([for annotations in [
      kubernetes_cron_job_v1.this.metadata[0].annotations,
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].metadata[0].annotations,
    ] : tomap({ for key, value in annotations : key => value if key != "provider-bridge/log-retention-days" }) == var.job.annotations])
    error_message = "An object has other annotations than the job's."
  }
}

run "labels_of_a_cluster_job" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/plain_kubernetes.json"))
  }

  assert {
    condition     = output.tags == var.job.labels && output.tags == var.job.tags
    error_message = "On Kubernetes the tags are the labels."
  }
}

run "labels_written_by_hand_as_tags" {
  command = plan

  variables {
    job = {
      name           = "nightly"
      tenant_id      = "acme"
      provider       = "kubernetes"
      container_path = "/app/jobs/nightly.yaml"
      runtime        = { type = "kubernetes" }
      tags           = { Team = "web" }
    }
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.metadata[0].labels.Team == "web" && output.name == "acme-nightly" && output.namespace == "default"
    error_message = "A job by hand gets its tags as labels, a name from tenant and job, and the namespace default."
  }

  assert {
    condition = kubernetes_network_policy_v1.this.spec[0].pod_selector[0].match_labels == tomap({
      "app.kubernetes.io/name"     = "dativo-etl"
      "app.kubernetes.io/instance" = "acme-nightly"
    })
    error_message = "Selectors hold the fixed labels only."
  }
}
