terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "job" {
  type = any
}

resource "aws_ecs_task_definition" "this" {
  family                = var.job.slug
  container_definitions = jsonencode([{ name = "etl", image = "etl", memory = 512 }])
  tags                  = var.job.tags
}

resource "aws_ecs_service" "this" {
  name            = var.job.slug
  task_definition = aws_ecs_task_definition.this.arn
  propagate_tags  = "TASK_DEFINITION"
  tags            = var.job.tags
}

resource "aws_s3_bucket" "lake" {
  count = 1

  tags = var.job.tags
}

resource "aws_s3_bucket_versioning" "lake" {
  bucket = aws_s3_bucket.lake[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_launch_template" "this" {
  tags = var.job.tags

  dynamic "tag_specifications" {
    for_each = ["instance", "volume"]

    content {
      resource_type = tag_specifications.value
      tags          = var.job.tags
    }
  }
}

resource "aws_autoscaling_group" "this" {
  min_size = 0
  max_size = 1

  launch_template {
    id = aws_launch_template.this.id
  }

  dynamic "tag" {
    for_each = var.job.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_cloudwatch_event_target" "hourly" {
  rule = "hourly"
  arn  = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl"

  ecs_target {
    task_definition_arn = aws_ecs_task_definition.this.arn
    propagate_tags      = "TASK_DEFINITION"
  }
}
