locals {
  prefix = trim(var.job.storage.prefix == null ? "" : var.job.storage.prefix, "/")

  storage_statements = flatten([for bucket in compact([var.job.storage.bucket]) : [
    merge(
      {
        Sid      = "ListPrefix"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = ["arn:${local.partition}:s3:::${bucket}"]
      },
      [for prefix in compact([local.prefix]) : {
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
      ]
      Resource = [join("/", compact(["arn:${local.partition}:s3:::${bucket}", local.prefix, "*"]))]
    },
  ]])
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:Access logs go to a bucket that only the organisation knows.
  #checkov:skip=CKV_AWS_144:Copies in a second region are the organisation's choice.
  #checkov:skip=CKV2_AWS_62:Nothing listens to the lake's object events.
  count = var.create_bucket ? 1 : 0

  bucket = var.job.storage.bucket
  tags   = local.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = var.create_bucket ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  count = var.create_bucket ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  versioning_configuration {
    status = "Enabled"
  }
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

  depends_on = [aws_s3_bucket_public_access_block.this]
}
