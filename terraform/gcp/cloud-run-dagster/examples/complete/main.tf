# One ETL job with everything that the module can make or be told.

provider "google" {
  project = "acme-data"
  region  = "europe-west1"
}

module "sessions" {
  source = "../.."

  job = {
    name           = "sessions"
    slug           = "acme-sessions"
    tenant_id      = "acme"
    environment    = "prod"
    provider       = "gcp"
    container_path = "/app/jobs/acme/sessions.yaml"
    budget         = { amount = 250, currency = "EUR" }

    runtime    = { type = "cloud_run" }
    compute    = { cpu = "2", memory = "4Gi", max_runtime_seconds = 7200 }
    networking = { vpc_id = "data" }
    storage    = { bucket = "acme-sessions-lake", prefix = "raw/sessions" }
    dagster    = { code_location = "acme_marketing" }

    tags = {
      dativo-tenant      = "acme"
      dativo-environment = "prod"
      dativo-job         = "sessions"
      team               = "marketing-analytics"
    }
  }

  image                 = "europe-west1-docker.pkg.dev/acme-data/etl/dativo:1.4.2"
  entrypoint            = ["dativo"]
  environment_variables = { LOG_LEVEL = "INFO" }
  secrets               = { GA4_KEY = "ga4-key:3" }
  log_retention_days    = 90

  alert_targets = ["data-oncall@acme.example"]
  budget = {
    billing_account = "012345-6789AB-CDEF01"
    project_number  = "123456789012"
    emails          = ["finops@acme.example"]
  }

  project_id        = "acme-data"
  region            = "europe-west1"
  vpc_egress        = "PRIVATE_RANGES_ONLY"
  connector_cidr    = "10.8.0.0/28"
  create_bucket     = true
  create_log_bucket = true
  launcher_members  = ["serviceAccount:dagster@acme-data.iam.gserviceaccount.com"]
  max_retries       = 1
}
