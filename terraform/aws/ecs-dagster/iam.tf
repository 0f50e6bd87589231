locals {
  task_role_made = var.job.runtime.service_account == null
  task_role_arn  = local.task_role_made ? one(aws_iam_role.task[*].arn) : var.job.runtime.service_account

  ecs_tasks_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${local.region}:${local.account}:*" }
      }
    }]
  })

  task_statements   = concat(local.storage_statements, local.encryption_statements, local.secret_statements)
  task_policy_given = var.job.storage.bucket != null || local.kms_key_id != null || length(var.secrets) > 0
  task_policy       = local.task_policy_given ? jsonencode({ Version = "2012-10-17", Statement = local.task_statements }) : null

  # An image from elsewhere than ECR needs no permission to be pulled.
  ecr_image = "^([0-9]{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.[a-z0-9.-]+/([^:@]+)"
  ecr_statements = flatten([for match in regexall(local.ecr_image, var.image) : [
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
      Resource = ["arn:${local.partition}:ecr:${match[1]}:${match[0]}:repository/${match[2]}"]
    },
  ]])

  log_statements = [{
    Sid      = "WriteLogs"
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }]
}

# With this role ECS starts the task: it pulls the image, reads the secrets, writes the logs.
resource "aws_iam_role" "execution" {
  name               = "${local.name}-execution"
  description        = "Starts the ETL job ${local.name}"
  assume_role_policy = local.ecs_tasks_trust
  tags               = local.tags
}

resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.execution.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.log_statements, local.ecr_statements, local.secret_statements, local.secret_key_statements)
  })
}

# With this role the ETL works.
resource "aws_iam_role" "task" {
  count = local.task_role_made ? 1 : 0

  name               = "${local.name}-task"
  description        = "Runs the ETL job ${local.name}"
  assume_role_policy = local.ecs_tasks_trust
  tags               = local.tags
}

resource "aws_iam_role_policy" "task" {
  count = local.task_role_made && local.task_policy_given ? 1 : 0

  name   = "run"
  role   = aws_iam_role.task[0].name
  policy = local.task_policy
}
