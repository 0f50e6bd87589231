# Everything right: four clouds, jobs by the keys of modules and resources, by their tags, and no tags where none go.

terraform {
  required_providers {
    aws        = { source = "hashicorp/aws" }
    azurerm    = { source = "hashicorp/azurerm" }
    google     = { source = "hashicorp/google" }
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "jobs" {
  type = any
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

provider "azurerm" {
  features {}
}

module "aws" {
  source   = "./aws"
  for_each = { for key, job in var.jobs : key => job if job.runtime.type == "ecs" && job.tenant_id == "acme" && job.environment == "prod" }

  job = each.value
}

module "gcp" {
  source   = "./gcp"
  for_each = { for key, job in var.jobs : key => job if job.provider == "gcp" }

  job = each.value
}

module "azure" {
  source   = "./azure"
  for_each = { for key, job in var.jobs : key => job if job.provider == "azure" }

  job = each.value
}

module "cluster" {
  source = "./cluster"

  jobs = { for key, job in var.jobs : key => job if job.runtime.type == "kubernetes" }
}

# Their tags alone say whose they are; the two jobs have the same name and tenant.
resource "aws_sqs_queue" "dead_letters" {
  name = "orders-dead-letters"
  tags = var.jobs["jobs/acme/orders"].tags
}

resource "aws_sqs_queue" "dead_letters_dev" {
  name = "orders-dev-dead-letters"
  tags = var.jobs["jobs/acme/orders-dev"].tags
}

resource "terraform_data" "no_cloud" {
  input = { tags = { Team = "nobody" } }
}
