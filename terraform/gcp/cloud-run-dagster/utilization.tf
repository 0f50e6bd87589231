locals {
  # Share of the requested CPU and memory that the job used at most, in PromQL of Cloud Monitoring.
  utilization_queries = { for name in ["cpu", "memory"] : name => join("", [
    "histogram_quantile(0.99, sum by (le) (increase(run_googleapis_com:container_${name}_utilizations_bucket",
    "{monitored_resource=\"cloud_run_job\", job_name=\"${local.name}\", location=\"${var.region}\"}[1h])))",
  ]) }
}
