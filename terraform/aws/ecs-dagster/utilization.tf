locals {
  # Container Insights writes a record of each task every minute.
  utilization_queries = { for name, metric in { cpu = "Cpu", memory = "Memory" } : name => join("\n", [
    "filter Type = \"Task\" and TaskDefinitionFamily = \"${local.name}\"",
    "| stats max(${metric}Utilized) as used, max(${metric}Reserved) as requested by TaskId",
    "| sort used desc",
  ]) }
}

resource "aws_cloudwatch_query_definition" "utilization" {
  for_each = var.create_utilization_queries ? local.utilization_queries : {}

  name            = "etl/${local.name}/${each.key}"
  log_group_names = ["/aws/ecs/containerinsights/${local.cluster_short_name}/performance"]
  query_string    = each.value

  depends_on = [terraform_data.checks]
}
