# Every taggable resource carries exactly the job's tags.

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
  image         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
}

run "role_and_network_named" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/stripe_customers.json"))
  }

  assert {
    condition     = length(var.job.tags) > 0 && output.tags == tomap(var.job.tags)
    error_message = "The output is the job's map."
  }

  assert {
    condition = alltrue([for tags in [
      aws_ecs_task_definition.this.tags,
      aws_iam_role.execution[0].tags,
      aws_cloudwatch_log_group.this.tags,
      aws_cloudwatch_event_rule.failed[0].tags,
      aws_sns_topic.alerts[0].tags,
      aws_kms_key.alerts[0].tags,
      aws_security_group.task[0].tags,
    ] : tags == tomap(var.job.tags)])
    error_message = "A resource has other tags than the job's."
  }
}

run "all_made" {
  command = plan

  variables {
    job           = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { budget = { amount = 500 } })
    create_bucket = true
    budget        = { emails = ["finops@acme.example"] }
  }

  assert {
    condition = alltrue([for tags in [
      aws_ecs_task_definition.this.tags,
      aws_budgets_budget.this[0].tags,
      aws_iam_role.execution[0].tags,
      aws_iam_role.task[0].tags,
      aws_cloudwatch_log_group.this.tags,
      aws_cloudwatch_event_rule.failed[0].tags,
      aws_sns_topic.alerts[0].tags,
      aws_kms_key.alerts[0].tags,
      aws_security_group.task[0].tags,
      aws_s3_bucket.this[0].tags,
    ] : tags == tomap(var.job.tags)])
    error_message = "A resource has other tags than the job's."
  }
}

run "all_named" {
  command = plan

  variables {
    job           = jsondecode(file("./tests/fixtures/postgres_orders.json"))
    alert_targets = ["arn:aws:sns:eu-west-1:123456789012:oncall"]
  }

  assert {
    condition = alltrue([for tags in [
      aws_ecs_task_definition.this.tags,
      aws_iam_role.execution[0].tags,
      aws_cloudwatch_log_group.this.tags,
      aws_cloudwatch_event_rule.failed[0].tags,
    ] : tags == tomap(var.job.tags)])
    error_message = "A resource has other tags than the job's."
  }
}

run "tags_of_tasks" {
  variables {
    job = jsondecode(file("./tests/fixtures/hubspot_contacts.json"))
  }

  assert {
    condition = alltrue([for list in [
      output.dagster_pipes_run_task_params.tags,
      output.dagster_ecs_config.run_ecs_tags,
      output.dagster_instance_config.run_launcher.config.run_ecs_tags,
    ] : { for tag in list : tag.key => tag.value } == { for key, value in var.job.tags : key => value }])
    error_message = "A task that the orchestrator starts has other tags than the job's."
  }

  assert {
    condition     = output.airflow_ecs_run_task_kwargs.tags == tomap(var.job.tags)
    error_message = "A task that Airflow starts has other tags than the job's."
  }

  assert {
    condition     = [for tag in output.dagster_pipes_run_task_params.tags : tag.key] == [for key in sort(keys(var.job.tags)) : key]
    error_message = "The list isn't sorted."
  }
}

run "no_tags" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/hubspot_contacts.json")), { tags = {} })
  }

  assert {
    condition     = length(output.tags) == 0 && length(aws_ecs_task_definition.this.tags) == 0
    error_message = "Nothing but the job decides tags."
  }
}
