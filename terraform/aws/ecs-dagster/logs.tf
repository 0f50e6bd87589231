resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:A job that names no key has its logs encrypted with CloudWatch's own.
  #checkov:skip=CKV_AWS_338:How long logs are kept is the caller's choice, 30 days unless said otherwise.
  name              = "/ecs/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn
  tags              = local.tags
}
