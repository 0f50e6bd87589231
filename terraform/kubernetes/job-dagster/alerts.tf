locals {
  alert_labels = merge(
    { severity = "critical", etl_job = local.name, tenant = var.job.tenant_id },
    { for receivers in compact([join(",", var.alert_targets)]) : "receivers" => receivers },
  )

  # Whose run a failed Job is, its name doesn't tell: `acme-orders-eu-1` may be of `acme-orders`. The CronJob that owns it
  # does, or else the label that the launcher's Jobs have.
  own_runs = join(" or on (namespace, job_name) ", [
    "kube_job_owner{namespace=\"${local.namespace_name}\",owner_kind=\"CronJob\",owner_name=\"${local.name}\"}",
    "kube_job_labels{namespace=\"${local.namespace_name}\",label_app_kubernetes_io_instance=\"${local.name}\"}",
  ])

  # The Prometheus operator's kind is not built into Kubernetes: the output is for kubernetes_manifest or kubectl.
  prometheus_rule = {
    apiVersion = "monitoring.coreos.com/v1"
    kind       = "PrometheusRule"
    metadata = {
      name        = "${local.name}-failed"
      namespace   = local.namespace_name
      labels      = local.object_labels
      annotations = local.annotations
    }
    spec = {
      groups = [{
        name = local.name
        rules = [{
          alert  = "EtlJobFailed"
          expr   = "kube_job_status_failed{namespace=\"${local.namespace_name}\"} > 0 and on (namespace, job_name) (${local.own_runs})"
          labels = local.alert_labels
          annotations = {
            summary = "A run of the ETL job ${local.key} failed"
          }
        }]
      }]
    }
  }
}
