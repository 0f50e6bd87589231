locals {
  _prefix = trim(var.job.storage.prefix == null ? "" : var.job.storage.prefix, "/")

  bucket = var.job.storage.bucket

  # docs.cloud.google.com/storage/docs/buckets#naming
  bucket_allowed = local.bucket == null ? true : alltrue([
    can(regex("^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$", local.bucket)),
    !can(regex("\\.\\.|google|^goog", local.bucket)),
    !can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+$", local.bucket)),
    alltrue([for part in split(".", coalesce(local.bucket, "-")) : length(part) <= 63]),
  ])

  # These characters would end the text in the condition of the role.
  prefix_allowed = !can(regex("['\\\\]", local._prefix))
  prefix_error   = "${local.at} storage.prefix must not contain ' or \\, got ${jsonencode(local._prefix)}."

  # A list is a request for the bucket; its prefix is an attribute of the request.
  _list_prefix = "api.getAttribute('storage.googleapis.com/objectListPrefix', '')"
  _objects     = "projects/_/buckets/${local.bucket == null ? "" : local.bucket}/objects"
  _prefix_condition = join(" || ", [
    "resource.name.startsWith('${local._objects}/${local._prefix}/')",
    "${local._list_prefix}.startsWith('${local._prefix}/')",
    "${local._list_prefix} == '${local._prefix}'",
  ])
}

resource "google_storage_bucket" "this" {
  count = var.create_bucket ? 1 : 0

  name                        = local.bucket
  project                     = var.project_id
  location                    = var.region
  labels                      = local.tags
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = 30
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = 7
    }
  }

  dynamic "encryption" {
    for_each = var.job.storage.kms_key_id == null ? [] : [var.job.storage.kms_key_id]

    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [terraform_data.checks]
}

resource "google_storage_bucket_iam_member" "this" {
  count = local.bucket == null ? 0 : 1

  bucket = var.create_bucket ? google_storage_bucket.this[0].name : local.bucket
  role   = "roles/storage.objectUser"
  member = local.member

  dynamic "condition" {
    for_each = local._prefix == "" ? [] : [local._prefix_condition]

    content {
      title       = "prefix of ${local.name}"
      description = "Only objects below ${local._prefix}/"
      expression  = condition.value
    }
  }

  lifecycle {
    precondition {
      condition     = local.prefix_allowed
      error_message = local.prefix_error
    }
  }

  depends_on = [terraform_data.checks]
}

# The role above does not include storage.buckets.get, which client libraries call.
resource "google_storage_bucket_iam_member" "bucket" {
  count = local.bucket == null ? 0 : 1

  bucket = var.create_bucket ? google_storage_bucket.this[0].name : local.bucket
  role   = "roles/storage.bucketViewer"
  member = local.member

  depends_on = [terraform_data.checks]
}
