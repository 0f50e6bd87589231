output "key" {
  description = "Key of the job."
  value       = local.key
}

output "name" {
  description = "Name of the task definition's family."
  value       = local.name
}

output "tags" {
  description = "Tags of all resources and tasks."
  value       = local.tags
}

output "workload_id" {
  description = "ARN of the task definition's family, without a revision: it stays the same when the image changes."
  value       = aws_ecs_task_definition.this.arn_without_revision
}

output "identity" {
  description = "ARN of the role that the container works with."
  value       = local.task_role_arn
}

output "log_destination" {
  description = "Name of the CloudWatch log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "alert_id" {
  description = "ARN of the EventBridge rule for failed tasks. Null without `alert_targets`."
  value       = one(aws_cloudwatch_event_rule.failed[*].arn)
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
  description = "`run_task_params` of Dagster's `PipesECSClient`, and arguments of boto3's `run_task`."
  value       = local.run_task_params
}

output "airflow_ecs_run_task_kwargs" {
  description = "Arguments of Airflow's `EcsRunTaskOperator` other than `task_id`."
  value       = local.airflow_ecs_run_task_kwargs
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = local.cluster_arn
}

output "execution_role_arn" {
  description = "ARN of the role with which ECS pulls the image, reads the secrets and writes the logs."
  value       = local.execution_role_arn
}

output "security_group_ids" {
  description = "IDs of the task's security groups."
  value       = local.security_group_ids
}

output "alert_topic_arn" {
  description = "ARN of the SNS topic for email alerts. Null without an email address in `alert_targets`."
  value       = one(aws_sns_topic.alerts[*].arn)
}

output "task_policy" {
  description = "IAM policy, as JSON, of the task role, to attach to a role that the job names. Null if it is empty."
  value       = local.task_policy

  precondition {
    condition     = local.prefix_allowed
    error_message = local.prefix_error
  }
}

output "launcher_policy" {
  description = "IAM policy, as JSON, for the orchestrator's role: start, watch and stop this task and read its logs."
  value       = local.launcher_policy
}

output "task_definition_arn" {
  description = "ARN of the task definition with its revision, which every new image changes."
  value       = aws_ecs_task_definition.this.arn
}

output "log_link" {
  description = "Link to the log group in the AWS console."
  value       = local.log_link
}

output "utilization_queries" {
  description = "CloudWatch Logs Insights queries of CPU and memory used against requested, by `cpu` and `memory`."
  value       = local.utilization_queries
}
