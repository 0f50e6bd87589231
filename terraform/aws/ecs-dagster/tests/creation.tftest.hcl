# Cluster and bucket: used by default, made on demand.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  image = "dativo:1"
  job   = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
}

run "used_by_default" {
  command = plan

  assert {
    condition     = length(aws_ecs_cluster.this) + length(aws_s3_bucket.this) + length(aws_s3_bucket_policy.this) == 0
    error_message = "Something that the job names is made again."
  }

  assert {
    condition     = output.cluster_arn == "arn:aws:ecs:eu-west-1:123456789012:cluster/globex-prod-cluster"
    error_message = "A cluster's name becomes its ARN."
  }
}

run "cluster_by_arn" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), {
      runtime = { type = "ecs", cluster_name = "arn:aws:ecs:eu-west-1:210987654321:cluster/shared" }
    })
  }

  assert {
    condition     = output.cluster_arn == "arn:aws:ecs:eu-west-1:210987654321:cluster/shared"
    error_message = "A cluster's ARN stays as it is."
  }
}

run "made" {
  variables {
    create_cluster = true
    create_bucket  = true
  }

  assert {
    condition     = aws_ecs_cluster.this[0].name == var.job.runtime.cluster_name && output.cluster_arn == aws_ecs_cluster.this[0].arn
    error_message = "The cluster isn't the job's."
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
