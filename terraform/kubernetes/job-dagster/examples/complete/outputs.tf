output "dagster_pipes_k8s_params" {
  description = "Arguments of Dagster's `PipesK8sClient().run`."
  value       = module.events.dagster_pipes_k8s_params
}

output "prometheus_rule" {
  description = "Manifest of the alert for failed runs, for `kubectl apply -f -`."
  value       = module.events.prometheus_rule
}
