# The template of a run: suspended, private, without rights, with the job's resources.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
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

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].pod_failure_policy[0].rule[0].action == "Ignore" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].pod_failure_policy[0].rule[0].on_pod_condition[0].type == "DisruptionTarget"
    )
    error_message = "A pod that the cluster takes away counts as a failed run."
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

run "compute_left_out" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), { compute = {}, dagster = {} })
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].requests == tomap({ cpu = "500m", memory = "1Gi" }) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].limits == tomap({ memory = "1Gi" })
    )
    error_message = "A run without a request is free on the bill and evicted first."
  }
}

run "limit_below_the_default_request" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = {}
      dagster = { resource_requirements = { limit_cpu = "250m", limit_memory = "512Mi" } }
    })
  }

  assert {
    condition     = kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].requests == tomap({ cpu = "250m", memory = "512Mi" })
    error_message = "The default request is above the job's own limit."
  }
}

run "nodes" {
  command = plan

  variables {
    tolerations   = [{ key = "spot", operator = "Exists", effect = "NoSchedule" }]
    node_affinity = [{ key = "topology.kubernetes.io/zone", values = ["eu-west-1a"] }]
  }

  assert {
    condition = (
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].toleration[0].key == "spot" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].affinity[0].node_affinity[0].required_during_scheduling_ignored_during_execution[0].node_selector_term[0].match_expressions[0].key == "topology.kubernetes.io/zone"
    )
    error_message = "A run goes to other nodes than asked."
  }

  assert {
    condition = alltrue([for spec in [
      output.dagster_k8s_config.run_k8s_config.pod_spec_config,
      output.dagster_pipes_k8s_params.base_pod_spec,
      output.airflow_kubernetes_pod_kwargs.pod_template_dict.spec,
      ] : jsonencode(spec.tolerations) == jsonencode([{ effect = "NoSchedule", key = "spot", operator = "Exists" }]) &&
      spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[0] == "eu-west-1a"
    ])
    error_message = "A run that an orchestrator starts goes to other nodes than asked."
  }
}

run "another_cluster_is_not_compared" {
  command = plan

  variables {
    cluster_name = null
  }

  assert {
    condition     = output.namespace == "dativo-etl"
    error_message = "A job that names its cluster isn't planned."
  }

  expect_failures = [check.cluster]
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
    backoff_limit         = 2
  }

  assert {
    condition = (
      output.name == "nightly" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].command == tolist(["dativo"]) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].args == tolist(["run", "--all"]) &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].security_context[0].run_as_user == "1000" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].image_pull_secrets[0].name == "registry" &&
      kubernetes_cron_job_v1.this.metadata[0].annotations["provider-bridge/log-retention-days"] == "90" &&
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].backoff_limit == 2
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
