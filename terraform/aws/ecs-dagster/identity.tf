locals {
  task_role_made = var.job.runtime.service_account == null
  task_role_arn  = local.task_role_made ? one(aws_iam_role.task[*].arn) : var.job.runtime.service_account

  _execution_role_made = var.execution_role_arn == null
  execution_role_arn   = local._execution_role_made ? one(aws_iam_role.execution[*].arn) : var.execution_role_arn

  _ecs_tasks_trust = jsonencode({
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

  _extra_statements = [for statement in var.task_policy_statements : { for name, value in {
    Sid       = statement.sid
    Effect    = statement.effect
    Action    = statement.actions
    Resource  = statement.resources
    Condition = length(statement.conditions) > 0 ? statement.conditions : null
  } : name => value if value != null }]

  _task_statements = concat(
    local.storage_statements, local.encryption_statements, local.secret_statements, local._extra_statements
  )
  _task_policy_given = anytrue([
    var.job.storage.bucket != null, local.kms_key_id != null,
    length(var.secrets) > 0, length(var.task_policy_statements) > 0,
  ])
  task_policy = !local._task_policy_given ? null : jsonencode({
    Version   = "2012-10-17"
    Statement = local._task_statements
  })
}

# With this role ECS starts the task: it pulls the image, reads the secrets and writes the logs.
resource "aws_iam_role" "execution" {
  count = local._execution_role_made ? 1 : 0

  name                 = "${local.name}-execution"
  path                 = var.iam_path
  description          = "Starts the ETL job ${local.name}"
  assume_role_policy   = local._ecs_tasks_trust
  permissions_boundary = var.permissions_boundary_arn
  tags                 = local.tags

  depends_on = [terraform_data.checks]
}

resource "aws_iam_role_policy" "execution" {
  count = local._execution_role_made ? 1 : 0

  name = "start"
  role = aws_iam_role.execution[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.log_statements, local.registry_statements, local.secret_statements, local.secret_key_statements
    )
  })

  depends_on = [terraform_data.checks]
}

# With this role the ETL works.
resource "aws_iam_role" "task" {
  count = local.task_role_made ? 1 : 0

  name                 = "${local.name}-task"
  path                 = var.iam_path
  description          = "Runs the ETL job ${local.name}"
  assume_role_policy   = local._ecs_tasks_trust
  permissions_boundary = var.permissions_boundary_arn
  tags                 = local.tags

  depends_on = [terraform_data.checks]
}

resource "aws_iam_role_policy" "task" {
  count = local.task_role_made && local._task_policy_given ? 1 : 0

  name   = "run"
  role   = aws_iam_role.task[0].name
  policy = local.task_policy

  lifecycle {
    precondition {
      condition     = local.prefix_allowed
      error_message = local.prefix_error
    }
  }

  depends_on = [terraform_data.checks]
}
