# The tags of an estate on AWS become columns of the bill.

provider "aws" {
  region = "us-east-1"
}

module "cost_allocation_tags" {
  source = "../.."

  tags = {
    "jobs/acme/orders" = { "dativo:tenant" = "acme", "dativo:job" = "orders", Team = "data" }
    "jobs/acme/events" = { "dativo:tenant" = "acme", "dativo:job" = "events" }
  }
}
