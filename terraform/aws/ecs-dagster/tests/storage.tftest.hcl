# The bucket: used by default, made on demand.

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
  job           = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
}

run "used_by_default" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket.this) + length(aws_s3_bucket_policy.this) == 0
    error_message = "Something that the job names is made again."
  }
}

run "made" {
  variables {
    create_bucket = true
  }

  assert {
    condition     = aws_s3_bucket.this[0].bucket == var.job.storage.bucket
    error_message = "The bucket isn't the job's."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this[0].block_public_acls,
      aws_s3_bucket_public_access_block.this[0].block_public_policy,
      aws_s3_bucket_public_access_block.this[0].ignore_public_acls,
      aws_s3_bucket_public_access_block.this[0].restrict_public_buckets,
    ])
    error_message = "The bucket can become public."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this[0].versioning_configuration).status == "Enabled"
    error_message = "The bucket has no versions."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this[0].rule[1].noncurrent_version_expiration).noncurrent_days == 30
    error_message = "Old versions are kept, and billed, forever."
  }

  assert {
    condition = (
      one(one(aws_s3_bucket_server_side_encryption_configuration.this[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    )
    error_message = "The bucket isn't encrypted."
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this[0].policy).Statement == [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "The bucket answers without TLS."
  }
}

run "made_with_the_jobs_key" {
  command = plan

  variables {
    job           = jsondecode(file("./tests/fixtures/postgres_orders.json"))
    create_bucket = true
  }

  assert {
    condition = (
      one(one(aws_s3_bucket_server_side_encryption_configuration.this[0].rule).apply_server_side_encryption_by_default).kms_master_key_id
      == var.job.storage.kms_key_id
    )
    error_message = "The bucket isn't encrypted with the job's key."
  }
}
