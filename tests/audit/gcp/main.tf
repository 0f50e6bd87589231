# What can be wrong on GCP: labels of the job, of what it runs, and settings that are called labels and are none.

terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}

variable "jobs" {
  type = any
}

locals {
  key    = "jobs/acme/sessions"
  job    = { (local.key) = var.jobs[local.key] }
  labels = var.jobs[local.key].tags
}

resource "google_cloud_run_v2_job" "unlabelled_template" {
  for_each = local.job

  name     = "sessions"
  location = "europe-west1"
  labels   = local.labels

  template {
    template {
      containers {
        image = "etl"
      }
    }
  }
}

resource "google_cloud_run_v2_service" "wrong_template" {
  for_each = local.job

  name     = "sessions"
  location = "europe-west1"
  labels   = merge(local.labels, { managed-by = "terraform" })

  template {
    labels = merge(local.labels, { team = "sales", revision = "1" })

    containers {
      image = "etl"
    }
  }
}

resource "google_storage_bucket" "none" {
  for_each = local.job

  name     = "lake"
  location = "EU"
}

# A job on AWS that keeps data on GCP: its map is formatted for GCP.
resource "google_storage_bucket" "of_an_aws_job" {
  for_each = { "jobs/acme/orders" = "lake" }

  name     = each.value
  location = "EU"

  labels = {
    team                 = "data-engineering"
    owner                = "orders-acme-example"
    dativo-business-tags = "payments-revenue"
    dativo-cost-center   = "fin-014"
    dativo-environment   = "prod"
    dativo-job           = "orders"
    dativo-tenant        = "acme"
  }
}

resource "google_monitoring_notification_channel" "settings" {
  for_each = local.job

  type        = "email"
  labels      = { email_address = "etl@acme.example" }
  user_labels = { team = "web-analytics" }
}
