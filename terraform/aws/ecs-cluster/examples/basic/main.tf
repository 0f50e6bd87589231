# The cluster of an estate: its jobs write `runtime.cluster_name: data-etl`.

provider "aws" {
  region = "eu-west-1"
}

module "cluster" {
  source = "../.."

  name = "data-etl"
  tags = { Team = "data-platform" }
}
