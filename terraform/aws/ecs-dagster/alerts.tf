locals {
  alert_topics     = toset([for target in var.alert_targets : target if startswith(target, "arn:")])
  alert_emails     = toset([for target in var.alert_targets : target if !startswith(target, "arn:")])
  alert_topic_made = length(local.alert_emails) > 0 || length(local.alert_topics) == 0
  alert_key_made   = local.alert_topic_made && local.kms_key_id == null
}

resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${local.name}-failed"
  description = "A task of the ETL job ${local.name} failed, or could not start"
  tags        = local.tags

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      taskDefinitionArn = [{ prefix = "${local.task_definition_family_arn}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { exitCode = [{ anything-but = [0] }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "topic" {
  for_each = local.alert_topics

  rule = aws_cloudwatch_event_rule.failed.name
  arn  = each.value
}

resource "aws_cloudwatch_event_target" "alerts" {
  count = local.alert_topic_made ? 1 : 0

  rule = aws_cloudwatch_event_rule.failed.name
  arn  = aws_sns_topic.alerts[0].arn
}

resource "aws_sns_topic" "alerts" {
  count = local.alert_topic_made ? 1 : 0

  name              = "${local.name}-failed"
  kms_master_key_id = local.alert_key_made ? one(aws_kms_key.alerts[*].arn) : local.kms_key_arn
  tags              = local.tags
}

resource "aws_sns_topic_subscription" "email" {
  for_each = local.alert_emails

  topic_arn = aws_sns_topic.alerts[0].arn
  protocol  = "email"
  endpoint  = each.value
}

# Without conditions: EventBridge supports none in a topic's policy.
resource "aws_sns_topic_policy" "alerts" {
  count = local.alert_topic_made ? 1 : 0

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
}

# EventBridge can't publish to a topic that the AWS managed key alias/aws/sns encrypts.
resource "aws_kms_key" "alerts" {
  count = local.alert_key_made ? 1 : 0

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
}
