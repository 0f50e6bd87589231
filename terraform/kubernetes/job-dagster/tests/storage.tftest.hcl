# Volumes, in the template and in every way to start a run.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
}

run "volumes" {
  command = plan

  variables {
    volumes = {
      cache   = { mount_path = "/cache", persistent_volume_claim = "cache", read_only = true }
      config  = { mount_path = "/etc/etl", config_map = "etl" }
      keys    = { mount_path = "/keys", secret = "keys" }
      scratch = { mount_path = "/scratch", empty_dir = "10Gi" }
    }
  }

  assert {
    condition = alltrue([
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].volume[0].persistent_volume_claim[0].claim_name == "cache",
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].volume[1].config_map[0].name == "etl",
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].volume[2].secret[0].secret_name == "keys",
      kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].volume[3].empty_dir[0].size_limit == "10Gi",
      [for mount in kubernetes_cron_job_v1.this.spec[0].job_template[0].spec[0].template[0].spec[0].container[0].volume_mount : mount.mount_path] == ["/cache", "/etc/etl", "/keys", "/scratch"],
    ])
    error_message = "The template lacks a volume."
  }

  assert {
    condition = alltrue([for spec in [
      output.dagster_k8s_config.run_k8s_config.pod_spec_config,
      output.dagster_pipes_k8s_params.base_pod_spec,
      output.airflow_kubernetes_pod_kwargs.pod_template_dict.spec,
      ] : jsonencode(spec.volumes) == jsonencode([
        { name = "cache", persistentVolumeClaim = { claimName = "cache", readOnly = true } },
        { configMap = { name = "etl" }, name = "config" },
        { name = "keys", secret = { secretName = "keys" } },
        { emptyDir = { sizeLimit = "10Gi" }, name = "scratch" },
      ])
    ])
    error_message = "A run that an orchestrator starts lacks a volume."
  }

  assert {
    condition = alltrue([for container in [
      output.dagster_k8s_config.run_k8s_config.container_config,
      output.dagster_pipes_k8s_params.base_pod_spec.containers[0],
      output.airflow_kubernetes_pod_kwargs.pod_template_dict.spec.containers[0],
    ] : [for mount in container.volumeMounts : mount.mountPath] == ["/cache", "/etc/etl", "/keys", "/scratch"]])
    error_message = "A container that an orchestrator starts lacks a mount."
  }
}
