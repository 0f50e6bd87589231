# One ETL job on ECS Fargate, its job object written by hand: no YAML, no Python.

provider "aws" {
  region = "eu-west-1"
}

module "cluster" {
  source = "../../../ecs-cluster"

  name = "dativo-prod-cluster"
}

module "stripe_customers" {
  source = "../.."

  job = {
    name           = "stripe_customers"
    slug           = "acme-stripe-customers"
    tenant_id      = "acme"
    environment    = "prod"
    provider       = "aws"
    container_path = "/app/jobs/acme/stripe_customers.yaml"

    runtime    = { type = "ecs", cluster_name = module.cluster.name }
    compute    = { cpu = "2048", memory = "4096" }
    networking = { vpc_id = var.vpc_id, subnet_ids = var.subnet_ids }
    storage    = { bucket = "acme-data-lake", prefix = "raw/stripe/customers" }

    tags = {
      "dativo:tenant"      = "acme"
      "dativo:environment" = "prod"
      "dativo:job"         = "stripe_customers"
      Team                 = "data-engineering"
    }
  }

  image         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  secrets       = { STRIPE_API_KEY = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/stripe-AbCdEf" }
  alert_targets = ["data-oncall@acme.example"]
  create_bucket = true
}
