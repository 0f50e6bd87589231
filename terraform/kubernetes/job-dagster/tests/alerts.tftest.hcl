# Recipients of failures.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
}

run "nobody_listens" {
  command = plan

  variables {
    alert_targets = []
  }

  assert {
    condition     = !contains(keys(output.prometheus_rule.spec.groups[0].rules[0].labels), "receivers")
    error_message = "Without targets the alert has no receivers, and Alertmanager's own route decides."
  }

  assert {
    condition     = output.log_destination == null && output.alert_id == null
    error_message = "Kubernetes has no log store, and the alert is a manifest."
  }

  expect_failures = [check.alerts]
}

run "alert" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), { key = "jobs/{{ query `up` }}" })
  }

  assert {
    condition     = output.prometheus_rule.kind == "PrometheusRule" && output.prometheus_rule.metadata.namespace == output.namespace && tomap(output.prometheus_rule.metadata.labels) == kubernetes_cron_job_v1.this.metadata[0].labels
    error_message = "The rule must be in the namespace of the job, with its labels."
  }

  # By owner and label, whole: the run `acme-kafka-events-eu-1` may be another job's.
  assert {
    condition = (
      strcontains(output.prometheus_rule.spec.groups[0].rules[0].expr, "kube_job_status_failed{namespace=\"dativo-etl\"} > 0") &&
      strcontains(output.prometheus_rule.spec.groups[0].rules[0].expr, "owner_kind=\"CronJob\",owner_name=\"acme-kafka-events\"") &&
      strcontains(output.prometheus_rule.spec.groups[0].rules[0].expr, "label_app_kubernetes_io_instance=\"acme-kafka-events\"") &&
      !strcontains(output.prometheus_rule.spec.groups[0].rules[0].expr, "=~")
    )
    error_message = "The alert is about this job's runs and no other's."
  }

  assert {
    condition = tomap(output.prometheus_rule.spec.groups[0].rules[0].labels) == tomap({
      severity = "critical", etl_job = "acme-kafka-events", tenant = "acme", receivers = "oncall,data"
    })
    error_message = "The alert must have the job and its receivers."
  }

  # Prometheus reads templates in labels and annotations, and a job's key may look like one.
  assert {
    condition = (
      strcontains(output.prometheus_rule.spec.groups[0].rules[0].annotations.summary, "acme-kafka-events") &&
      strcontains(output.prometheus_rule.spec.groups[0].rules[0].annotations.description, "logs job/{{ $labels.job_name }}") &&
      !strcontains(jsonencode(output.prometheus_rule.spec), "query")
    )
    error_message = "The message must have the job and its logs, and no template may read the job key."
  }
}
