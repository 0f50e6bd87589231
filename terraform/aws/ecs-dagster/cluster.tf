locals {
  cluster_name = var.job.runtime.cluster_name
  cluster_arn = (
    local.cluster_name == null ? null :
    startswith(local.cluster_name, "arn:") ? local.cluster_name :
    "arn:${local.partition}:ecs:${local.region}:${local.account}:cluster/${local.cluster_name}"
  )
  cluster_short_name = local.cluster_name == null ? null : reverse(split("/", local.cluster_name))[0]
}
