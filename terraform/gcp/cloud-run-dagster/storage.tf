locals {
  bucket = var.job.storage.bucket
  prefix = trim(coalesce(var.job.storage.prefix, "/"), "/")

  # A list request is a request for the bucket: its prefix is an attribute of the request.
  prefix_condition = join(" || ", [
    "resource.name.startsWith('projects/_/buckets/${local.bucket == null ? "" : local.bucket}/objects/${local.prefix}/')",
    "api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('${local.prefix}/')",
  ])
}

resource "google_storage_bucket_iam_member" "this" {
  count = local.bucket == null ? 0 : 1

  bucket = local.bucket
  role   = "roles/storage.objectUser"
  member = local.member

  dynamic "condition" {
    for_each = local.prefix == "" ? [] : [local.prefix_condition]

    content {
      title       = "prefix of ${local.name}"
      description = "Only objects below ${local.prefix}/"
      expression  = condition.value
    }
  }

  depends_on = [terraform_data.checks]
}
