# The rights of the launcher, and the identity of a run.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
}

run "launcher_has_no_more_rights_than_it_needs" {
  command = plan

  assert {
    condition = { for rule in kubernetes_role_v1.launcher.rule : join(",", sort(rule.resources)) => join(",", sort(rule.verbs)) } == {
      "cronjobs"             = "get"
      "jobs"                 = "create,delete,get,list,watch"
      "jobs/status"          = "get"
      "pods"                 = "create,delete,get,list,patch,watch"
      "pods/log,pods/status" = "get"
      "events"               = "list,watch"
    }
    error_message = "The role has other rights than to start, watch and stop runs."
  }

  assert {
    condition     = tolist(kubernetes_role_v1.launcher.rule[0].resource_names) == tolist(["acme-kafka-events"]) && kubernetes_role_v1.launcher.metadata[0].namespace == "dativo-etl"
    error_message = "The role is about this job's template, in its namespace."
  }
}

run "identity_on_eks" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes", service_account = "arn:aws:iam::123456789012:role/etl" }
    })
  }

  assert {
    condition     = kubernetes_service_account_v1.this[0].metadata[0].annotations["eks.amazonaws.com/role-arn"] == "arn:aws:iam::123456789012:role/etl" && output.identity == "acme-kafka-events"
    error_message = "A role becomes the annotation of the job's own account."
  }
}

run "identity_on_gke" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      provider = "gcp"
      runtime  = { type = "kubernetes", service_account = "etl@acme-data.iam.gserviceaccount.com" }
    })
  }

  assert {
    condition     = kubernetes_service_account_v1.this[0].metadata[0].annotations["iam.gke.io/gcp-service-account"] == "etl@acme-data.iam.gserviceaccount.com"
    error_message = "A Google service account becomes an annotation."
  }
}

run "identity_on_aks" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      provider = "azure"
      runtime  = { type = "kubernetes", service_account = "0f8fad5b-d9cb-469f-a165-70867728950e" }
    })
  }

  assert {
    condition = (
      kubernetes_service_account_v1.this[0].metadata[0].annotations["azure.workload.identity/client-id"] == "0f8fad5b-d9cb-469f-a165-70867728950e" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].metadata[0].labels["azure.workload.identity/use"] == "true"
    )
    error_message = "An Azure client id becomes an annotation, and the pods say that they use it."
  }
}
