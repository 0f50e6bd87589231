# An existing environment has its network already.
locals {
  subnet_given          = local.environment_made && length(var.job.networking.subnet_ids) > 0
  subnet_id             = local.subnet_given ? var.job.networking.subnet_ids[0] : null
  _security_group_given = local.subnet_given && length(var.job.networking.security_group_ids) > 0
  private               = local.subnet_given && var.job.networking.private_networking
}

# In Azure a security group belongs to a subnet, not to what runs in it.
resource "azurerm_subnet_network_security_group_association" "this" {
  count = local._security_group_given ? 1 : 0

  subnet_id                 = local.subnet_id
  network_security_group_id = var.job.networking.security_group_ids[0]

  depends_on = [terraform_data.checks]
}

# An existing environment has its own network, so this is only a warning.
check "network" {
  assert {
    condition = local.environment_made || (
      length(var.job.networking.subnet_ids) == 0 && length(var.job.networking.security_group_ids) == 0
    )
    error_message = "${local.at} networking must not be set where runtime.cluster_name is: it has no effect."
  }
}
