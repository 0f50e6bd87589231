terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}

variable "job" {
  type = any
}

resource "google_cloud_run_v2_job" "this" {
  name     = var.job.slug
  location = "europe-west1"
  labels   = var.job.tags

  template {
    labels = var.job.tags

    template {
      containers {
        image = "etl"
      }

      vpc_access {
        network_interfaces {
          tags = ["a-network-tag"]
        }
      }
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  type        = "email"
  labels      = { email_address = "etl@acme.example" }
  user_labels = var.job.tags
}

resource "google_service_account" "this" {
  account_id = var.job.slug
}
