locals {
  # Metrics of the job. Requested are the vCPU and GiB of the container.
  _metrics = { cpu = "UsageNanoCores", memory = "WorkingSetBytes" }

  utilization_queries = { for name, metric in local._metrics : name => join(" ", [
    "az monitor metrics list --resource ${azurerm_container_app_job.this.id}",
    "--metric ${metric} --aggregation Maximum --interval PT1M",
  ]) }
}
