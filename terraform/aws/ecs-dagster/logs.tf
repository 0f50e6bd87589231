locals {
  log_statements = [{
    Sid      = "WriteLogs"
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }]

  _console = lookup({
    aws-cn     = "console.amazonaws.cn"
    aws-us-gov = "console.amazonaws-us-gov.com"
  }, local.partition, "console.aws.amazon.com")
  log_link = join("", [
    "https://${local._console}/cloudwatch/home?region=${local.region}",
    "#logsV2:log-groups/log-group/$252Fecs$252F${local.name}",
  ])
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:The logs of a job that names no key are encrypted with a key of CloudWatch.
  #checkov:skip=CKV_AWS_338:The caller chooses how long logs are kept.
  name              = "/ecs/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = local.tags

  depends_on = [terraform_data.checks]
}
