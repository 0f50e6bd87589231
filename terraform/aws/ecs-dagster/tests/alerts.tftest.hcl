# Who hears of a failed task; how long logs are kept.

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
  job   = jsondecode(file("./tests/fixtures/stripe_customers.json"))
}

run "nobody_listens" {
  command = plan

  assert {
    condition = (
      length(aws_cloudwatch_event_rule.failed) + length(aws_sns_topic.alerts) + length(aws_kms_key.alerts) == 0 &&
      output.alert_id == null
    )
    error_message = "An alert is made that nobody hears."
  }

  expect_failures = [check.alerts]
}

run "by_email" {
  variables {
    alert_targets = ["oncall@acme.example"]
  }

  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.failed[0].event_pattern) == {
      source      = ["aws.ecs"]
      detail-type = ["ECS Task State Change"]
      detail = {
        taskDefinitionArn = [{ prefix = "arn:aws:ecs:eu-west-1:123456789012:task-definition/acme-stripe-customers:" }]
        lastStatus        = ["STOPPED"]
        "$or" = [
          { containers = { exitCode = [{ anything-but = [0] }] }, stopCode = [{ anything-but = ["UserInitiated"] }] },
          { stopCode = ["TaskFailedToStart"] },
        ]
      }
    }
    error_message = "The rule sees other tasks, or other ends, than this job's failures."
  }

  assert {
    condition = one(aws_cloudwatch_event_target.alerts[0].input_transformer).input_template == join("", [
      "\"ETL job acme-stripe-customers failed: <code>, exit code <exit>, at <time>. Task: <task>. ",
      "Logs: https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1",
      "#logsV2:log-groups/log-group/$252Fecs$252Facme-stripe-customers\"",
    ])
    error_message = "The message must have the job, the exit code and a link to the logs."
  }

  assert {
    condition     = one(aws_cloudwatch_event_target.alerts[0].input_transformer).input_paths.exit == "$.detail.containers[0].exitCode"
    error_message = "The exit code isn't the container's."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Logs are kept 30 days."
  }

  assert {
    condition = jsondecode(aws_sns_topic_policy.alerts[0].policy).Statement == [{
      Sid       = "PublishFailures"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alerts[0].arn
    }]
    error_message = "EventBridge, and nobody else, publishes to the topic."
  }

  assert {
    condition = (
      jsondecode(aws_kms_key.alerts[0].policy).Statement[1].Principal == { Service = "events.amazonaws.com" } &&
      aws_kms_key.alerts[0].enable_key_rotation
    )
    error_message = "EventBridge can't use the topic's key, or the key doesn't rotate."
  }
}

run "topic_key_of_a_job_with_a_key" {
  variables {
    job           = jsondecode(file("./tests/fixtures/postgres_orders.json"))
    alert_targets = ["oncall@acme.example"]
  }

  assert {
    condition     = aws_sns_topic.alerts[0].kms_master_key_id == aws_kms_key.alerts[0].arn
    error_message = "The job's key, which seldom lets EventBridge in, encrypts the topic."
  }
}

run "emails_and_topics" {
  command = plan

  variables {
    alert_targets      = ["oncall@acme.example", "arn:aws:sns:eu-west-1:123456789012:oncall"]
    log_retention_days = 365
  }

  assert {
    condition = (
      keys(aws_sns_topic_subscription.email) == ["oncall@acme.example"] &&
      keys(aws_cloudwatch_event_target.topic) == ["arn:aws:sns:eu-west-1:123456789012:oncall"] &&
      length(aws_cloudwatch_event_target.alerts) == 1
    )
    error_message = "Each target hears of failures."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "Logs are kept as long as asked."
  }
}

run "topics_only" {
  command = plan

  variables {
    alert_targets = ["arn:aws:sns:eu-west-1:123456789012:oncall"]
  }

  assert {
    condition     = length(aws_sns_topic.alerts) == 0 && length(aws_kms_key.alerts) == 0 && length(aws_cloudwatch_event_target.topic) == 1
    error_message = "A topic is made although others are named."
  }

  assert {
    condition     = one(one(values(aws_cloudwatch_event_target.topic)).input_transformer).input_template != ""
    error_message = "The topic gets raw JSON."
  }

  assert {
    condition     = output.alert_topic_arn == null
    error_message = "There is no topic to give."
  }
}

run "budget" {
  command = plan

  variables {
    job           = merge(jsondecode(file("./tests/fixtures/stripe_customers.json")), { budget = { amount = 250.5, currency = "EUR" } })
    alert_targets = ["oncall@acme.example"]
    budget        = { emails = ["finops@acme.example"] }
  }

  assert {
    condition = (
      aws_budgets_budget.this[0].limit_amount == "250.5" && aws_budgets_budget.this[0].limit_unit == "EUR" &&
      one(aws_budgets_budget.this[0].cost_filter).values == tolist(["user:dativo:job$stripe_customers"]) &&
      toset([for notification in aws_budgets_budget.this[0].notification : notification.threshold]) == toset([80, 100])
    )
    error_message = "The budget isn't the job's, or counts other jobs."
  }
}

run "no_budget_in_the_job" {
  command = plan

  variables {
    job           = merge(jsondecode(file("./tests/fixtures/stripe_customers.json")), { budget = null })
    alert_targets = ["oncall@acme.example"]
    budget        = { emails = ["finops@acme.example"] }
  }

  assert {
    condition     = length(aws_budgets_budget.this) == 0
    error_message = "A budget is made that the job doesn't have."
  }
}
