locals {
  secrets = { for name, reference in var.secrets : name => {
    secret = (
      startswith(reference, "projects/") ? join("/", slice(split("/", reference), 0, 4)) :
      split(":", reference)[0]
    )
    version = (
      startswith(reference, "projects/") ? try(split("/", reference)[5], "latest") :
      try(split(":", reference)[1], "latest")
    )
  } }

  # Secret => the ways it is written in: by name, with the project's id, or with the project's number.
  _spellings = { for secret in distinct([for secret in values(local.secrets) : secret.secret]) :
    replace(replace(secret, "/^projects/[0-9]+/secrets//", ""), "projects/${var.project_id}/secrets/", "") => secret...
  }
  ambiguous_secrets = sort(flatten([for spellings in values(local._spellings) : spellings if length(spellings) > 1]))
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = toset([for secret in values(local.secrets) : secret.secret])

  project   = startswith(each.value, "projects/") ? split("/", each.value)[1] : var.project_id
  secret_id = startswith(each.value, "projects/") ? split("/", each.value)[3] : each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = local.member

  depends_on = [terraform_data.checks]
}
