# The template of a run: suspended, private, without rights, with the job's resources.

mock_provider "kubernetes" {}

variables {
  job   = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image = "ghcr.io/acme/dativo:1.4.2"
}

run "template" {
  command = plan

  assert {
    condition     = kubernetes_cron_job_v1.this.spec[0].suspend && kubernetes_cron_job_v1.this.spec[0].schedule == "0 0 31 2 *"
    error_message = "Only an orchestrator starts a run."
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].active_deadline_seconds == 7200
    error_message = "compute.max_runtime_seconds ends a run."
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].backoff_limit == 0 && kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].ttl_seconds_after_finished == "86400"
    error_message = "A failed run isn't repeated, and its alert ends after a day."
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].automount_service_account_token == false &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].security_context[0].run_as_non_root &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].security_context[0].seccomp_profile[0].type == "RuntimeDefault" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].security_context[0].allow_privilege_escalation == false &&
      tolist(kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].security_context[0].capabilities[0].drop) == tolist(["ALL"])
    )
    error_message = "A run has no rights that it doesn't need."
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].node_selector == tomap({ "node.kubernetes.io/instance-type" = "m6i.large" })
    error_message = "compute.instance_type selects nodes."
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].requests == tomap({ cpu = "500m", memory = "1Gi" }) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].limits == tomap({ cpu = "2", memory = "4Gi" })
    )
    error_message = "dagster.resource_requirements wins over compute."
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].args == tolist(["run", "--config", "/app/jobs/acme/kafka_events.yaml", "--mode", "self_hosted"])
    error_message = "The container runs the job's configuration."
  }

  assert {
    condition = { for env in kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env : env.name => env.value } == {
      ENVIRONMENT = "prod", JOB_NAME = "kafka_events", TENANT_ID = "acme"
    }
    error_message = "The container knows its tenant, job and environment."
  }
}

run "compute_alone" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/plain_kubernetes.json"))
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].requests == tomap({ cpu = "500m", memory = "512Mi" }) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].limits == tomap({ memory = "512Mi" })
    )
    error_message = "compute is a request, and a limit of memory."
  }

  assert {
    condition     = length(kubernetes_service_account_v1.this) == 0 && output.identity == "dativo-etl"
    error_message = "A service account that the job names is used."
  }
}

run "a_requirement_leaves_the_rest_to_compute" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { cpu = "0.5", memory = "1.5Gi" }
      dagster = { resource_requirements = { limit_cpu = "500m" } }
    })
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].requests == tomap({ cpu = "0.5", memory = "1.5Gi" }) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].limits == tomap({ cpu = "500m", memory = "1.5Gi" })
    )
    error_message = "compute stays where dagster.resource_requirements says nothing, and 0.5 isn't above 500m."
  }
}

run "everything_given" {
  command = plan

  variables {
    name                  = "nightly"
    entrypoint            = ["dativo"]
    command               = ["run", "--all"]
    environment_variables = { LEVEL = "debug" }
    secrets               = { PASSWORD = "kafka/password" }
    image_pull_secrets    = ["registry"]
    run_as_user           = 1000
    log_retention_days    = 90
  }

  assert {
    condition = (
      output.name == "nightly" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].command == tolist(["dativo"]) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].args == tolist(["run", "--all"]) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].security_context[0].run_as_user == "1000" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].image_pull_secrets[0].name == "registry" &&
      kubernetes_cron_job_v1.this.metadata[0].annotations["provider-bridge/log-retention-days"] == "90"
    )
    error_message = "What the module is given is used."
  }

  assert {
    condition = [for env in kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env :
      "${env.value_from[0].secret_key_ref[0].name}/${env.value_from[0].secret_key_ref[0].key}" if env.name == "PASSWORD"
    ] == ["kafka/password"]
    error_message = "A secret is a reference."
  }
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
