# What orchestrators take: no nulls, booleans as booleans, the labels on every pod.

mock_provider "kubernetes" {}

variables {
  job   = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image = "ghcr.io/acme/dativo:1.4.2"
}

run "shapes" {
  command = plan

  variables {
    alert_targets             = ["oncall", "data"]
    launcher_service_accounts = ["dagster/daemon"]
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
      output.prometheus_rule.metadata.labels,
    ] : tomap({ for key, value in labels : key => value if contains(keys(var.job.labels), key) }) == var.job.labels])
    error_message = "Every way to start a run carries the labels."
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
    condition     = output.prometheus_rule.spec.groups[0].rules[0].labels.receivers == "oncall,data"
    error_message = "alert_targets are the alert's receivers."
  }

  assert {
    condition     = kubernetes_role_binding_v1.launcher[0].subject[0].namespace == "dagster" && kubernetes_role_binding_v1.launcher[0].subject[0].name == "daemon"
    error_message = "The orchestrator's account may start runs."
  }
}
