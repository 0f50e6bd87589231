# Roles, policies and encryption: no more than the job needs.

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
  image         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/dativo:1.4.2"
}

run "role_made" {
  variables {
    job = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
  }

  assert {
    condition     = output.identity == aws_iam_role.task[0].arn && aws_ecs_task_definition.this.task_role_arn == aws_iam_role.task[0].arn
    error_message = "The task has the role that was made."
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.task[0].policy).Statement == [
      {
        Sid       = "ListPrefix"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = ["arn:aws:s3:::globex-data-lake"]
        Condition = { StringLike = { "s3:prefix" = ["raw/stripe/customers", "raw/stripe/customers/*"] } }
      },
      {
        Sid      = "FindBucket"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation"]
        Resource = ["arn:aws:s3:::globex-data-lake"]
      },
      {
        Sid    = "WorkInPrefix"
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject",
          "s3:PutObjectTagging",
        ]
        Resource = ["arn:aws:s3:::globex-data-lake/raw/stripe/customers/*"]
      },
    ]
    error_message = "The role reaches more or less than bucket and prefix."
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.execution[0].policy).Statement == [
      {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
      },
      {
        Sid      = "LogInToRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      },
      {
        Sid      = "PullImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = ["arn:aws:ecr:eu-west-1:123456789012:repository/team/dativo"]
      },
    ]
    error_message = "The execution role reaches more or less than log group and image."
  }

  assert {
    condition = alltrue([for role in [aws_iam_role.execution[0], aws_iam_role.task[0]] :
      jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    ])
    error_message = "A role trusts ECS on behalf of other accounts."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == null && aws_sns_topic.alerts[0].kms_master_key_id == aws_kms_key.alerts[0].arn
    error_message = "Without the job's key the topic gets a key of its own."
  }
}

run "role_named" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/postgres_orders.json"))
  }

  assert {
    condition     = length(aws_iam_role.task) == 0 && length(aws_iam_role_policy.task) == 0
    error_message = "A role is made although the job names one."
  }

  assert {
    condition     = output.identity == var.job.runtime.service_account && aws_ecs_task_definition.this.task_role_arn == var.job.runtime.service_account
    error_message = "The task has the role that the job names."
  }

  assert {
    condition     = jsondecode(output.task_policy).Statement[2].Resource == ["arn:aws:s3:::acme-data-lake/raw/postgres/orders/*"]
    error_message = "The policy for the named role is missing."
  }

  assert {
    condition = jsondecode(output.task_policy).Statement[3] == {
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = [var.job.storage.kms_key_id]
    }
    error_message = "The policy doesn't name the job's key."
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.this.kms_key_id == var.job.storage.kms_key_id &&
      length(aws_kms_key.alerts) == 1
    )
    error_message = "The job's key encrypts logs, and the topic has a key that lets EventBridge publish."
  }
}

run "secrets" {
  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), {
      storage = { kms_key_id = "1234abcd-12ab-34cd-56ef-1234567890ab" }
    })
    image = "docker.io/acme/dativo:1"
    secrets = {
      API_KEY = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-AbCdEf:api_key::"
      API_URL = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-AbCdEf:url::"
      DB      = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/password"
    }
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.execution[0].policy).Statement : statement.Sid => statement.Resource } == {
      WriteLogs      = ["${aws_cloudwatch_log_group.this.arn}:*"]
      ReadSecrets    = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-AbCdEf"]
      ReadParameters = ["arn:aws:ssm:eu-west-1:123456789012:parameter/shop/password"]
      UseKey         = ["arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"]
    }
    error_message = "The execution role reads the job's secrets, and no registry of AWS."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.task[0].policy).Statement[*].Sid == ["UseKey", "ReadSecrets", "ReadParameters"]
    error_message = "The task role reads the job's secrets, and no bucket."
  }
}

run "nothing_needed" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = {} })
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0 && output.task_policy == null
    error_message = "A job without storage, key and secrets needs no policy."
  }
}

run "whole_bucket" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = { bucket = "lake", prefix = "/" } })
  }

  assert {
    condition = (
      jsondecode(output.task_policy).Statement[2].Resource == ["arn:aws:s3:::lake/*"] &&
      !contains(keys(jsondecode(output.task_policy).Statement[0]), "Condition")
    )
    error_message = "Without a prefix the role reaches the bucket."
  }
}

run "key_by_alias" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = { kms_key_id = "alias/lake" } })
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == data.aws_kms_key.aliased[0].arn
    error_message = "An alias is looked up."
  }
}

run "launcher" {
  variables {
    job = jsondecode(file("./tests/fixtures/stripe_customers.json"))
  }

  assert {
    condition = { for statement in jsondecode(output.launcher_policy).Statement : statement.Sid => statement.Resource } == {
      StartTask          = ["arn:aws:ecs:eu-west-1:123456789012:task-definition/acme-stripe-customers:*"]
      TagTask            = ["arn:aws:ecs:eu-west-1:123456789012:task/dativo-prod-cluster/*"]
      WatchAndStopTask   = ["arn:aws:ecs:eu-west-1:123456789012:task/dativo-prod-cluster/*"]
      ReadTaskDefinition = ["*"]
      PassRoles          = [aws_iam_role.execution[0].arn, "arn:aws:iam::123456789012:role/dativo-etl-role"]
      ReadLogs           = ["${aws_cloudwatch_log_group.this.arn}:*"]
    }
    error_message = "The launcher may do more or less than start, watch and stop this task."
  }

  assert {
    condition = jsondecode(output.launcher_policy).Statement[2].Condition == {
      StringEquals = {
        "aws:ResourceTag/dativo:environment" = "prod"
        "aws:ResourceTag/dativo:job"         = "stripe_customers"
        "aws:ResourceTag/dativo:tenant"      = "acme"
      }
    }
    error_message = "The launcher may watch and stop the tasks of other jobs."
  }
}

run "roles_of_the_organization" {
  command = plan

  variables {
    job                      = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/etl-boundary"
    iam_path                 = "/etl/"
    task_policy_statements = [
      { sid = "SendMessages", actions = ["sqs:SendMessage"], resources = ["arn:aws:sqs:eu-west-1:123456789012:orders"] },
      {
        actions    = ["s3:GetObject"]
        resources  = ["arn:aws:s3:::other/*"]
        conditions = { StringEquals = { "aws:PrincipalTag/team" = ["data"] } }
      },
    ]
  }

  assert {
    condition = alltrue([for role in [aws_iam_role.execution[0], aws_iam_role.task[0]] :
      role.permissions_boundary == var.permissions_boundary_arn && role.path == "/etl/"
    ])
    error_message = "A role lacks the boundary or the path."
  }

  assert {
    condition = slice(jsondecode(output.task_policy).Statement, 3, 5) == [
      {
        Sid      = "SendMessages"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = ["arn:aws:sqs:eu-west-1:123456789012:orders"]
      },
      {
        Effect    = "Allow"
        Action    = ["s3:GetObject"]
        Resource  = ["arn:aws:s3:::other/*"]
        Condition = { StringEquals = { "aws:PrincipalTag/team" = ["data"] } }
      },
    ]
    error_message = "The additional statements are missing."
  }
}

run "execution_role_named" {
  command = plan

  variables {
    job                = jsondecode(file("./tests/fixtures/postgres_orders.json"))
    execution_role_arn = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole"
  }

  assert {
    condition = (
      length(aws_iam_role.execution) + length(aws_iam_role_policy.execution) == 0 &&
      aws_ecs_task_definition.this.execution_role_arn == var.execution_role_arn &&
      output.execution_role_arn == var.execution_role_arn
    )
    error_message = "A role is made although one is given."
  }
}
