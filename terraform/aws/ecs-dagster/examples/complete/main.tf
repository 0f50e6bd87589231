# One ETL job with everything that the module can make or be told, in a VPC of the same root.

provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "etl" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "etl" {
  vpc_id     = aws_vpc.etl.id
  cidr_block = "10.20.1.0/24"
}

module "cluster" {
  source = "../../../ecs-cluster"

  name = "data-etl"
}

module "orders" {
  source = "../.."

  job = {
    name           = "orders"
    slug           = "acme-orders"
    tenant_id      = "acme"
    environment    = "prod"
    provider       = "aws"
    container_path = "/app/jobs/acme/orders.yaml"
    budget         = { amount = 250, currency = "USD" }

    runtime    = { type = "ecs", cluster_name = module.cluster.name }
    compute    = { memory = "8192" }
    networking = { vpc_id = aws_vpc.etl.id, subnet_ids = [aws_subnet.etl.id] }
    storage    = { bucket = "acme-orders-lake", prefix = "raw/orders", kms_key_id = "alias/lake" }

    tags = {
      "dativo:tenant"      = "acme"
      "dativo:environment" = "prod"
      "dativo:job"         = "orders"
      Team                 = "data-engineering"
    }
  }

  image                 = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  entrypoint            = ["dativo"]
  environment_variables = { LOG_LEVEL = "INFO" }
  secrets               = { API_KEY = "arn:aws:ssm:eu-west-1:123456789012:parameter/acme/api-key" }
  log_retention_days    = 90

  alert_targets = ["data-oncall@acme.example"]
  budget        = { emails = ["finops@acme.example"], thresholds = [50, 100] }

  create_bucket              = true
  create_utilization_queries = true

  cpu_architecture      = "ARM64"
  ephemeral_storage_gib = 100
  capacity_provider     = "FARGATE_SPOT"

  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/etl-boundary"
  iam_path                 = "/etl/"
  task_policy_statements = [{
    sid       = "SendMessages"
    actions   = ["sqs:SendMessage"]
    resources = ["arn:aws:sqs:eu-west-1:123456789012:orders"]
  }]
}

# The orchestrator's role starts, watches and stops this job and no other.
resource "aws_iam_policy" "launcher" {
  name   = "${module.orders.name}-launcher"
  policy = module.orders.launcher_policy
  tags   = module.orders.tags
}
