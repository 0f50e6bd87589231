locals {
  _prefix = trim(var.job.storage.prefix == null ? "" : var.job.storage.prefix, "/")

  # learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
  bucket_allowed = var.job.storage.bucket == null ? true : alltrue([
    can(regex("^[a-z0-9](-?[a-z0-9])+$", var.job.storage.bucket)),
    length(coalesce(var.job.storage.bucket, "-")) >= 3,
    length(coalesce(var.job.storage.bucket, "-")) <= 63,
  ])

  # These characters would end the text in the condition of the role.
  prefix_allowed = !can(regex("['\\\\]", local._prefix))
  prefix_error   = "${local.at} storage.prefix must not contain ' or \\, got ${jsonencode(local._prefix)}."

  _blobs         = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
  _write_actions = ["write", "add/action", "move/action", "delete"]

  # Each of the role's actions is limited to blobs under the prefix; a list, to names under the prefix.
  _blob_condition = join(" OR ", [
    "(!(ActionMatches{'%[1]s/read'} AND NOT SubOperationMatches{'Blob.List'}) AND %[2]s)",
    "(@Resource[%[1]s:path] StringEquals '%[3]s'",
    "@Resource[%[1]s:path] StringStartsWith '%[3]s/')",
  ])
  _list_condition = join(" OR ", [
    "(!(ActionMatches{'%[1]s/read'} AND SubOperationMatches{'Blob.List'}))",
    "(@Request[%[1]s:prefix] StringEquals '%[2]s'",
    "@Request[%[1]s:prefix] StringStartsWith '%[2]s/')",
  ])
  _prefix_condition = join(" AND ", [
    format(
      "(${local._blob_condition})", local._blobs,
      join(" AND ", [for action in local._write_actions : "!(ActionMatches{'${local._blobs}/${action}'})"]),
      local._prefix
    ),
    format("(${local._list_condition})", local._blobs, local._prefix),
  ])

  storage_roles = { for container in compact([var.job.storage.bucket]) : "storage" => {
    scope                = join("/", compact([var.storage_account_id, "blobServices/default/containers", container]))
    role_definition_name = "Storage Blob Data Contributor"
    condition            = local._prefix == "" ? null : local._prefix_condition
    condition_version    = local._prefix == "" ? null : "2.0"
  } }
}
