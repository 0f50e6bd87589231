# The rules that terraform-aws-modules/terraform-aws-ecs runs, in every module: tflint --recursive --config "$PWD/.tflint.hcl"

config {
  disabled_by_default = true
}

plugin "terraform" {
  enabled = true
}

rule "terraform_comment_syntax" {
  enabled = true
}

rule "terraform_deprecated_index" {
  enabled = true
}

rule "terraform_deprecated_interpolation" {
  enabled = true
}

rule "terraform_documented_outputs" {
  enabled = true
}

rule "terraform_documented_variables" {
  enabled = true
}

rule "terraform_module_pinned_source" {
  enabled = true
}

# A local value that one file uses begins with an underscore.
rule "terraform_naming_convention" {
  enabled = true

  locals {
    custom = "^_?[a-z][a-z0-9]*(_[a-z0-9]+)*$"
  }
}

rule "terraform_required_providers" {
  enabled = true
}

rule "terraform_required_version" {
  enabled = true
}

rule "terraform_standard_module_structure" {
  enabled = true
}

rule "terraform_typed_variables" {
  enabled = true
}

rule "terraform_unused_declarations" {
  enabled = true
}

rule "terraform_workspace_remote" {
  enabled = true
}
