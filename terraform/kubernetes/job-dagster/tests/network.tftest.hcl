# Nothing reaches a run, and a run reaches no more of the internet than names and HTTPS unless the job says so.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
}

run "private_by_default" {
  command = plan

  assert {
    condition     = tolist(kubernetes_network_policy_v1.this.spec[0].policy_types) == tolist(["Ingress", "Egress"]) && length(kubernetes_network_policy_v1.this.spec[0].ingress) == 0
    error_message = "Nothing reaches a run."
  }

  assert {
    condition = flatten([for rule in kubernetes_network_policy_v1.this.spec[0].egress :
      [for port in rule.ports : "${port.protocol} ${port.port}"] if length(rule.to) == 0
    ]) == ["UDP 53", "TCP 53", "TCP 443"]
    error_message = "Anywhere means names and HTTPS."
  }

  assert {
    condition = flatten([for rule in kubernetes_network_policy_v1.this.spec[0].egress :
      [for to in rule.to : [for block in to.ip_block : block.cidr]] if length(rule.ports) == 0
    ]) == ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
    error_message = "Every port is open to private addresses only."
  }

  assert {
    condition     = anytrue(flatten([for rule in kubernetes_network_policy_v1.this.spec[0].egress : [for to in rule.to : length(to.namespace_selector) > 0]]))
    error_message = "A run reaches the pods of its cluster."
  }

  assert {
    condition = flatten([for rule in kubernetes_network_policy_v1.this.spec[0].egress :
      [for to in rule.to : [for block in to.ip_block : [for port in rule.ports : "${block.cidr} ${port.port}"]]]
    ]) == ["169.254.170.23/32 80"]
    error_message = "On EKS a run reaches the agent that has its role, and not the node's own credentials."
  }
}

run "on_gke" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), { provider = "gcp" })
  }

  assert {
    condition = flatten([for rule in kubernetes_network_policy_v1.this.spec[0].egress :
      [for to in rule.to : [for block in to.ip_block : [for port in rule.ports : "${block.cidr} ${port.port}"]]]
    ]) == ["169.254.169.254/32 80", "169.254.169.254/32 8080", "169.254.169.252/32 987", "169.254.169.252/32 988"]
    error_message = "On GKE a run reaches the metadata server, which has its identity."
  }
}

run "on_another_cluster" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/plain_kubernetes.json"))
  }

  assert {
    condition     = !strcontains(jsonencode(kubernetes_network_policy_v1.this.spec[0].egress), "169.254.")
    error_message = "Elsewhere a run has no address of a node to ask."
  }
}

run "not_private" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), { networking = { private_networking = false } })
  }

  assert {
    condition     = tolist(kubernetes_network_policy_v1.this.spec[0].policy_types) == tolist(["Ingress"]) && length(kubernetes_network_policy_v1.this.spec[0].egress) == 0
    error_message = "private_networking: false opens what goes out, and nothing that comes in."
  }
}
