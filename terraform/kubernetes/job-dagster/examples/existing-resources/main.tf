# One ETL job on what the cluster has: namespace and service account.

provider "kubernetes" {
  config_path = "~/.kube/config"
}

module "inventory" {
  source = "../.."

  job = {
    name           = "inventory"
    slug           = "globex-inventory"
    tenant_id      = "globex"
    provider       = "kubernetes"
    container_path = "/app/jobs/globex/inventory.yaml"
    runtime        = { type = "kubernetes", namespace = "globex-etl", service_account = "dativo-etl" }
    tags           = { "dativo/tenant" = "globex", "dativo/job" = "inventory" }
  }

  image         = "ghcr.io/globex/dativo:1.4.2"
  alert_targets = ["warehouse-oncall"]
  in_cluster    = false
}
