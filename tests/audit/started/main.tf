# What AWS resources make and start: without the tags of the job (untagged), and with them (tagged).

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
}

locals {
  key   = "jobs/acme/orders"
  job   = { (local.key) = var.jobs[local.key] }
  tags  = var.jobs[local.key].tags
  pairs = [for key, value in local.tags : { Key = key, Value = value }]
  role  = "arn:aws:iam::123456789012:role/etl"
  arn   = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders"
}

# Instances and volumes

resource "aws_instance" "untagged" {
  for_each = local.job

  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  tags          = local.tags
}

resource "aws_instance" "untagged_volume" {
  for_each = local.job

  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  tags          = local.tags

  root_block_device {
    tags = local.tags
  }

  ebs_block_device {
    device_name = "/dev/sdb"
    volume_size = 8
  }
}

resource "aws_instance" "tagged" {
  for_each = local.job

  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  tags          = local.tags
  volume_tags   = local.tags
}

resource "aws_spot_instance_request" "untagged" {
  for_each = local.job

  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  tags          = local.tags
}

resource "aws_spot_fleet_request" "untagged" {
  for_each = local.job

  iam_fleet_role  = local.role
  target_capacity = 1
  tags            = local.tags

  launch_specification {
    ami           = "ami-0123456789abcdef0"
    instance_type = "t3.micro"
  }
}

resource "aws_spot_fleet_request" "tagged" {
  for_each = local.job

  iam_fleet_role  = local.role
  target_capacity = 1
  tags            = local.tags

  launch_specification {
    ami           = "ami-0123456789abcdef0"
    instance_type = "t3.micro"
    tags          = local.tags
  }
}

resource "aws_eks_node_group" "untagged" {
  for_each = local.job

  cluster_name  = "etl"
  node_role_arn = local.role
  subnet_ids    = ["subnet-0123456789abcdef0"]
  tags          = local.tags

  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}

resource "aws_eks_node_group" "tagged" {
  for_each = local.job

  cluster_name  = "etl"
  node_role_arn = local.role
  subnet_ids    = ["subnet-0123456789abcdef0"]
  tags          = local.tags

  launch_template {
    id      = "lt-0123456789abcdef0"
    version = "1"
  }

  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}

# Batch

resource "aws_batch_compute_environment" "untagged" {
  for_each = local.job

  type         = "MANAGED"
  service_role = local.role
  tags         = local.tags

  compute_resources {
    type               = "SPOT"
    instance_type      = ["optimal"]
    instance_role      = "arn:aws:iam::123456789012:instance-profile/etl"
    max_vcpus          = 16
    min_vcpus          = 0
    security_group_ids = ["sg-0123456789abcdef0"]
    subnets            = ["subnet-0123456789abcdef0"]
  }
}

resource "aws_batch_compute_environment" "tagged" {
  for_each = local.job

  type         = "MANAGED"
  service_role = local.role
  tags         = local.tags

  compute_resources {
    type               = "EC2"
    instance_type      = ["optimal"]
    instance_role      = "arn:aws:iam::123456789012:instance-profile/etl"
    max_vcpus          = 16
    min_vcpus          = 0
    security_group_ids = ["sg-0123456789abcdef0"]
    subnets            = ["subnet-0123456789abcdef0"]
    tags               = local.tags
  }
}

resource "aws_batch_compute_environment" "fargate" {
  for_each = local.job

  type         = "MANAGED"
  service_role = local.role
  tags         = local.tags

  compute_resources {
    type               = "FARGATE"
    max_vcpus          = 16
    security_group_ids = ["sg-0123456789abcdef0"]
    subnets            = ["subnet-0123456789abcdef0"]
  }
}

resource "aws_batch_job_definition" "tagged" {
  for_each = local.job

  name           = "orders"
  type           = "container"
  propagate_tags = true
  tags           = local.tags
}

# ECS

resource "aws_ecs_service" "untagged_volume" {
  for_each = local.job

  name            = "orders"
  task_definition = local.arn
  propagate_tags  = "SERVICE"
  tags            = local.tags

  volume_configuration {
    name = "scratch"

    managed_ebs_volume {
      role_arn   = local.role
      size_in_gb = 100
    }
  }
}

resource "aws_ecs_service" "tagged" {
  for_each = local.job

  name            = "orders"
  task_definition = local.arn
  propagate_tags  = "TASK_DEFINITION"
  tags            = local.tags

  volume_configuration {
    name = "scratch"

    managed_ebs_volume {
      role_arn   = local.role
      size_in_gb = 100

      tag_specifications {
        resource_type  = "volume"
        propagate_tags = "SERVICE"
      }
    }
  }
}

resource "aws_scheduler_schedule" "untagged_call" {
  for_each = local.job

  schedule_expression = "rate(1 hour)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:scheduler:::aws-sdk:ecs:runTask"
    role_arn = local.role
    input    = jsonencode({ Cluster = "etl", TaskDefinition = local.arn })
  }
}

resource "aws_pipes_pipe" "tagged" {
  for_each = local.job

  role_arn = local.role
  source   = "arn:aws:sqs:eu-west-1:123456789012:orders"
  target   = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl"
  tags     = local.tags

  target_parameters {
    ecs_task_parameters {
      task_definition_arn = local.arn
      propagate_tags      = "TASK_DEFINITION"
    }
  }
}

# Step Functions

locals {
  calls = {
    ecs        = ["ecs:runTask.sync", { Cluster = "etl", TaskDefinition = local.arn }]
    ecs_none   = ["ecs:runTask", { Cluster = "etl", TaskDefinition = local.arn, PropagateTags = "NONE" }]
    batch      = ["batch:submitJob.sync", { JobName = "x", JobQueue = "q", JobDefinition = "other:3" }]
    emr        = ["elasticmapreduce:createCluster.sync", { Name = "x" }]
    serverless = ["emr-serverless:startJobRun.sync", { ApplicationId = "x" }]
    sagemaker  = ["sagemaker:createTrainingJob.sync", { TrainingJobName = "x" }]
    sdk        = ["aws-sdk:emr:runJobFlow", { Name = "x" }]
    lambda     = ["lambda:invoke", { FunctionName = "x" }]
  }
  tagged_calls = {
    ecs        = ["ecs:runTask.sync", { TaskDefinition = local.arn, PropagateTags = "TASK_DEFINITION" }]
    ecs_tags   = ["ecs:runTask.sync", { TaskDefinition = local.arn, Tags = local.pairs }]
    batch      = ["batch:submitJob.sync", { JobName = "x", JobDefinition = "orders" }]
    batch_arn  = ["batch:submitJob", { JobDefinition = "arn:aws:batch:eu-west-1:123456789012:job-definition/orders:7" }]
    batch_tags = ["batch:submitJob", { JobDefinition = "other", PropagateTags = true, Tags = local.tags }]
    emr        = ["elasticmapreduce:createCluster.sync", { Name = "x", Tags = local.pairs }]
    serverless = ["emr-serverless:startJobRun.sync", { ApplicationId = "x", Tags = local.tags }]
    sagemaker  = ["sagemaker:createTrainingJob.sync", { TrainingJobName = "x", Tags = local.pairs }]
  }
  states = {
    for name, calls in { untagged = local.calls, tagged = local.tagged_calls } : name => {
      for state, call in calls : state => {
        Type       = "Task"
        Resource   = "arn:aws:states:::${call[0]}"
        Parameters = call[1]
        End        = true
      }
    }
  }
}

resource "aws_sfn_state_machine" "all" {
  for_each = { for name, states in local.states : "${local.key}/${name}" => states }

  name     = "orders"
  role_arn = local.role
  tags     = local.tags

  definition = jsonencode({
    StartAt = "all"
    States = {
      all = {
        Type     = "Parallel"
        End      = true
        Branches = [for name, state in each.value : { StartAt = name, States = { (name) = state } }]
      }
    }
  })
}

resource "aws_sfn_state_machine" "in_a_map" {
  for_each = local.job

  name     = "orders"
  role_arn = local.role
  tags     = local.tags

  definition = jsonencode({
    QueryLanguage = "JSONata"
    StartAt       = "each"
    States = {
      each = {
        Type = "Map"
        End  = true
        ItemProcessor = {
          StartAt = "task"
          States = {
            task = {
              Type     = "Task"
              End      = true
              Resource = "arn:aws:states:::ecs:runTask.sync"
              Arguments = {
                TaskDefinition = local.arn
                Tags           = concat([for pair in local.pairs : pair if pair.Key != "Team"], [{ Key = "Team", Value = "{% $team %}" }])
              }
            }
          }
        }
      }
    }
  })
}
