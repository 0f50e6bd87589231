output "dagster_pipes_k8s_params" {
  description = "Arguments of Dagster's `PipesK8sClient().run`."
  value       = module.kafka_events.dagster_pipes_k8s_params
}

output "airflow_kubernetes_pod_kwargs" {
  description = "Arguments of Airflow's `KubernetesPodOperator`."
  value       = module.kafka_events.airflow_kubernetes_pod_kwargs
}

output "prometheus_rule" {
  description = "Manifest of the alert on failed runs."
  value       = module.kafka_events.prometheus_rule
}
