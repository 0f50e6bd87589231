locals {
  _ecs                       = "arn:${local.partition}:ecs:${local.region}:${local.account}"
  task_definition_family_arn = "${local._ecs}:task-definition/${local.name}"

  # The family, not a revision: a new image retires the revision of the old one, and the family runs the new one.
  _family = aws_ecs_task_definition.this.family

  _tag_list = [for key in sort(keys(local.tags)) : { key = key, value = local.tags[key] }]

  # Fargate is a launch type; Fargate Spot is a capacity provider.
  _spot               = var.capacity_provider != "FARGATE"
  _launch_type        = local._spot ? null : "FARGATE"
  _capacity_providers = local._spot ? [{ capacityProvider = var.capacity_provider, weight = 1 }] : null

  _overrides = {
    containerOverrides = [{ name = local.container, command = local.command }]
  }

  # A `for` drops what is not set and keeps the types that a conditional between objects would make alike.
  # Explicit tags without propagateTags: AWS does not document which of two equal keys is used.
  run_task_params = { for name, value in {
    taskDefinition           = local._family
    cluster                  = local.cluster_arn
    launchType               = local._launch_type
    capacityProviderStrategy = local._capacity_providers
    count                    = 1
    enableECSManagedTags     = true
    networkConfiguration     = local.network_configuration
    overrides                = local._overrides
    tags                     = local._tag_list
  } : name => value if value != null }

  dagster_ecs_config = {
    task_definition             = local._family
    container_name              = local.container
    use_current_ecs_task_config = false
    secrets_tag                 = null # Dagster's default searches all secrets of the account at each launch.
    run_resources               = { cpu = local.cpu, memory = local.memory }
    run_ecs_tags                = local._tag_list
    run_task_kwargs = { for name, value in {
      cluster                  = local.cluster_arn
      launchType               = local._launch_type
      capacityProviderStrategy = local._capacity_providers
      enableECSManagedTags     = true
      networkConfiguration     = local.network_configuration
    } : name => value if value != null }
  }

  airflow_ecs_run_task_kwargs = { for name, value in {
    task_definition            = local._family
    cluster                    = local.cluster_arn
    launch_type                = local._launch_type
    capacity_provider_strategy = local._capacity_providers
    region_name                = local.region
    container_name             = local.container
    network_configuration      = local.network_configuration
    overrides                  = local._overrides
    tags                       = local.tags
    awslogs_group              = aws_cloudwatch_log_group.this.name
    awslogs_region             = local.region
    awslogs_stream_prefix      = local.container
  } : name => value if value != null }

  _tasks_arn = local.cluster_arn == null ? "" : "${replace(local.cluster_arn, ":cluster/", ":task/")}/*"

  # Tenant, job and environment tell this job's tasks from others of the cluster; without them, all tags do.
  _identity_tags = { for key, value in local.tags :
    key => value if can(regex(":(tenant|job|environment)$", lower(key)))
  }
  _task_tags = length(local._identity_tags) > 0 ? local._identity_tags : local.tags
  _task_condition = {
    StringEquals = { for key, value in local._task_tags : "aws:ResourceTag/${key}" => value }
  }

  launcher_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "StartTask"
        Effect    = "Allow"
        Action    = ["ecs:RunTask"]
        Resource  = ["${local.task_definition_family_arn}:*"]
        Condition = { ArnEquals = { "ecs:cluster" = local.cluster_arn } }
      },
      {
        Sid       = "TagTask"
        Effect    = "Allow"
        Action    = ["ecs:TagResource"]
        Resource  = [local._tasks_arn]
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      merge({
        Sid      = "WatchAndStopTask"
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = [local._tasks_arn]
      }, [for condition in [local._task_condition] : { Condition = condition } if length(local._task_tags) > 0]...),
      {
        Sid      = "ReadTaskDefinition"
        Effect   = "Allow"
        Action   = ["ecs:DescribeTaskDefinition"]
        Resource = ["*"]
      },
      {
        Sid       = "PassRoles"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [local.execution_role_arn, local.task_role_arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
      {
        Sid      = "ReadLogs"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogStreams", "logs:GetLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
      },
    ]
  })
}
