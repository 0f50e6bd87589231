# One ETL job on what the account has: cluster, roles, security group, bucket, key and topic.

provider "aws" {
  region = "eu-west-1"
}

module "contacts" {
  source = "../.."

  job = {
    name           = "contacts"
    slug           = "acme-contacts"
    tenant_id      = "acme"
    provider       = "aws"
    container_path = "/app/jobs/acme/contacts.yaml"

    runtime = {
      type            = "ecs"
      cluster_name    = "arn:aws:ecs:eu-west-1:123456789012:cluster/shared"
      service_account = "arn:aws:iam::123456789012:role/etl-contacts"
    }
    networking = {
      subnet_ids         = ["subnet-0123456789abcdef0"]
      security_group_ids = ["sg-0123456789abcdef0"]
    }
    storage = {
      bucket     = "acme-lake"
      prefix     = "raw/contacts"
      kms_key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
    }

    tags = { "dativo:tenant" = "acme", "dativo:job" = "contacts" }
  }

  image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/dativo:1.4.2"
  execution_role_arn = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole"
  alert_targets      = ["arn:aws:sns:eu-west-1:123456789012:data-oncall"]
}
