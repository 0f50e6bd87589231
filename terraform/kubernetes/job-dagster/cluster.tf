locals {
  # The provider sets the cluster; `cluster_name` is its name, for jobs that name theirs.
  cluster_matches = (
    var.cluster_name == null || var.job.runtime.cluster_name == null ? true :
    var.cluster_name == var.job.runtime.cluster_name
  )

  namespace = var.job.runtime.namespace == null ? "default" : var.job.runtime.namespace
}

check "cluster" {
  assert {
    condition = var.cluster_name != null || var.job.runtime.cluster_name == null
    error_message = join(" ", [
      "${local.at} the module's cluster_name must be set, to compare runtime.cluster_name with the provider's",
      "cluster, got null.",
    ])
  }
}
