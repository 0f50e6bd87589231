# The namespace that jobs share.

mock_provider "kubernetes" {}

variables {
  name = "dativo-etl"
}

run "namespace" {
  command = plan

  variables {
    labels = { Team = "data-platform" }
  }

  assert {
    condition = kubernetes_namespace_v1.this.metadata[0].labels == tomap({
      Team                                 = "data-platform"
      "pod-security.kubernetes.io/enforce" = "restricted"
    })
    error_message = "The namespace has other labels than the caller's and the pod security standard."
  }

  assert {
    condition     = output.name == "dativo-etl"
    error_message = "The name isn't the caller's."
  }
}

run "refused" {
  command = plan

  variables {
    name                  = "kube-etl"
    pod_security_standard = "strict"
  }

  expect_failures = [var.name, var.pod_security_standard]
}
