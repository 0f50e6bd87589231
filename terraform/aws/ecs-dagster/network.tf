locals {
  # By the number of security groups, which is known where their ids are not.
  security_group_made = length(var.job.networking.security_group_ids) == 0
  security_group_ids = (
    local.security_group_made ? aws_security_group.task[*].id : var.job.networking.security_group_ids
  )

  # EC2 refuses a name that starts with "sg-". `checks` reports it with the job and the field.
  _security_group_name = startswith(lower(local.name), "sg-") ? null : "${local.name}-task"

  network_configuration = {
    awsvpcConfiguration = {
      subnets        = var.job.networking.subnet_ids
      securityGroups = local.security_group_ids
      assignPublicIp = var.job.networking.private_networking ? "DISABLED" : "ENABLED"
    }
  }
}

resource "aws_security_group" "task" {
  #checkov:skip=CKV_AWS_382:The ports of an ETL job's sources are not known here; security_group_ids narrows them.
  #checkov:skip=CKV2_AWS_5:The task is attached when it starts.
  count = local.security_group_made ? 1 : 0

  name        = local._security_group_name
  description = "Tasks of the ETL job ${local.name}"
  vpc_id      = var.job.networking.vpc_id
  tags        = local.tags

  # Set, so that Terraform removes a rule that somebody adds by hand.
  ingress = []

  egress {
    description      = "Sources and targets of the job"
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }

  lifecycle {
    # Without a VPC the group would be made in the account's default VPC.
    precondition {
      condition = can(regex("^vpc-[0-9a-z]+$", var.job.networking.vpc_id))
      error_message = join(" ", [
        "${local.at} networking.vpc_id must be the ID of a VPC, got ${jsonencode(var.job.networking.vpc_id)}.",
      ])
    }
  }

  depends_on = [terraform_data.checks]
}
