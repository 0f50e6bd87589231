output "airflow_kubernetes_pod_kwargs" {
  description = "Arguments of Airflow's `KubernetesPodOperator`."
  value       = module.inventory.airflow_kubernetes_pod_kwargs
}
