output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the CronJob."
  value       = local.name
}

output "tags" {
  description = "Labels of every object and pod, the fixed selector labels aside."
  value       = local.labels
}

output "workload_id" {
  description = "Namespace and name of the CronJob that runs are made from."
  value       = kubernetes_cron_job_v1.this.id
}

output "identity" {
  description = "Service account that the pods run as."
  value       = local.service_account
}

output "log_destination" {
  description = "Null: the cluster's log agent decides."
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
  description = "Arguments of Dagster's `PipesK8sClient().run`, `context` aside."
  value       = local.dagster_pipes_k8s_params
}

output "airflow_kubernetes_pod_kwargs" {
  description = "Arguments of Airflow's `KubernetesPodOperator`, `task_id` aside."
  value       = local.airflow_kubernetes_pod_kwargs
}

output "prometheus_rule" {
  description = "Manifest of the Prometheus operator's alert on failed runs."
  value       = local.prometheus_rule
}

output "namespace" {
  description = "Namespace of everything."
  value       = local.namespace_name
}

output "annotations" {
  description = "Annotations of every object and pod."
  value       = local.annotations
}
