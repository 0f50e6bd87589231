# One ETL job on what the project has: service account, network, subnet, bucket, key and notification channel.

provider "google" {
  project = "acme-data"
  region  = "europe-west1"
}

module "contacts" {
  source = "../.."

  job = {
    name           = "contacts"
    slug           = "acme-contacts"
    tenant_id      = "acme"
    provider       = "gcp"
    container_path = "/app/jobs/acme/contacts.yaml"

    runtime = { type = "cloud_run", service_account = "etl-contacts@acme-data.iam.gserviceaccount.com" }
    networking = {
      vpc_id     = "projects/acme-network/global/networks/shared"
      subnet_ids = ["projects/acme-network/regions/europe-west1/subnetworks/etl"]
    }
    storage = {
      bucket     = "acme-lake"
      prefix     = "raw/contacts"
      kms_key_id = "projects/acme-data/locations/europe-west1/keyRings/data/cryptoKeys/lake"
    }

    tags = { dativo-tenant = "acme", dativo-job = "contacts" }
  }

  image         = "europe-west1-docker.pkg.dev/acme-data/etl/dativo:1.4.2"
  project_id    = "acme-data"
  region        = "europe-west1"
  alert_targets = ["projects/acme-data/notificationChannels/1234567890"]
}
