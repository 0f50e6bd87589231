# Wrong values of the other variables are refused at plan: each listed one fails by itself.

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
  image = "dativo:1"
  job   = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
}

run "empty_or_of_no_shape" {
  command = plan

  variables {
    image                 = ""
    entrypoint            = []
    command               = []
    environment_variables = { LOG-LEVEL = "x" }
    secrets               = { API-KEY = "arn:aws:ssm:eu-west-1:123456789012:parameter/key" }
    log_retention_days    = 13
    alert_targets         = ["oncall"]
    cpu_architecture      = "arm64"

    budget                   = { emails = [] }
    ephemeral_storage_gib    = 20
    capacity_provider        = "spot"
    execution_role_arn       = "ecsTaskExecutionRole"
    task_policy_statements   = [{ actions = [], resources = ["*"] }]
    permissions_boundary_arn = "boundary"
    iam_path                 = "etl"
  }

  expect_failures = [
    var.image, var.entrypoint, var.command, var.environment_variables, var.secrets, var.log_retention_days,
    var.alert_targets, var.cpu_architecture, var.budget, var.ephemeral_storage_gib, var.capacity_provider,
    var.execution_role_arn, var.task_policy_statements, var.permissions_boundary_arn, var.iam_path,
  ]
}

run "not_the_callers" {
  command = plan

  variables {
    image                 = "dativo: 1"
    environment_variables = { TENANT_ID = "other" }
    secrets               = { ENVIRONMENT = "arn:aws:ssm:eu-west-1:123456789012:parameter/key" }
    log_retention_days    = 0
    alert_targets         = ["arn:aws:sns:eu-west-1:123456789012:oncall.fifo"]
  }

  expect_failures = [
    var.image, var.environment_variables, var.secrets, var.log_retention_days, var.alert_targets,
  ]
}

run "secret_itself" {
  command = plan

  variables {
    secrets = { API_KEY = "hunter2" }
    budget  = { emails = ["finops@acme.example"], thresholds = [0] }

    task_policy_statements = [{ effect = "allow", actions = ["s3:GetObject"], resources = ["*"] }]
    alert_targets          = [for number in range(5) : "arn:aws:sns:eu-west-1:123456789012:topic-${number}"]
  }

  expect_failures = [var.secrets, var.alert_targets, var.budget, var.task_policy_statements]
}

run "secret_of_another_service" {
  command = plan

  variables {
    alert_targets = ["oncall@acme.example"]
    secrets       = { API_KEY = "arn:aws:s3:::bucket/key" }
  }

  expect_failures = [var.secrets]
}
