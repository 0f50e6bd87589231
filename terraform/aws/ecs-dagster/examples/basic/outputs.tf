output "dagster_instance_config" {
  description = "`dagster.yaml` of an instance that runs its own code as tasks of the job."
  value       = module.stripe_customers.dagster_instance_config
}

output "dagster_pipes_run_task_params" {
  description = "`run_task_params` of Dagster's `PipesECSClient`."
  value       = module.stripe_customers.dagster_pipes_run_task_params
}

output "airflow_ecs_run_task_kwargs" {
  description = "Arguments of Airflow's `EcsRunTaskOperator`."
  value       = module.stripe_customers.airflow_ecs_run_task_kwargs
}
