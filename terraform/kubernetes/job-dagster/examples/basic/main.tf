# One ETL job on Kubernetes, its job object written by hand: no YAML, no Python.

provider "kubernetes" {
  config_path = var.kubeconfig
}

module "namespace" {
  source = "../../../namespace"

  name = "dativo-etl"
}

module "kafka_events" {
  source = "../.."

  job = {
    name           = "kafka_events"
    slug           = "acme-kafka-events"
    tenant_id      = "acme"
    environment    = "prod"
    provider       = "kubernetes"
    container_path = "/app/jobs/acme/kafka_events.yaml"

    runtime = { type = "kubernetes", namespace = module.namespace.name }
    compute = { cpu = "500m", memory = "1Gi", max_runtime_seconds = 7200 }

    tags = {
      "dativo/tenant"      = "acme"
      "dativo/environment" = "prod"
      "dativo/job"         = "kafka_events"
      Team                 = "data-engineering"
    }
  }

  image                     = "ghcr.io/acme/dativo:1.4.2"
  secrets                   = { KAFKA_PASSWORD = "kafka/password" }
  alert_targets             = ["data-oncall"]
  launcher_service_accounts = ["dagster/dagster-daemon"]
}
