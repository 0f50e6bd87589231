# One ETL job on Cloud Run, its job object written by hand: no YAML, no Python.

provider "google" {
  project = var.project_id
  region  = "europe-west1"
}

module "ga4_sessions" {
  source = "../.."

  job = {
    name           = "ga4_sessions"
    slug           = "acme-ga4-sessions"
    tenant_id      = "acme"
    environment    = "prod"
    provider       = "gcp"
    container_path = "/app/jobs/acme/ga4_sessions.yaml"

    runtime    = { type = "cloud_run" }
    compute    = { cpu = "2", memory = "4Gi", max_runtime_seconds = 3600 }
    networking = { vpc_id = "data", subnet_ids = ["etl"] }
    storage    = { bucket = "acme-analytics-lake", prefix = "raw/ga4/sessions" }

    tags = {
      dativo-tenant      = "acme"
      dativo-environment = "prod"
      dativo-job         = "ga4-sessions"
      team               = "marketing-analytics"
    }
  }

  image         = "europe-west1-docker.pkg.dev/${var.project_id}/etl/dativo:1.4.2"
  project_id    = var.project_id
  region        = "europe-west1"
  secrets       = { GA4_KEY = "ga4-key:3" }
  alert_targets = ["data-oncall@acme.example"]

  create_log_bucket  = true
  log_retention_days = 90
  launcher_members   = ["serviceAccount:dagster@${var.project_id}.iam.gserviceaccount.com"]
}
