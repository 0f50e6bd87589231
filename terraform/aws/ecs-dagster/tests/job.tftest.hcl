# The task definition: size, container, environment, secrets, names.

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
  image         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  job           = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
}

run "from_the_bridge" {
  command = plan

  assert {
    condition = alltrue([
      aws_ecs_task_definition.this.family == var.job.slug,
      aws_ecs_task_definition.this.cpu == var.job.compute.cpu,
      aws_ecs_task_definition.this.memory == var.job.compute.memory,
      aws_ecs_task_definition.this.network_mode == "awsvpc",
      aws_ecs_task_definition.this.requires_compatibilities == toset(["FARGATE"]),
      one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "X86_64",
    ])
    error_message = "The task definition isn't the job's."
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions) == [{
      name      = "etl"
      image     = var.image
      essential = true
      memory    = 1024
      command   = ["run", "--config", var.job.container_path, "--mode", "self_hosted"]
      environment = [
        { name = "ENVIRONMENT", value = var.job.environment },
        { name = "JOB_NAME", value = var.job.name },
        { name = "TENANT_ID", value = var.job.tenant_id },
      ]
      secrets = []
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/${var.job.slug}"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "etl"
        }
      }
    }]
    error_message = "The container isn't the job's."
  }
}

run "written_by_hand" {
  command = plan

  variables {
    job = {
      name       = "Daily Orders"
      slug       = "acme-daily-orders"
      tenant_id  = "Acme"
      provider   = "aws"
      runtime    = { type = "ecs", cluster_name = "etl" }
      networking = { subnet_ids = ["subnet-0a"], security_group_ids = ["sg-0a"] }
    }
    command = ["run", "orders"]
  }

  assert {
    condition     = output.key == "Daily Orders" && output.name == "acme-daily-orders"
    error_message = "The key is the name, and the name is the slug."
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "1024"
    error_message = "The default size is half a vCPU and 1 GiB."
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment == [
      { name = "JOB_NAME", value = "Daily Orders" },
      { name = "TENANT_ID", value = "Acme" },
    ]
    error_message = "A job without an environment gets no ENVIRONMENT."
  }
}

run "memory_left_out" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { compute = { cpu = "4096" } })
  }

  assert {
    condition     = aws_ecs_task_definition.this.memory == "8192"
    error_message = "Memory is the least that Fargate has for the CPU."
  }
}

run "cpu_left_out" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { compute = { memory = "8192" } })
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "1024" && aws_ecs_task_definition.this.memory == "8192"
    error_message = "CPU is the least that Fargate has for the memory."
  }
}

run "own_words" {
  command = plan

  variables {
    name                  = "nightly_Orders-2"
    entrypoint            = ["dativo"]
    command               = ["check"]
    cpu_architecture      = "ARM64"
    ephemeral_storage_gib = 100
    environment_variables = {
      LOG_LEVEL = "DEBUG"
    }
    secrets = {
      API_KEY     = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-AbCdEf:api_key::"
      DB_PASSWORD = "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/password"
    }
  }

  assert {
    condition = alltrue([
      aws_ecs_task_definition.this.family == "nightly_Orders-2",
      one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "ARM64",
      one(aws_ecs_task_definition.this.ephemeral_storage).size_in_gib == 100,
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].entryPoint == ["dativo"],
      jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["check"],
    ])
    error_message = "Name, entry point, command and architecture are the caller's."
  }

  assert {
    condition     = contains(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment, { name = "LOG_LEVEL", value = "DEBUG" })
    error_message = "The caller's environment variable is missing."
  }

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets == [
      { name = "API_KEY", valueFrom = var.secrets.API_KEY },
      { name = "DB_PASSWORD", valueFrom = var.secrets.DB_PASSWORD },
    ]
    error_message = "Secrets go in by reference."
  }

  assert {
    condition = alltrue([for name in [
      aws_iam_role.execution[0].name, aws_iam_role.task[0].name, aws_cloudwatch_event_rule.failed[0].name,
      aws_sns_topic.alerts[0].name, aws_security_group.task[0].name, aws_cloudwatch_log_group.this.name,
    ] : strcontains(name, "nightly_Orders-2")])
    error_message = "Every name begins with the caller's."
  }
}

run "every_cpu_of_fargate" {
  command = plan

  assert {
    condition = { for cpu, sizes in local._fargate_memory : cpu => [length(sizes), sizes[0], reverse(sizes)[0]] } == {
      "256"   = [3, 512, 2048]
      "512"   = [4, 1024, 4096]
      "1024"  = [7, 2048, 8192]
      "2048"  = [13, 4096, 16384]
      "4096"  = [23, 8192, 30720]
      "8192"  = [12, 16384, 61440]
      "16384" = [12, 32768, 122880]
    }
    error_message = "The sizes aren't Fargate's."
  }
}
