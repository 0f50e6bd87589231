# Security group and public address.

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
}

run "security_group_made" {
  variables {
    job = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
  }

  assert {
    condition     = length(aws_security_group.task[0].ingress) == 0 && aws_security_group.task[0].vpc_id == var.job.networking.vpc_id
    error_message = "The security group lets something in."
  }

  assert {
    condition     = output.security_group_ids == tolist([aws_security_group.task[0].id])
    error_message = "The task has the security group that was made."
  }

  assert {
    condition = output.dagster_pipes_run_task_params.networkConfiguration == {
      awsvpcConfiguration = {
        subnets        = tolist(var.job.networking.subnet_ids)
        securityGroups = tolist([aws_security_group.task[0].id])
        assignPublicIp = "DISABLED"
      }
    }
    error_message = "The task isn't private in the job's subnets."
  }
}

run "security_group_named" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/postgres_orders.json"))
  }

  assert {
    condition     = length(aws_security_group.task) == 0 && output.security_group_ids == tolist(var.job.networking.security_group_ids)
    error_message = "A security group is made although the job names one."
  }
}

run "public" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/postgres_orders.json")), {
      networking = { subnet_ids = ["subnet-0a"], security_group_ids = ["sg-0a"], private_networking = false }
    })
  }

  assert {
    condition = alltrue([for configuration in [
      output.dagster_pipes_run_task_params.networkConfiguration,
      output.dagster_ecs_config.run_task_kwargs.networkConfiguration,
      output.airflow_ecs_run_task_kwargs.network_configuration,
    ] : configuration.awsvpcConfiguration.assignPublicIp == "ENABLED"])
    error_message = "private_networking = false gives a public address."
  }
}
