# Nothing reaches a run. Where a run may go stays open: which ports its sources listen on is not known here.
resource "kubernetes_network_policy_v1" "this" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.object_labels
    annotations = local.annotations
  }

  spec {
    policy_types = ["Ingress"]

    pod_selector {
      match_labels = local.selector
    }
  }

  depends_on = [terraform_data.checks]
}
