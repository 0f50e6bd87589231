locals {
  # docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
  _refused_tags = sort([for key, value in local.tags : key if !(
    can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}$", key)) &&
    can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$", value)) &&
    !startswith(lower(key), "aws:") && !startswith(lower(value), "aws:")
  )])

  _network        = var.job.networking
  _cluster_arn    = "(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?"
  _key_arn        = "arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:"
  _key_alias_form = "^(${local._key_arn})?alias/[A-Za-z0-9/_-]+$"
  _key_id_form    = "^(${local._key_arn}key/)?([0-9a-f-]{36}|mrk-[0-9a-f]{32})$"
}

# Everything that can be wrong in a job, reported together. Every other resource depends on it.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.job.provider == "aws"
      error_message = "${local.at} provider must be aws, got ${jsonencode(var.job.provider)}."
    }

    precondition {
      condition     = var.job.runtime.type == "ecs"
      error_message = "${local.at} runtime.type must be ecs, got ${jsonencode(var.job.runtime.type)}."
    }

    precondition {
      condition = can(regex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", var.job.tenant_id))
      error_message = join(" ", [
        "${local.at} tenant_id must have 1 to 63 letters, digits, dots, _ and -, got",
        "${jsonencode(var.job.tenant_id)}.",
      ])
    }

    precondition {
      condition     = local.name_given
      error_message = "${local.at} slug must be set, or the module's name, got null."
    }

    precondition {
      condition = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]*$", local.name))
      error_message = join(" ", [
        "${local.at} name must have only letters, digits, _ and -, the first a letter or digit, got",
        "${jsonencode(local.name)}.",
      ])
    }

    precondition {
      condition = !local.security_group_made || !startswith(lower(local.name), "sg-")
      error_message = join(" ", [
        "${local.at} name must not start with \"sg-\", which EC2 refuses for a security group, got",
        "${jsonencode(local.name)}.",
      ])
    }

    precondition {
      condition = length(local.name) <= 48
      error_message = join(" ", [
        "${local.at} name must have at most 48 characters, got ${length(local.name)}. Set the module's name.",
      ])
    }

    precondition {
      condition = var.command != null || try(length(var.job.container_path) > 0, false)
      error_message = join(" ", [
        "${local.at} container_path must be set, or the module's command, got",
        "${jsonencode(var.job.container_path)}.",
      ])
    }

    precondition {
      condition = length(local.doubled_variables) == 0
      error_message = join(" ", [
        "${local.at} environment_variables must not repeat names of secrets, got",
        "${join(", ", local.doubled_variables)}.",
      ])
    }

    precondition {
      condition = var.job.compute.cpu == null || length(local.memory_sizes) > 0
      error_message = join(" ", [
        "${local.at} compute.cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384 (1024 is one vCPU), got",
        "${jsonencode(local.cpu)}.",
      ])
    }

    precondition {
      condition = (
        var.job.compute.cpu == null || length(local.memory_sizes) == 0 || contains(local.memory_sizes, local.memory)
      )
      error_message = join(" ", [
        "${local.at} compute.memory must be ${local.memory_range} (MiB) with cpu ${local.cpu}, got",
        "${jsonencode(local.memory)}.",
      ])
    }

    precondition {
      condition = var.job.compute.cpu != null || contains(local.memory_sizes, local.memory)
      error_message = join(" ", [
        "${local.at} compute.memory must be a size of Fargate in MiB, such as 512, 1024, 2048 or 8192, got",
        "${jsonencode(local.memory)}.",
      ])
    }

    precondition {
      condition     = length(local._network.subnet_ids) > 0
      error_message = "${local.at} networking.subnet_ids must name a subnet, got []."
    }

    precondition {
      condition = alltrue([for id in local._network.subnet_ids : can(regex("^subnet-[0-9a-z]+$", id))])
      error_message = join(" ", [
        "${local.at} networking.subnet_ids must be IDs of subnets (subnet-…), got",
        "${jsonencode(local._network.subnet_ids)}.",
      ])
    }

    precondition {
      condition = alltrue([for id in local._network.security_group_ids : can(regex("^sg-[0-9a-z]+$", id))])
      error_message = join(" ", [
        "${local.at} networking.security_group_ids must be IDs of security groups (sg-…), got",
        "${jsonencode(local._network.security_group_ids)}.",
      ])
    }

    precondition {
      condition     = !local.security_group_made || local._network.vpc_id != null
      error_message = "${local.at} networking.vpc_id must be set where security_group_ids is empty, got null."
    }

    precondition {
      condition = local._network.vpc_id == null ? true : can(regex("^vpc-[0-9a-z]+$", local._network.vpc_id))
      error_message = join(" ", [
        "${local.at} networking.vpc_id must be the ID of a VPC (vpc-…), got ${jsonencode(local._network.vpc_id)}.",
      ])
    }

    precondition {
      condition     = local.cluster_name != null
      error_message = "${local.at} runtime.cluster_name must be the name or ARN of an ECS cluster, got null."
    }

    precondition {
      condition = (
        local.cluster_name == null ?
        true : can(regex("^${local._cluster_arn}[A-Za-z0-9_-]{1,255}$", local.cluster_name))
      )
      error_message = join(" ", [
        "${local.at} runtime.cluster_name must be the name or ARN of an ECS cluster, got",
        "${jsonencode(local.cluster_name)}.",
      ])
    }

    precondition {
      condition = (
        local.task_role_made ?
        true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.job.runtime.service_account))
      )
      error_message = join(" ", [
        "${local.at} runtime.service_account must be the ARN of an IAM role, got",
        "${jsonencode(var.job.runtime.service_account)}.",
      ])
    }

    precondition {
      condition = local.bucket_allowed
      error_message = join(" ", [
        "${local.at} storage.bucket must be the name of an S3 bucket, without s3:// and path, got",
        "${jsonencode(var.job.storage.bucket)}.",
      ])
    }

    precondition {
      condition     = var.job.storage.bucket != null || !var.create_bucket
      error_message = "${local.at} storage.bucket must be set where the module's create_bucket is true, got null."
    }

    precondition {
      condition     = local.prefix_allowed
      error_message = local.prefix_error
    }

    precondition {
      condition = local.kms_key_id == null ? true : (
        can(regex(local._key_alias_form, local.kms_key_id)) || can(regex(local._key_id_form, local.kms_key_id))
      )
      error_message = join(" ", [
        "${local.at} storage.kms_key_id must be the ARN or ID of a key, or an alias, got",
        "${jsonencode(local.kms_key_id)}.",
      ])
    }

    precondition {
      condition = length(local._refused_tags) == 0
      error_message = join(" ", [
        "${local.at} tags must have letters, digits, spaces and _ . : / = + - @ only, at most 128 in a key and 256",
        "in a value, and no aws: in front, got ${join(", ", local._refused_tags)}.",
      ])
    }

    precondition {
      condition = length(distinct([for key in keys(local.tags) : lower(key)])) == length(local.tags)
      error_message = join(" ", [
        "${local.at} tags must not have two keys that differ in case only, got ${join(", ", keys(local.tags))}.",
      ])
    }

    precondition {
      condition = length(local.tags) <= 45
      error_message = join(" ", [
        "${local.at} tags must have at most 45 entries, so that Dagster can add its own, got ${length(local.tags)}.",
      ])
    }

    precondition {
      condition = local.budget_tag_allowed
      error_message = join(" ", [
        "${local.at} tags must have the tag that the budget filters by, got ${join(", ", keys(local.tags))}. Set",
        "the budget's tag.",
      ])
    }

    precondition {
      condition = var.job.budget == null ? true : var.job.budget.amount > 0
      error_message = join(" ", [
        "${local.at} budget.amount must be greater than 0, got ${jsonencode(try(var.job.budget.amount, null))}.",
      ])
    }
  }
}
