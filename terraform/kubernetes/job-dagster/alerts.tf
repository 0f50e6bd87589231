locals {
  alert_labels = merge(
    { severity = "critical", etl_job = local.name, tenant = var.job.tenant_id },
    { for receivers in compact([join(",", var.alert_targets)]) : "receivers" => receivers },
  )

  # Runs are named after the job by this module's outputs: `NAME` or `NAME-…`.
  runs = "${local.name}(-.*)?"

  # The Prometheus operator's kind is not built into Kubernetes: the output is for kubernetes_manifest, Helm or kubectl.
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
          alert = "EtlJobFailed"
          expr = join(" or ", [
            "kube_job_status_failed{namespace=\"${local.namespace_name}\",job_name=~\"${local.runs}\"} > 0",
            "kube_pod_status_phase{namespace=\"${local.namespace_name}\",pod=~\"${local.runs}\",phase=\"Failed\"} > 0",
          ])
          labels = local.alert_labels
          annotations = {
            summary = "A run of the ETL job ${local.key} failed"
          }
        }]
      }]
    }
  }
}
