# The cluster that jobs share.

mock_provider "aws" {
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl" }
  }
}

variables {
  name = "etl"
}

run "cluster" {
  variables {
    tags = { Team = "data-platform" }
  }

  assert {
    condition     = output.name == "etl" && output.arn == aws_ecs_cluster.this.arn && aws_ecs_cluster.this.tags == tomap(var.tags)
    error_message = "The cluster isn't the caller's."
  }

  assert {
    condition     = aws_ecs_cluster_capacity_providers.this.capacity_providers == toset(["FARGATE", "FARGATE_SPOT"])
    error_message = "A job can't ask for Spot."
  }
}

run "refused" {
  command = plan

  variables {
    name               = "my cluster"
    container_insights = "on"
  }

  expect_failures = [var.name, var.container_insights]
}
