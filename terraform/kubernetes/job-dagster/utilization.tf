locals {
  _own_pods = "kube_pod_labels{namespace=\"${local.namespace}\",label_app_kubernetes_io_instance=\"${local.name}\"}"
  _used = {
    cpu    = "rate(container_cpu_usage_seconds_total{namespace=\"${local.namespace}\",container!=\"\"}[5m])"
    memory = "container_memory_working_set_bytes{namespace=\"${local.namespace}\",container!=\"\"}"
  }

  # Share of the requested CPU and memory that each pod of the job uses, in PromQL.
  utilization_queries = { for name, used in local._used : name => join(" ", [
    "sum by (pod) (${used}) / on (pod)",
    "sum by (pod) (kube_pod_container_resource_requests{namespace=\"${local.namespace}\",resource=\"${name}\"})",
    "and on (pod) ${local._own_pods}",
  ]) }
}
