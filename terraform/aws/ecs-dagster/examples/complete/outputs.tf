output "dagster_pipes_run_task_params" {
  description = "`run_task_params` of Dagster's `PipesECSClient`."
  value       = module.orders.dagster_pipes_run_task_params
}

output "utilization_queries" {
  description = "CloudWatch Logs Insights queries of CPU and memory used against requested."
  value       = module.orders.utilization_queries
}
