locals {
  _alert_topics     = toset([for target in var.alert_targets : target if startswith(target, "arn:")])
  _alert_emails     = toset([for target in var.alert_targets : target if !startswith(target, "arn:")])
  _alerted          = length(var.alert_targets) > 0
  _alert_topic_made = length(local._alert_emails) > 0

  # A JSON string with variables of EventBridge. `name` has letters, digits, - and _ only, so it needs no escape.
  _alert_text = join("", [
    "\"ETL job ${local.name} failed: <code>, exit code <exit>, at <time>. ",
    "Task: <task>. Logs: ${local.log_link}\"",
  ])
  _alert_input = {
    code = "$.detail.stopCode"
    exit = "$.detail.containers[0].exitCode"
    task = "$.detail.taskArn"
    time = "$.detail.stoppedAt"
  }
}

check "alerts" {
  assert {
    condition     = local._alerted
    error_message = "${local.at} alert_targets must name a recipient, got []: no alert is made for failed runs."
  }
}

resource "aws_cloudwatch_event_rule" "failed" {
  count = local._alerted ? 1 : 0

  name        = "${local.name}-failed"
  description = "A task of the ETL job ${local.name} failed, or could not start"
  tags        = local.tags

  # A task that somebody stops is no failure.
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      taskDefinitionArn = [{ prefix = "${local.task_definition_family_arn}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        {
          containers = { exitCode = [{ anything-but = [0] }] }
          stopCode   = [{ anything-but = ["UserInitiated"] }]
        },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })

  depends_on = [terraform_data.checks]
}

resource "aws_cloudwatch_event_target" "topic" {
  for_each = local._alert_topics

  rule = aws_cloudwatch_event_rule.failed[0].name
  arn  = each.value

  input_transformer {
    input_paths    = local._alert_input
    input_template = local._alert_text
  }

  depends_on = [terraform_data.checks]
}

resource "aws_cloudwatch_event_target" "alerts" {
  count = local._alert_topic_made ? 1 : 0

  rule = aws_cloudwatch_event_rule.failed[0].name
  arn  = aws_sns_topic.alerts[0].arn

  input_transformer {
    input_paths    = local._alert_input
    input_template = local._alert_text
  }

  depends_on = [terraform_data.checks]
}

resource "aws_sns_topic" "alerts" {
  count = local._alert_topic_made ? 1 : 0

  name              = "${local.name}-failed"
  kms_master_key_id = aws_kms_key.alerts[0].arn
  tags              = local.tags

  depends_on = [terraform_data.checks]
}

resource "aws_sns_topic_subscription" "email" {
  for_each = local._alert_emails

  topic_arn = aws_sns_topic.alerts[0].arn
  protocol  = "email"
  endpoint  = each.value

  depends_on = [terraform_data.checks]
}

# Without conditions: EventBridge supports none in a topic's policy.
resource "aws_sns_topic_policy" "alerts" {
  count = local._alert_topic_made ? 1 : 0

  arn = aws_sns_topic.alerts[0].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "PublishFailures"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alerts[0].arn
    }]
  })

  depends_on = [terraform_data.checks]
}

# EventBridge can't publish to a topic that it has no key for: not with alias/aws/sns, and seldom with the job's key.
resource "aws_kms_key" "alerts" {
  count = local._alert_topic_made ? 1 : 0

  description         = "Alerts of the ETL job ${local.name}"
  enable_key_rotation = true
  tags                = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecides"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "EventBridgePublishes"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })

  depends_on = [terraform_data.checks]
}
