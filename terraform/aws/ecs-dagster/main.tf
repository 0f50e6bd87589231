data "aws_caller_identity" "current" {}

# The region by a name that AWS provider 5 and 6 share.
data "aws_service" "ecs" {
  service_id = "ecs"
}

locals {
  key  = coalesce(var.job.key, var.job.name)
  slug = coalesce(var.job.slug, trim(replace(lower("${var.job.tenant_id}-${var.job.name}"), "/[^a-z0-9]+/", "-"), "-"))
  name = coalesce(var.name, local.slug)
  tags = var.job.tags

  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_service.ecs.partition
  region    = data.aws_service.ecs.region

  container = "etl"
  command   = var.command != null ? var.command : ["run", "--config", var.job.container_path, "--mode", "self_hosted"]
  environment = merge(
    var.environment_variables,
    { TENANT_ID = var.job.tenant_id, JOB_NAME = var.job.name },
    { for name, value in { ENVIRONMENT = var.job.environment } : name => value if value != null },
  )

  container_definition = {
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
  }
}

resource "aws_ecs_task_definition" "this" {
  #checkov:skip=CKV_AWS_336:The ETL writes its working files to the container's own disk.
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.cpu
  memory                   = local.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = local.task_role_arn
  container_definitions    = jsonencode([{ for name, value in local.container_definition : name => value if value != null }])
  tags                     = local.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }
}
