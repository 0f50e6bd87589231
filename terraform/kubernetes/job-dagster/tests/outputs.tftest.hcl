# What orchestrators take: no nulls, booleans as booleans, the labels on every pod, and every pod as the template's.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
}

run "shapes" {
  command = plan

  variables {
    launcher_service_accounts = ["dagster/daemon"]
    secrets                   = { PASSWORD = "kafka/password" }
  }

  assert {
    condition     = output.dagster_k8s_config.load_incluster_config == true && !can(output.dagster_k8s_config.image_pull_secrets)
    error_message = "A boolean stays one, and what isn't set is left out."
  }

  assert {
    condition = alltrue([for labels in [
      output.dagster_k8s_config.labels,
      output.dagster_pipes_k8s_params.base_pod_meta.labels,
      output.airflow_kubernetes_pod_kwargs.labels,
    ] : tomap(labels) == kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].metadata[0].labels])
    error_message = "Every way to start a run carries the labels."
  }

  assert {
    condition = alltrue([for annotations in [
      output.dagster_k8s_config.run_k8s_config.job_metadata.annotations,
      output.dagster_k8s_config.run_k8s_config.pod_template_spec_metadata.annotations,
      output.dagster_pipes_k8s_params.base_pod_meta.annotations,
      output.airflow_kubernetes_pod_kwargs.annotations,
    ] : annotations == output.annotations])
    error_message = "Every way to start a run carries the annotations."
  }

  assert {
    condition = alltrue([for spec in [
      output.dagster_k8s_config.run_k8s_config.pod_spec_config,
      output.dagster_pipes_k8s_params.base_pod_spec,
      output.airflow_kubernetes_pod_kwargs.pod_template_dict.spec,
      ] : spec.automountServiceAccountToken == false && spec.activeDeadlineSeconds == 7200 &&
      spec.securityContext.runAsNonRoot == true && spec.securityContext.seccompProfile.type == "RuntimeDefault" &&
      tomap(spec.nodeSelector) == tomap({ "node.kubernetes.io/instance-type" = "m6i.large" })
    ])
    error_message = "Every way to start a run makes a pod as the template's."
  }

  assert {
    condition = alltrue([for container in [
      output.dagster_k8s_config.run_k8s_config.container_config,
      output.dagster_pipes_k8s_params.base_pod_spec.containers[0],
      output.airflow_kubernetes_pod_kwargs.pod_template_dict.spec.containers[0],
      ] : container.securityContext.allowPrivilegeEscalation == false && container.securityContext.capabilities.drop[0] == "ALL" &&
      container.env[0].valueFrom.secretKeyRef.name == "kafka" && container.env[0].valueFrom.secretKeyRef.key == "password"
    ])
    error_message = "Every way to start a run makes a container as the template's."
  }

  assert {
    condition     = output.dagster_instance_config.run_launcher.class == "K8sRunLauncher" && jsonencode(output.dagster_instance_config.run_launcher.config) == jsonencode(output.dagster_k8s_config)
    error_message = "dagster.yaml holds the launcher's arguments."
  }

  assert {
    condition     = output.dagster_pipes_k8s_params.base_pod_spec.containers[0].args == tolist(["run", "--config", "/app/jobs/acme/kafka_events.yaml", "--mode", "self_hosted"]) && !can(output.dagster_pipes_k8s_params.base_pod_spec.containers[0].command)
    error_message = "Pipes runs the job's configuration with the image's own entry point."
  }

  assert {
    condition     = output.airflow_kubernetes_pod_kwargs.pod_template_dict.spec.containers[0].name == "base" && !can(output.airflow_kubernetes_pod_kwargs.cmds)
    error_message = "Airflow finds its container, and the image's own entry point stays."
  }

  assert {
    condition     = !can(regex(":null[,}]", jsonencode([output.dagster_k8s_config, output.dagster_pipes_k8s_params, output.airflow_kubernetes_pod_kwargs])))
    error_message = "No null reaches an orchestrator."
  }

  assert {
    condition     = kubernetes_role_binding_v1.launcher[0].subject[0].namespace == "dagster" && kubernetes_role_binding_v1.launcher[0].subject[0].name == "daemon"
    error_message = "The orchestrator's account may start runs."
  }

  assert {
    condition     = strcontains(output.utilization_queries.memory, "label_app_kubernetes_io_instance=\"acme-kafka-events\"")
    error_message = "The queries ask the utilization of other jobs."
  }
}

run "outside_the_cluster" {
  command = plan

  variables {
    in_cluster = false
  }

  assert {
    condition     = output.dagster_k8s_config.load_incluster_config == false && output.airflow_kubernetes_pod_kwargs.in_cluster == false
    error_message = "An orchestrator outside the cluster looks for a pod's credentials."
  }
}
