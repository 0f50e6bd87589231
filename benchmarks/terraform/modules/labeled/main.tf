# The job's module with the label in it.

terraform {
  required_version = ">= 1.5"
}

module "label" {
  source = "../label"

  context     = var.context
  tenant      = var.tenant
  environment = var.environment
  name        = var.name
  tags        = var.tags
}

resource "terraform_data" "job" {
  input = module.label.tags
}
