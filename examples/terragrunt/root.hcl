# One directory under live/ for each job under jobs/, of the same path. All that a unit needs comes from the job's YAML:
# the module's source (which plain Terraform can't take from data), the place of the state, the tags.

locals {
  root = dirname(find_in_parent_folders("root.hcl"))
  yaml = "${local.root}/${replace(path_relative_to_include(), "/^live/", "jobs")}.yaml"

  # run_cmd has no standard input: the query comes as arguments. Paths are absolute, so they hold in Terragrunt's cache too.
  result = jsondecode(run_cmd("--terragrunt-quiet", "provider-bridge", "query", "-q", "jobs=${local.yaml}"))
  job    = jsondecode(values(local.result)[0])

  source = local.job.terraform.module_source
}

terraform {
  source = startswith(local.source, "git::") ? local.source : "${local.root}/${local.source}"

  extra_arguments "keep_plan" {
    commands  = ["plan"]
    arguments = ["-out=audited.tfplan"]
  }

  before_hook "validate" {
    commands = ["plan", "apply"]
    execute  = ["provider-bridge", "validate", local.yaml]
  }

  # Terragrunt runs OpenTofu or Terraform, and names the one that it runs.
  after_hook "audit" {
    commands = ["plan"]
    execute  = ["bash", "-c", "\"$TG_CTX_TF_PATH\" show -json audited.tfplan | provider-bridge audit - --jobs \"$0\"", local.yaml]
  }
}

remote_state {
  backend = "local"
  config  = { path = "${local.root}/${local.job.terraform.backend_config.path}" }

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }
}

inputs = {
  name = local.job.slug
  tags = local.job.tags
}
