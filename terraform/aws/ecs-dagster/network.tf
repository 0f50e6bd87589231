locals {
  security_group_made = length(var.job.networking.security_group_ids) == 0 && var.job.networking.vpc_id != null
  security_group_ids  = local.security_group_made ? aws_security_group.task[*].id : var.job.networking.security_group_ids

  network_configuration = {
    awsvpcConfiguration = {
      subnets        = var.job.networking.subnet_ids
      securityGroups = local.security_group_ids
      assignPublicIp = var.job.networking.private_networking ? "DISABLED" : "ENABLED"
    }
  }
}

resource "aws_security_group" "task" {
  #checkov:skip=CKV_AWS_382:Which ports the sources of an ETL job listen on is not known here; security_group_ids narrows it.
  #checkov:skip=CKV2_AWS_5:The task is attached when it is started.
  count = local.security_group_made ? 1 : 0

  name        = "${local.name}-task"
  description = "Tasks of the ETL job ${local.name}"
  vpc_id      = var.job.networking.vpc_id
  tags        = local.tags

  # Written out, so that a rule which somebody adds by hand is taken away again.
  ingress = []

  egress {
    description      = "Sources and targets of the job"
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}
