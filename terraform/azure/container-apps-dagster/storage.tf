locals {
  prefix = trim(var.job.storage.prefix == null ? "" : var.job.storage.prefix, "/")
  blobs  = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"

  # Every action of the role on blobs: on those under the prefix; a list: of names under the prefix.
  prefix_condition = join(" AND ", [
    format(
      "((!(ActionMatches{'%[1]s/read'} AND NOT SubOperationMatches{'Blob.List'}) AND %[2]s) OR (@Resource[%[1]s:path] StringEquals '%[3]s' OR @Resource[%[1]s:path] StringStartsWith '%[3]s/'))",
      local.blobs,
      join(" AND ", [for action in ["write", "add/action", "move/action", "delete"] : "!(ActionMatches{'${local.blobs}/${action}'})"]),
      local.prefix
    ),
    format(
      "((!(ActionMatches{'%[1]s/read'} AND SubOperationMatches{'Blob.List'})) OR (@Request[%[1]s:prefix] StringEquals '%[2]s' OR @Request[%[1]s:prefix] StringStartsWith '%[2]s/'))",
      local.blobs,
      local.prefix
    ),
  ])

  storage_roles = { for container in compact([var.job.storage.bucket]) : "storage" => {
    scope                = join("/", compact([var.storage_account_id, "blobServices/default/containers", container]))
    role_definition_name = "Storage Blob Data Contributor"
    condition            = local.prefix == "" ? null : local.prefix_condition
    condition_version    = local.prefix == "" ? null : "2.0"
  } }
}
