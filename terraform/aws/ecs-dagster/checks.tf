locals {
  # The characters and lengths that ECS, IAM and CloudWatch Logs take in tags.
  illegal_tags = sort([for key, value in local.tags : key if !(
    can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{1,128}$", key)) &&
    can(regex("^[\\p{L}\\p{Z}\\p{N}_.:/=+@-]{0,256}$", value)) &&
    !startswith(lower(key), "aws:") && !startswith(lower(value), "aws:")
  )])
  doubled_variables = sort(setintersection(keys(var.environment_variables), keys(var.secrets)))

  at = "job \"${local.key}\":"
}

# All that a job can have wrong, told together and before anything is made.
resource "terraform_data" "checks" {
  lifecycle {
    precondition {
      condition     = var.job.provider == "aws"
      error_message = "${local.at} provider is ${var.job.provider}, but this module makes AWS resources."
    }

    precondition {
      condition     = var.job.runtime.type == "ecs"
      error_message = "${local.at} runtime.type is ${var.job.runtime.type}, but this module serves ecs."
    }

    precondition {
      condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]*$", local.name))
      error_message = "${local.at} name is \"${local.name}\", but takes letters, digits, - and _, a letter or digit first."
    }

    precondition {
      condition     = length(local.name) <= 48
      error_message = "${local.at} name \"${local.name}\" has ${length(local.name)} characters, but 48 is the limit. Set the module's `name`."
    }

    precondition {
      condition     = var.command != null || var.job.container_path != null
      error_message = "${local.at} container_path is not set, and the module's `command` isn't either."
    }

    precondition {
      condition     = length(local.doubled_variables) == 0
      error_message = "${local.at} ${join(", ", local.doubled_variables)} stands in both the module's `environment_variables` and `secrets`."
    }

    precondition {
      condition     = length(local.memory_sizes) > 0
      error_message = "${local.at} compute.cpu is ${local.cpu}, but Fargate takes 256, 512, 1024, 2048, 4096, 8192 or 16384 (1024 is one vCPU)."
    }

    precondition {
      condition     = length(local.memory_sizes) == 0 || contains(local.memory_sizes, local.memory)
      error_message = "${local.at} compute.memory is ${local.memory}, but cpu ${local.cpu} takes ${local.memory_range} (MiB)."
    }

    precondition {
      condition     = length(var.job.networking.subnet_ids) > 0
      error_message = "${local.at} networking.subnet_ids is empty, but a Fargate task needs a subnet."
    }

    precondition {
      condition     = var.job.networking.vpc_id != null || length(var.job.networking.security_group_ids) > 0
      error_message = "${local.at} networking.vpc_id is not set. Name the VPC to make a security group in, or networking.security_group_ids."
    }

    precondition {
      condition     = local.cluster_name != null || var.create_cluster
      error_message = "${local.at} runtime.cluster_name is not set. Name the cluster, or set the module's `create_cluster`."
    }

    precondition {
      condition     = !(var.create_cluster && local.cluster_by_arn)
      error_message = "${local.at} runtime.cluster_name is an ARN, but the module's `create_cluster` takes a name."
    }

    precondition {
      condition = local.cluster_name == null ? true : can(regex(
        "^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}$", local.cluster_name
      ))
      error_message = "${local.at} runtime.cluster_name is ${jsonencode(local.cluster_name)}, but takes the name or the ARN of an ECS cluster."
    }

    precondition {
      condition     = local.task_role_made ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.job.runtime.service_account))
      error_message = "${local.at} runtime.service_account is ${jsonencode(var.job.runtime.service_account)}, but takes the ARN of an IAM role."
    }

    precondition {
      condition     = var.job.storage.bucket == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.job.storage.bucket))
      error_message = "${local.at} storage.bucket is ${jsonencode(var.job.storage.bucket)}, but takes the name of an S3 bucket, without s3:// and path."
    }

    precondition {
      condition     = var.job.storage.bucket != null || !var.create_bucket
      error_message = "${local.at} storage.bucket is not set, but the module's `create_bucket` is."
    }

    precondition {
      condition     = !can(regex("[*?$]", local.prefix))
      error_message = "${local.at} storage.prefix is \"${local.prefix}\", but *, ? and $ would open more than the prefix in an IAM policy."
    }

    precondition {
      condition = local.kms_key_id == null ? true : can(regex(
        "^((arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:)?alias/[A-Za-z0-9/_-]+|(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/)?([0-9a-f-]{36}|mrk-[0-9a-f]{32}))$",
        local.kms_key_id
      ))
      error_message = "${local.at} storage.kms_key_id is ${jsonencode(local.kms_key_id)}, but takes a key's ARN or id, or an alias (alias/NAME or its ARN)."
    }

    precondition {
      condition     = length(local.illegal_tags) == 0
      error_message = "${local.at} tags: AWS refuses ${join(", ", local.illegal_tags)}. Letters, digits, spaces and _ . : / = + - @ are legal, 128 in a key and 256 in a value, but not aws: in front."
    }

    precondition {
      condition     = length(distinct([for key in keys(local.tags) : lower(key)])) == length(local.tags)
      error_message = "${local.at} tags has two keys that differ in case only, which IAM refuses."
    }

    precondition {
      condition     = length(local.tags) <= 45
      error_message = "${local.at} tags has ${length(local.tags)} entries, but a task takes 45 and those that Dagster adds."
    }
  }
}
