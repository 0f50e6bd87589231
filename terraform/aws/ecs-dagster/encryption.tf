locals {
  kms_key_id   = var.job.storage.kms_key_id
  _kms_aliased = can(regex("(^|:)alias/", local.kms_key_id))
  kms_key_arn = (
    local.kms_key_id == null ? null :
    local._kms_aliased ? one(data.aws_kms_key.aliased[*].arn) :
    startswith(local.kms_key_id, "arn:") ? local.kms_key_id :
    "arn:${local.partition}:kms:${local.region}:${local.account}:key/${local.kms_key_id}"
  )

  encryption_statements = [for id in compact([local.kms_key_id]) : {
    Sid      = "UseKey"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = [local.kms_key_arn]
  }]

  secret_key_statements = [for statement in local.encryption_statements :
    merge(statement, { Action = ["kms:Decrypt"] }) if length(var.secrets) > 0
  ]
}

# IAM policies and log groups accept the ARN of a key, not of its alias.
data "aws_kms_key" "aliased" {
  count = local._kms_aliased ? 1 : 0

  key_id = local.kms_key_id
}
