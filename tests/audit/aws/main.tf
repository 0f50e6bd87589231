# What can be wrong on AWS. The provider gives default tags; a key of `for_each` says whose a resource is.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "jobs" {
  type = any
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  default_tags {
    tags = { ManagedBy = "terraform" }
  }
}

locals {
  key  = "jobs/acme/orders"
  job  = { (local.key) = var.jobs[local.key] }
  tags = var.jobs[local.key].tags
}

# Tags of the resource itself

resource "aws_sqs_queue" "none" {
  for_each = local.job
}

resource "aws_sqs_queue" "none_of_the_job" {
  for_each = local.job

  tags = { Name = "orders" }
}

resource "aws_sqs_queue" "missing" {
  for_each = local.job

  tags = { for key, value in local.tags : key => value if key != "Team" && key != "dativo:tenant" }
}

resource "aws_sqs_queue" "different" {
  for_each = local.job

  tags = merge(local.tags, { "dativo:cost-center" = "FIN-015" })
}

resource "aws_sqs_queue" "other_spelling" {
  for_each = local.job

  tags = { for key, value in local.tags : key == "Team" ? "team" : key => value }
}

resource "aws_sqs_queue" "extra" {
  for_each = local.job

  tags = local.tags
}

resource "aws_sqs_queue" "secret" {
  for_each = local.job

  tags = merge(local.tags, { Owner = sensitive("not for a log"), Secret = sensitive("nor this") })
}

resource "aws_dynamodb_table" "narrow" {
  for_each = local.job

  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = local.tags

  attribute {
    name = "id"
    type = "S"
  }
}

resource "terraform_data" "later" {}

resource "aws_sqs_queue" "unknown" {
  for_each = local.job

  tags = merge(local.tags, { Team = terraform_data.later.id })
}

resource "aws_bedrock_guardrail" "unknown_value" {
  for_each = local.job

  name                      = "orders"
  blocked_input_messaging   = "no"
  blocked_outputs_messaging = "no"
  tags                      = merge(local.tags, { Team = terraform_data.later.id })
}

# Refused at apply, or leaked

resource "aws_s3_object" "eleven" {
  for_each = local.job

  bucket = "lake"
  key    = "orders"
  tags   = merge(local.tags, { One = "1", Two = "2", Three = "3" })
}

resource "aws_sqs_queue" "refused_value" {
  for_each = local.job

  tags = merge(local.tags, { Purpose = "feed (one image, two commands)" })
}

resource "aws_sqs_queue" "credential" {
  tags = { Access = "AKIAIOSFODNN7EXAMPLE" }
}

# Whose is it?

resource "aws_sqs_queue" "tags_say_dev" {
  tags = merge(var.jobs["jobs/acme/orders-dev"].tags, { Team = "platform" })
}

resource "aws_sqs_queue" "no_job" {
  tags = { Team = "platform" }
}

resource "aws_sqs_queue" "no_such_job" {
  tags = merge(local.tags, { "dativo:job" = "refunds" })
}

resource "aws_sqs_queue" "whose" {
  tags = { "dativo:job" = terraform_data.later.id }
}

# Tasks

resource "aws_ecs_service" "unset" {
  for_each = local.job

  name = "orders"
  tags = local.tags
}

resource "aws_ecs_service" "none" {
  for_each = local.job

  name           = "orders"
  propagate_tags = "NONE"
  tags           = local.tags
}

resource "aws_ecs_service" "no_job" {
  name = "proxy"
}

resource "aws_cloudwatch_event_target" "unset" {
  for_each = local.job

  rule = "hourly"
  arn  = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl"

  ecs_target {
    task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders"
  }
}

resource "aws_cloudwatch_event_target" "tags_of_its_own" {
  for_each = local.job

  rule = "hourly"
  arn  = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl"

  ecs_target {
    task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders"
    tags                = merge(local.tags, { Team = "platform" })
  }
}

resource "aws_scheduler_schedule" "unset" {
  for_each = local.job

  schedule_expression = "rate(1 hour)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl"
    role_arn = "arn:aws:iam::123456789012:role/scheduler"

    ecs_parameters {
      task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders"
    }
  }
}

resource "aws_batch_job_definition" "unset" {
  for_each = local.job

  name = "orders"
  type = "container"
  tags = local.tags
}

# Instances

resource "aws_launch_template" "unset" {
  for_each = local.job

  tags = local.tags
}

resource "aws_launch_template" "instance_only" {
  for_each = local.job

  tags = local.tags

  tag_specifications {
    resource_type = "instance"
    tags          = { for key, value in local.tags : key => value if key != "Team" }
  }
}

resource "aws_autoscaling_group" "kept" {
  for_each = local.job

  min_size = 0
  max_size = 1

  launch_template {
    id = "lt-0123456789abcdef0"
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = tag.key == "dativo:tenant"
    }
  }
}

resource "aws_autoscaling_group" "none" {
  for_each = local.job

  min_size = 0
  max_size = 1

  launch_template {
    id = "lt-0123456789abcdef0"
  }
}
