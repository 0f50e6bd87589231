resource "kubernetes_namespace_v1" "this" {
  metadata {
    name        = var.name
    labels      = merge(var.labels, { "pod-security.kubernetes.io/enforce" = var.pod_security_standard })
    annotations = var.annotations
  }
}
