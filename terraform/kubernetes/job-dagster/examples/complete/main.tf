# One ETL job with everything that the module can make or be told.

provider "kubernetes" {
  config_path = "~/.kube/config"
}

module "namespace" {
  source = "../../../namespace"

  name = "dativo-etl"
}

module "events" {
  source = "../.."

  job = {
    name           = "events"
    slug           = "acme-events"
    tenant_id      = "acme"
    environment    = "prod"
    provider       = "aws"
    container_path = "/app/jobs/acme/events.yaml"

    runtime = {
      type            = "kubernetes"
      cluster_name    = "acme-data-eks"
      namespace       = module.namespace.name
      service_account = "arn:aws:iam::123456789012:role/etl-events"
    }
    compute = { cpu = "500m", memory = "1Gi", max_runtime_seconds = 7200 }
    dagster = { resource_requirements = { limit_memory = "2Gi" } }

    labels = {
      "dativo/tenant"      = "acme"
      "dativo/environment" = "prod"
      "dativo/job"         = "events"
      team                 = "data-engineering"
    }
    annotations = { "dativo/business-tags" = "clickstream, revenue" }
  }

  image                 = "ghcr.io/acme/dativo:1.4.2"
  entrypoint            = ["dativo"]
  environment_variables = { LOG_LEVEL = "INFO" }
  secrets               = { KAFKA_PASSWORD = "kafka/password" }
  log_retention_days    = 90
  alert_targets         = ["data-oncall"]

  cluster_name              = "acme-data-eks"
  launcher_service_accounts = ["dagster/dagster-daemon"]
  run_as_user               = 1000
  image_pull_secrets        = ["registry"]
  backoff_limit             = 1

  tolerations   = [{ key = "spot", operator = "Exists", effect = "NoSchedule" }]
  node_affinity = [{ key = "topology.kubernetes.io/zone", values = ["eu-west-1a"] }]
  volumes       = { scratch = { mount_path = "/scratch", empty_dir = "10Gi" } }
}
