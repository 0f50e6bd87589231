locals {
  _alert_labels = merge(
    { severity = "critical", etl_job = local.name, tenant = var.job.tenant_id },
    { for receivers in compact([join(",", var.alert_targets)]) : "receivers" => receivers },
  )

  # The name of a failed Job does not tell whose run it is: `acme-orders-eu-1` may be of `acme-orders`. The CronJob
  # that owns it does, or else the label that the Jobs of Dagster's launcher have.
  _own_runs = join(" or on (namespace, job_name) ", [
    "kube_job_owner{namespace=\"${local.namespace}\",owner_kind=\"CronJob\",owner_name=\"${local.name}\"}",
    "kube_job_labels{namespace=\"${local.namespace}\",label_app_kubernetes_io_instance=\"${local.name}\"}",
  ])
  _failed_runs = "kube_job_status_failed{namespace=\"${local.namespace}\"} > 0 and on (namespace, job_name)"

  # The Prometheus operator's kind is not built into Kubernetes: the output is for kubernetes_manifest or kubectl.
  # The slug, not the key: Prometheus reads templates in labels and annotations.
  prometheus_rule = {
    apiVersion = "monitoring.coreos.com/v1"
    kind       = "PrometheusRule"
    metadata = {
      name        = "${local.name}-failed"
      namespace   = local.namespace
      labels      = local.object_labels
      annotations = local.annotations
    }
    spec = {
      groups = [{
        name = local.name
        rules = [{
          alert  = "EtlJobFailed"
          expr   = "${local._failed_runs} (${local._own_runs})"
          labels = local._alert_labels
          annotations = {
            summary = "A run of the ETL job ${local.name} failed"
            description = join(" ", [
              "Exit code: kubectl -n ${local.namespace} describe job {{ $labels.job_name }}.",
              "Logs: kubectl -n ${local.namespace} logs job/{{ $labels.job_name }}.",
            ])
          }
        }]
      }]
    }
  }
}

check "alerts" {
  assert {
    condition     = length(var.alert_targets) > 0
    error_message = "${local.at} alert_targets must name a recipient, got []: Alertmanager's default route decides."
  }
}
