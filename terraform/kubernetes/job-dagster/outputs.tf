output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the CronJob."
  value       = local.name
}

output "tags" {
  description = "Labels of all objects and pods, without the fixed labels of the selector."
  value       = local.labels
}

output "workload_id" {
  description = "Namespace and name of the CronJob that runs are made from. They stay the same when the image changes."
  value       = kubernetes_cron_job_v1.this.id
}

output "identity" {
  description = "Service account that the container works with."
  value       = local.service_account
}

output "log_destination" {
  description = "Null: the log agent of the cluster decides."
  value       = null
}

output "alert_id" {
  description = "Null: the alert is the output `prometheus_rule`."
  value       = null
}

output "dagster_k8s_config" {
  description = "Arguments of Dagster's `K8sRunLauncher`."
  value       = local.dagster_k8s_config
}

output "dagster_instance_config" {
  description = "`dagster.yaml` of an instance whose runs are Kubernetes jobs with these labels."
  value = {
    run_launcher = {
      module = "dagster_k8s"
      class  = "K8sRunLauncher"
      config = local.dagster_k8s_config
    }
  }
}

output "dagster_pipes_k8s_params" {
  description = "Arguments of Dagster's `PipesK8sClient().run` other than `context`."
  value       = local.dagster_pipes_k8s_params
}

output "airflow_kubernetes_pod_kwargs" {
  description = "Arguments of Airflow's `KubernetesPodOperator` other than `task_id`."
  value       = local.airflow_kubernetes_pod_kwargs
}

output "prometheus_rule" {
  description = "Manifest of the Prometheus operator's alert for failed runs."
  value       = local.prometheus_rule
}

output "namespace" {
  description = "Namespace of all objects."
  value       = local.namespace
}

output "annotations" {
  description = "Annotations of all objects and pods."
  value       = local.annotations
}

output "utilization_queries" {
  description = "PromQL of the share of requested CPU and memory that each pod uses, by `cpu` and `memory`."
  value       = local.utilization_queries
}
