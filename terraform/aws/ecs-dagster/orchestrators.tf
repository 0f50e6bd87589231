locals {
  task_definition_family_arn = "arn:${local.partition}:ecs:${local.region}:${local.account}:task-definition/${local.name}"

  tag_list = [for key in sort(keys(local.tags)) : { key = key, value = local.tags[key] }]

  # Explicit tags, and no propagateTags beside them: of equal keys nobody says which would win.
  run_task_params = {
    taskDefinition       = aws_ecs_task_definition.this.arn
    cluster              = local.cluster_arn
    launchType           = "FARGATE"
    count                = 1
    enableECSManagedTags = true
    networkConfiguration = local.network_configuration
    overrides            = local.overrides
    tags                 = local.tag_list
  }

  overrides = {
    containerOverrides = [{ name = local.container, command = local.command }]
  }

  dagster_ecs_config = {
    task_definition             = aws_ecs_task_definition.this.arn
    container_name              = local.container
    use_current_ecs_task_config = false
    secrets_tag                 = null # Dagster's default searches all secrets of the account at each launch.
    run_resources               = { cpu = local.cpu, memory = local.memory }
    run_ecs_tags                = local.tag_list
    run_task_kwargs = {
      cluster              = local.cluster_arn
      launchType           = "FARGATE"
      enableECSManagedTags = true
      networkConfiguration = local.network_configuration
    }
  }

  airflow_ecs_run_task_kwargs = {
    task_definition       = aws_ecs_task_definition.this.arn
    cluster               = local.cluster_arn
    launch_type           = "FARGATE"
    region_name           = local.region
    container_name        = local.container
    network_configuration = local.network_configuration
    overrides             = local.overrides
    tags                  = local.tags
    awslogs_group         = aws_cloudwatch_log_group.this.name
    awslogs_region        = local.region
    awslogs_stream_prefix = local.container
  }

  tasks_arn = local.cluster_arn == null ? "" : "${replace(local.cluster_arn, ":cluster/", ":task/")}/*"

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
        Resource  = [local.tasks_arn]
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      {
        Sid      = "WatchAndStopTask"
        Effect   = "Allow"
        Action   = ["ecs:DescribeTasks", "ecs:StopTask"]
        Resource = [local.tasks_arn]
      },
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
        Resource  = [aws_iam_role.execution.arn, local.task_role_arn]
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
