locals {
  _private        = coalesce(var.job.networking.private_networking, true)
  _private_ranges = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]

  # Where a node hands a pod the identity of its service account: the agent of EKS Pod Identity, and GKE's metadata
  # server (its address and ports depend on the data plane). AKS does it over HTTPS.
  _identity_endpoints = lookup({
    aws = [{ address = "169.254.170.23/32", ports = [80] }]
    gcp = [
      { address = "169.254.169.254/32", ports = [80, 8080] },
      { address = "169.254.169.252/32", ports = [987, 988] },
    ]
  }, var.job.provider, [])
}

# Nothing reaches a run. A run reaches names, the cluster, private addresses and HTTPS: other ports of the internet, and
# the credentials of the node, only with `private_networking: false`.
resource "kubernetes_network_policy_v1" "this" {
  metadata {
    name        = local.name
    namespace   = local.namespace
    labels      = local.object_labels
    annotations = local.annotations
  }

  spec {
    policy_types = local._private ? ["Ingress", "Egress"] : ["Ingress"]

    pod_selector {
      match_labels = local.selector
    }

    dynamic "egress" {
      for_each = local._private ? ["names and HTTPS"] : []

      content {
        ports {
          protocol = "UDP"
          port     = 53
        }

        ports {
          protocol = "TCP"
          port     = 53
        }

        ports {
          protocol = "TCP"
          port     = 443
        }
      }
    }

    dynamic "egress" {
      for_each = local._private ? [local._private_ranges] : []

      content {
        # Some data planes don't match a pod's address with a range.
        to {
          namespace_selector {}
        }

        dynamic "to" {
          for_each = egress.value

          content {
            ip_block {
              cidr = to.value
            }
          }
        }
      }
    }

    dynamic "egress" {
      for_each = local._private ? local._identity_endpoints : []

      content {
        to {
          ip_block {
            cidr = egress.value.address
          }
        }

        dynamic "ports" {
          for_each = egress.value.ports

          content {
            protocol = "TCP"
            port     = ports.value
          }
        }
      }
    }
  }

  depends_on = [terraform_data.checks]
}
