output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the task definition's family."
  value       = local.name
}

output "tags" {
  description = "Tags of every resource and task."
  value       = local.tags
}

output "workload_id" {
  description = "ARN of the task definition, with its revision."
  value       = aws_ecs_task_definition.this.arn
}

output "identity" {
  description = "ARN of the role that the task works with."
  value       = local.task_role_arn
}

output "log_destination" {
  description = "Name of the CloudWatch log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "alert_id" {
  description = "ARN of the EventBridge rule that sees failed tasks."
  value       = aws_cloudwatch_event_rule.failed.arn
}

output "dagster_ecs_config" {
  description = "Arguments of Dagster's `EcsRunLauncher`."
  value       = local.dagster_ecs_config
}

output "dagster_instance_config" {
  description = "`dagster.yaml` of an instance whose runs are tasks of this task definition."
  value = {
    run_launcher = {
      module = "dagster_aws.ecs"
      class  = "EcsRunLauncher"
      config = local.dagster_ecs_config
    }
  }
}

output "dagster_pipes_run_task_params" {
  description = "`run_task_params` of Dagster's `PipesECSClient`; also the arguments of boto3's `run_task`."
  value       = local.run_task_params
}

output "airflow_ecs_run_task_kwargs" {
  description = "Arguments of Airflow's `EcsRunTaskOperator`, `task_id` aside."
  value       = local.airflow_ecs_run_task_kwargs
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = local.cluster_arn
}

output "execution_role_arn" {
  description = "ARN of the role with which ECS pulls the image, reads the secrets and writes the logs."
  value       = aws_iam_role.execution.arn
}

output "security_group_ids" {
  description = "Security groups of the task."
  value       = local.security_group_ids
}

output "alert_topic_arn" {
  description = "ARN of the SNS topic made for alerts; null where `alert_targets` names topics only."
  value       = one(aws_sns_topic.alerts[*].arn)
}

output "task_policy" {
  description = "IAM policy, as JSON, of the task role; attach it yourself where the job names a role of its own. Null where the job needs no permission."
  value       = local.task_policy
}

output "launcher_policy" {
  description = "IAM policy, as JSON, for the orchestrator's role: start, watch and stop this task and read its logs."
  value       = local.launcher_policy
}
