# Who hears of a failed task; how long logs are kept.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  image = "dativo:1"
  job   = jsondecode(file("./tests/fixtures/stripe_customers.json"))
}

run "on_by_default" {
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.failed.event_pattern) == {
      source      = ["aws.ecs"]
      detail-type = ["ECS Task State Change"]
      detail = {
        taskDefinitionArn = [{ prefix = "arn:aws:ecs:eu-west-1:123456789012:task-definition/acme-stripe-customers:" }]
        lastStatus        = ["STOPPED"]
        "$or" = [
          { containers = { exitCode = [{ anything-but = [0] }] } },
          { stopCode = ["TaskFailedToStart"] },
        ]
      }
    }
    error_message = "The rule sees other tasks, or other ends, than this job's failures."
  }

  assert {
    condition     = length(aws_sns_topic.alerts) == 1 && length(aws_cloudwatch_event_target.alerts) == 1 && length(aws_sns_topic_subscription.email) == 0
    error_message = "There is a topic to subscribe to."
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
    condition     = jsondecode(aws_kms_key.alerts[0].policy).Statement[1].Principal == { Service = "events.amazonaws.com" }
    error_message = "EventBridge can't use the topic's key."
  }

  assert {
    condition     = aws_kms_key.alerts[0].enable_key_rotation
    error_message = "The topic's key rotates."
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
    condition     = output.alert_topic_arn == null
    error_message = "There is no topic to give."
  }
}
