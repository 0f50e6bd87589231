# What Dagster and Airflow take unedited.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_service" {
    defaults = { partition = "aws", region = "eu-west-1" }
  }

  mock_data "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  mock_resource "aws_cloudwatch_event_rule" {
    defaults = { arn = "arn:aws:events:eu-west-1:123456789012:rule/failed" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/job" }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = {
      arn                  = "arn:aws:ecs:eu-west-1:123456789012:task-definition/job:1"
      arn_without_revision = "arn:aws:ecs:eu-west-1:123456789012:task-definition/job"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::made" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:failed" }
  }
}

variables {
  alert_targets = ["oncall@acme.example"]
  image         = "dativo:1"
  job           = jsondecode(file("./tests/fixtures/stripe_customers.json"))
}

run "outputs" {
  assert {
    condition = (
      output.key == var.job.key && output.name == var.job.slug && output.workload_id == aws_ecs_task_definition.this.arn_without_revision &&
      output.task_definition_arn == aws_ecs_task_definition.this.arn &&
      output.log_destination == "/ecs/${var.job.slug}" && output.alert_id == aws_cloudwatch_event_rule.failed[0].arn &&
      output.alert_topic_arn == aws_sns_topic.alerts[0].arn && output.execution_role_arn == aws_iam_role.execution[0].arn
    )
    error_message = "An output doesn't name what was made."
  }

  assert {
    condition = jsonencode(output.dagster_ecs_config) == jsonencode({
      task_definition             = var.job.slug
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
      taskDefinition       = var.job.slug
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
      task_definition       = var.job.slug
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

run "spot" {
  variables {
    capacity_provider = "FARGATE_SPOT"
  }

  assert {
    condition = alltrue([for arguments in [
      output.dagster_pipes_run_task_params, output.dagster_ecs_config.run_task_kwargs,
      ] : jsonencode(arguments.capacityProviderStrategy) == jsonencode([{ capacityProvider = "FARGATE_SPOT", weight = 1 }]) &&
      !contains(keys(arguments), "launchType")
    ])
    error_message = "A task on Spot has a capacity provider in place of a launch type."
  }

  assert {
    condition = (
      output.airflow_ecs_run_task_kwargs.capacity_provider_strategy[0].capacityProvider == "FARGATE_SPOT" &&
      !contains(keys(output.airflow_ecs_run_task_kwargs), "launch_type")
    )
    error_message = "A task that Airflow starts on Spot has a capacity provider in place of a launch type."
  }
}

run "cluster_by_arn" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers.json")), {
      runtime = { type = "ecs", cluster_name = "arn:aws:ecs:eu-west-1:210987654321:cluster/shared" }
    })
  }

  assert {
    condition     = output.cluster_arn == "arn:aws:ecs:eu-west-1:210987654321:cluster/shared"
    error_message = "A cluster's ARN stays as it is."
  }
}

run "utilization" {
  command = plan

  variables {
    create_utilization_queries = true
  }

  assert {
    condition = (
      aws_cloudwatch_query_definition.utilization["cpu"].query_string == output.utilization_queries.cpu &&
      strcontains(output.utilization_queries.memory, "TaskDefinitionFamily = \"acme-stripe-customers\"") &&
      aws_cloudwatch_query_definition.utilization["memory"].log_group_names == tolist(["/aws/ecs/containerinsights/dativo-prod-cluster/performance"])
    )
    error_message = "The query isn't this job's, or asks another cluster."
  }
}
