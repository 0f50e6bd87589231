locals {
  namespace_name = coalesce(var.job.runtime.namespace, "default")
  namespace      = var.create_namespace ? kubernetes_namespace_v1.this[0].metadata[0].name : local.namespace_name
}

resource "kubernetes_namespace_v1" "this" {
  count = var.create_namespace ? 1 : 0

  metadata {
    name        = local.namespace_name
    labels      = merge(local.labels, { "pod-security.kubernetes.io/enforce" = "restricted" })
    annotations = local.annotations
  }

  depends_on = [terraform_data.checks]
}
