# The bucket: used by default, made on demand.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "used_by_default" {
  command = plan

  assert {
    condition = google_storage_bucket_iam_member.this[0].role == "roles/storage.objectUser" && google_storage_bucket_iam_member.this[0].condition[0].expression == join(" || ", [
      "resource.name.startsWith('projects/_/buckets/acme-analytics-lake/objects/raw/ga4/sessions/')",
      "api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('raw/ga4/sessions/')",
      "api.getAttribute('storage.googleapis.com/objectListPrefix', '') == 'raw/ga4/sessions'",
    ])
    error_message = "The job reads, writes and lists below its prefix only."
  }

  assert {
    condition = (
      google_storage_bucket_iam_member.bucket[0].role == "roles/storage.bucketViewer" &&
      length(google_storage_bucket_iam_member.bucket[0].condition) == 0 && length(google_storage_bucket.this) == 0
    )
    error_message = "Client libraries can't look at the bucket, or it is made again."
  }
}

run "whole_bucket" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { storage = { bucket = "lake" } })
  }

  assert {
    condition     = length(google_storage_bucket_iam_member.this[0].condition) == 0
    error_message = "Without a prefix the bucket is the job's."
  }
}

run "made" {
  command = plan

  variables {
    create_bucket = true
  }

  assert {
    condition = alltrue([
      google_storage_bucket.this[0].name == "acme-analytics-lake",
      google_storage_bucket.this[0].labels == tomap(var.job.tags),
      google_storage_bucket.this[0].uniform_bucket_level_access,
      google_storage_bucket.this[0].public_access_prevention == "enforced",
      google_storage_bucket.this[0].encryption[0].default_kms_key_name == var.job.storage.kms_key_id,
    ])
    error_message = "The bucket isn't the job's, or can become public."
  }
}
