# What Dagster and Airflow take unedited.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  image = "dativo:1"
  job   = jsondecode(file("./tests/fixtures/stripe_customers.json"))
}

run "outputs" {
  assert {
    condition = (
      output.key == var.job.key && output.name == var.job.slug && output.workload_id == aws_ecs_task_definition.this.arn &&
      output.log_destination == "/ecs/${var.job.slug}" && output.alert_id == aws_cloudwatch_event_rule.failed.arn &&
      output.alert_topic_arn == aws_sns_topic.alerts[0].arn && output.execution_role_arn == aws_iam_role.execution.arn
    )
    error_message = "An output doesn't name what was made."
  }

  assert {
    condition = jsonencode(output.dagster_ecs_config) == jsonencode({
      task_definition             = aws_ecs_task_definition.this.arn
      container_name              = "etl"
      use_current_ecs_task_config = false
      secrets_tag                 = null
      run_resources               = { cpu = "2048", memory = "4096" }
      run_ecs_tags                = [for key in sort(keys(var.job.tags)) : { key = key, value = var.job.tags[key] }]
      run_task_kwargs = {
        cluster              = "arn:aws:ecs:eu-west-1:123456789012:cluster/dativo-prod-cluster"
        launchType           = "FARGATE"
        enableECSManagedTags = true
        networkConfiguration = {
          awsvpcConfiguration = {
            subnets        = var.job.networking.subnet_ids
            securityGroups = aws_security_group.task[*].id
            assignPublicIp = "DISABLED"
          }
        }
      }
    })
    error_message = "EcsRunLauncher doesn't take these arguments."
  }

  assert {
    condition = jsonencode(output.dagster_instance_config) == jsonencode({
      run_launcher = { module = "dagster_aws.ecs", class = "EcsRunLauncher", config = output.dagster_ecs_config }
    })
    error_message = "dagster.yaml isn't the launcher's."
  }

  assert {
    condition = jsonencode(output.dagster_pipes_run_task_params) == jsonencode({
      taskDefinition       = aws_ecs_task_definition.this.arn
      cluster              = "arn:aws:ecs:eu-west-1:123456789012:cluster/dativo-prod-cluster"
      launchType           = "FARGATE"
      count                = 1
      enableECSManagedTags = true
      networkConfiguration = output.dagster_ecs_config.run_task_kwargs.networkConfiguration
      overrides = {
        containerOverrides = [{
          name    = "etl"
          command = ["run", "--config", "/app/jobs/acme/stripe_customers.yaml", "--mode", "self_hosted"]
        }]
      }
      tags = output.dagster_ecs_config.run_ecs_tags
    })
    error_message = "RunTask doesn't take these arguments."
  }

  assert {
    condition = jsonencode(output.airflow_ecs_run_task_kwargs) == jsonencode({
      task_definition       = aws_ecs_task_definition.this.arn
      cluster               = "arn:aws:ecs:eu-west-1:123456789012:cluster/dativo-prod-cluster"
      launch_type           = "FARGATE"
      region_name           = "eu-west-1"
      container_name        = "etl"
      network_configuration = output.dagster_pipes_run_task_params.networkConfiguration
      overrides             = output.dagster_pipes_run_task_params.overrides
      tags                  = var.job.tags
      awslogs_group         = "/ecs/acme-stripe-customers"
      awslogs_region        = "eu-west-1"
      awslogs_stream_prefix = "etl"
    })
    error_message = "EcsRunTaskOperator doesn't take these arguments."
  }
}
