# The environment: used where the job names one, else made, private and with logs.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = { subscription_id = "11111111-1111-1111-1111-111111111111" }
  }

  mock_resource "azurerm_container_app_environment" {
    defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.App/managedEnvironments/made" }
  }

  mock_resource "azurerm_container_app_job" {
    defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.App/jobs/made" }
  }

  mock_resource "azurerm_log_analytics_workspace" {
    defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.OperationalInsights/workspaces/made" }
  }

  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.Insights/actionGroups/made" }
  }

  mock_resource "azurerm_monitor_metric_alert" {
    defaults = { id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.Insights/metricAlerts/made" }
  }

  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/etl/providers/Microsoft.ManagedIdentity/userAssignedIdentities/made"
      principal_id = "22222222-2222-2222-2222-222222222222"
      client_id    = "33333333-3333-3333-3333-333333333333"
    }
  }
}

variables {
  alert_targets       = ["oncall@globex.example"]
  image               = "dativo:1"
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
  job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
    runtime    = { type = "container_apps" }
    storage    = {}
    networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"] }
  })
}

run "used" {
  command = plan

  variables {
    job = jsondecode(file("./tests/fixtures/sap_orders.json"))
  }

  assert {
    condition = length(concat(
      azurerm_container_app_environment.this, azurerm_log_analytics_workspace.this,
      azurerm_subnet_network_security_group_association.this, data.azurerm_client_config.current
    )) == 0
    error_message = "Something that the job names is made again."
  }
}

run "used_by_name" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { runtime = { type = "container_apps", cluster_name = "shared" } })
  }

  assert {
    condition     = azurerm_container_app_job.this.container_app_environment_id == "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/globex-etl/providers/Microsoft.App/managedEnvironments/shared"
    error_message = "An environment's name becomes its id, in this subscription and resource group."
  }
}

run "made_private" {
  assert {
    condition = alltrue([for environment in [azurerm_container_app_environment.this[0]] : alltrue([
      environment.name == var.job.slug,
      environment.infrastructure_subnet_id == var.job.networking.subnet_ids[0],
      environment.internal_load_balancer_enabled,
      environment.public_network_access == "Disabled",
      one(environment.workload_profile).name == "Consumption",
      environment.infrastructure_resource_group_name == "ME_${var.job.slug}_globex-etl_westeurope",
      one(environment.workload_profile).workload_profile_type == "Consumption",
    ])])
    error_message = "The environment isn't private in the job's subnet."
  }

  assert {
    condition = (
      azurerm_container_app_job.this.container_app_environment_id == azurerm_container_app_environment.this[0].id &&
      output.environment_id == azurerm_container_app_environment.this[0].id
    )
    error_message = "The job runs in the environment that was made."
  }

  assert {
    condition = alltrue([
      azurerm_container_app_environment.this[0].logs_destination == "log-analytics",
      azurerm_container_app_environment.this[0].log_analytics_workspace_id == azurerm_log_analytics_workspace.this[0].id,
      output.log_destination == azurerm_log_analytics_workspace.this[0].id,
      azurerm_log_analytics_workspace.this[0].retention_in_days == 30,
      azurerm_log_analytics_workspace.this[0].sku == "PerGB2018",
    ])
    error_message = "The environment's logs aren't kept."
  }

  assert {
    condition     = length(azurerm_subnet_network_security_group_association.this) == 0
    error_message = "The subnet gets a security group that nobody named."
  }
}

run "made_public" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { private_networking = false }
    })
  }

  assert {
    condition = alltrue([for environment in [azurerm_container_app_environment.this[0]] : alltrue([
      environment.infrastructure_subnet_id == null,
      environment.internal_load_balancer_enabled == null,
    ])])
    error_message = "private_networking = false needs no subnet."
  }
}

run "made_public_in_subnet" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime = { type = "container_apps" }
      storage = {}
      networking = {
        subnet_ids         = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"]
        private_networking = false
      }
    })
  }

  assert {
    condition = (
      azurerm_container_app_environment.this[0].infrastructure_subnet_id != null &&
      azurerm_container_app_environment.this[0].internal_load_balancer_enabled == null
    )
    error_message = "private_networking = false keeps the subnet and takes the private load balancer away."
  }
}

run "security_group_named" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime = { type = "container_apps" }
      storage = {}
      networking = {
        vpc_id             = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex"
        subnet_ids         = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"]
        security_group_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/networkSecurityGroups/etl"]
      }
    })
  }

  assert {
    condition = (
      azurerm_subnet_network_security_group_association.this[0].subnet_id == var.job.networking.subnet_ids[0] &&
      azurerm_subnet_network_security_group_association.this[0].network_security_group_id == var.job.networking.security_group_ids[0]
    )
    error_message = "The job's security group doesn't guard its subnet."
  }
}

run "retention" {
  command = plan

  variables {
    log_retention_days = 365
  }

  assert {
    condition     = azurerm_log_analytics_workspace.this[0].retention_in_days == 365
    error_message = "Logs are kept for the caller's days."
  }
}

# A key can't be applied to a workspace that the module makes; a workspace of one's own may have it.
run "workspace_given" {
  command = plan

  variables {
    log_analytics_workspace = {
      id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.OperationalInsights/workspaces/own-key"
    }
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"] }
    })
  }

  assert {
    condition = (
      length(azurerm_log_analytics_workspace.this) == 0 &&
      azurerm_container_app_environment.this[0].log_analytics_workspace_id == var.log_analytics_workspace.id &&
      output.log_destination == var.log_analytics_workspace.id
    )
    error_message = "The environment's logs don't go to the caller's workspace."
  }
}

run "existing_environment" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"] }
    })
  }

  expect_failures = [check.network]
}
