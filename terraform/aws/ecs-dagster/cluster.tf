locals {
  cluster_name   = var.job.runtime.cluster_name
  cluster_by_arn = can(regex("^arn:", local.cluster_name))
  cluster_made   = var.create_cluster && !local.cluster_by_arn
  cluster_arn = (
    local.cluster_made ? one(aws_ecs_cluster.this[*].arn) :
    local.cluster_name == null ? null :
    local.cluster_by_arn ? local.cluster_name :
    "arn:${local.partition}:ecs:${local.region}:${local.account}:cluster/${local.cluster_name}"
  )
}

resource "aws_ecs_cluster" "this" {
  count = local.cluster_made ? 1 : 0

  name = coalesce(local.cluster_name, local.name)
  tags = local.tags

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}
