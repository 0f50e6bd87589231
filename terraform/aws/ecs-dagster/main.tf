data "aws_caller_identity" "current" {}

# AWS provider 5 and 6 name the region differently in `aws_region`, and alike here.
data "aws_service" "ecs" {
  service_id = "ecs"
}

locals {
  tags = var.job.tags

  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_service.ecs.partition
  region    = data.aws_service.ecs.region

  _container_definition = { for name, value in {
    name        = local.container
    image       = var.image
    essential   = true
    memory      = try(tonumber(local.memory), null)
    entryPoint  = var.entrypoint
    command     = local.command
    environment = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
    secrets     = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = local.region
        awslogs-stream-prefix = local.container
      }
    }
  } : name => value if value != null }
}

resource "aws_ecs_task_definition" "this" {
  #checkov:skip=CKV_AWS_336:The ETL writes its working files to the container's own disk.
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.cpu
  memory                   = local.memory
  execution_role_arn       = local.execution_role_arn
  task_role_arn            = local.task_role_arn
  container_definitions    = jsonencode([local._container_definition])
  tags                     = local.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_gib == null ? [] : [var.ephemeral_storage_gib]

    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  # The family has an active revision at any time: the new one is registered before the old one is retired.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [terraform_data.checks]
}
