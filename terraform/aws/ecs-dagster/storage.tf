locals {
  _prefix = trim(var.job.storage.prefix == null ? "" : var.job.storage.prefix, "/")

  # docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket_allowed = var.job.storage.bucket == null ? true : alltrue([
    can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.job.storage.bucket)),
    !can(regex("\\.\\.|\\.-|-\\.", var.job.storage.bucket)),
    !can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+$", var.job.storage.bucket)),
    !can(regex("^(xn--|sthree-|amzn-s3-demo-)", var.job.storage.bucket)),
    !can(regex("(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$", var.job.storage.bucket)),
  ])

  # In a policy, these characters open more than the prefix.
  prefix_allowed = !can(regex("[*?$]", local._prefix))
  prefix_error   = "${local.at} storage.prefix must not contain *, ? or $, got ${jsonencode(local._prefix)}."

  storage_statements = flatten([for bucket in compact([var.job.storage.bucket]) : [
    merge(
      {
        Sid      = "ListPrefix"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = ["arn:${local.partition}:s3:::${bucket}"]
      },
      [for prefix in compact([local._prefix]) : {
        Condition = { StringLike = { "s3:prefix" = [prefix, "${prefix}/*"] } }
      }]...
    ),
    {
      Sid      = "FindBucket"
      Effect   = "Allow"
      Action   = ["s3:GetBucketLocation"]
      Resource = ["arn:${local.partition}:s3:::${bucket}"]
    },
    {
      Sid    = "WorkInPrefix"
      Effect = "Allow"
      Action = [
        "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject",
        "s3:PutObjectTagging",
      ]
      Resource = [join("/", compact(["arn:${local.partition}:s3:::${bucket}", local._prefix, "*"]))]
    },
  ]])
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Only the organization knows the bucket of its access logs.
  #checkov:skip=CKV_AWS_144:Copies in a second region are the organization's choice.
  #checkov:skip=CKV2_AWS_62:The job needs no notification of object events.
  count = var.create_bucket ? 1 : 0

  bucket = var.job.storage.bucket
  tags   = local.tags

  depends_on = [terraform_data.checks]
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = var.create_bucket ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true

  depends_on = [terraform_data.checks]
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }

  depends_on = [terraform_data.checks]
}

resource "aws_s3_bucket_versioning" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  versioning_configuration {
    status = "Enabled"
  }

  depends_on = [terraform_data.checks]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = local.kms_key_arn
    }
  }

  depends_on = [terraform_data.checks]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    id     = "abandoned-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "noncurrent-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  # S3 expires noncurrent versions of a versioned bucket only.
  depends_on = [aws_s3_bucket_versioning.this, terraform_data.checks]
}

resource "aws_s3_bucket_policy" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.this, terraform_data.checks]
}
