locals {
  # Kubernetes keeps no logs. A log agent of the cluster may read how long they should be kept.
  log_annotations = { "provider-bridge/log-retention-days" = tostring(var.log_retention_days) }
}
