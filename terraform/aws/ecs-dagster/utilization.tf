locals {
  # Container Insights writes a record of each task a minute.
  utilization_query = <<-EOT
    fields @timestamp
    | filter Type = "Task" and TaskDefinitionFamily = "${local.name}"
    | stats max(CpuUtilized) as cpu_used, max(CpuReserved) as cpu_requested,
            max(MemoryUtilized) as memory_used, max(MemoryReserved) as memory_requested by TaskId
    | sort memory_used desc
  EOT
}

resource "aws_cloudwatch_query_definition" "utilization" {
  count = var.create_utilization_query ? 1 : 0

  name            = "etl/${local.name}/utilization"
  log_group_names = ["/aws/ecs/containerinsights/${local.cluster_short_name}/performance"]
  query_string    = local.utilization_query

  depends_on = [terraform_data.checks]
}
