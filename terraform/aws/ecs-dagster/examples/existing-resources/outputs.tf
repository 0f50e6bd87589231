output "task_policy" {
  description = "IAM policy, as JSON, to attach to the role that the job names."
  value       = module.contacts.task_policy
}

output "airflow_ecs_run_task_kwargs" {
  description = "Arguments of Airflow's `EcsRunTaskOperator`."
  value       = module.contacts.airflow_ecs_run_task_kwargs
}
