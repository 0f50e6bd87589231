# What a job can have wrong: each is refused at plan.

mock_provider "azurerm" {
  source = "./tests/mocks"
}

variables {
  image               = "dativo:1"
  job                 = jsondecode(file("./tests/fixtures/sap_orders.json"))
  resource_group_name = "globex-etl"
  location            = "westeurope"
  storage_account_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Storage/storageAccounts/globexlake"
}

run "another_cloud" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { provider = "aws" })
  }

  expect_failures = [terraform_data.checks]
}

run "another_runtime" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { runtime = { type = "kubernetes", cluster_name = "shared" } })
  }

  expect_failures = [terraform_data.checks]
}

run "name_illegal" {
  command = plan

  variables {
    name = "Sap_Orders"
  }

  expect_failures = [terraform_data.checks]
}

run "name_with_two_hyphens" {
  command = plan

  variables {
    name = "sap--orders"
  }

  expect_failures = [terraform_data.checks]
}

run "name_too_long" {
  command = plan

  variables {
    name = "globex-sap-orders-of-the-whole-year"
  }

  expect_failures = [terraform_data.checks]
}

run "name_too_short" {
  command = plan

  variables {
    name = "sap"
  }

  expect_failures = [terraform_data.checks]
}

run "no_command" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { container_path = null })
  }

  expect_failures = [terraform_data.checks]
}

run "variable_and_secret" {
  command = plan

  variables {
    environment_variables = { SAP_PASSWORD = "x" }
    secrets               = { SAP_PASSWORD = "https://globex-data.vault.azure.net/secrets/sap-password" }
  }

  expect_failures = [terraform_data.checks]
}

run "cpu_of_kubernetes" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "500m" } })
  }

  expect_failures = [terraform_data.checks]
}

run "memory_of_fargate" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { memory = "4096" } })
  }

  expect_failures = [terraform_data.checks]
}

run "cpu_of_fargate" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "2048" } })
  }

  expect_failures = [terraform_data.checks]
}

run "cpu_between_steps" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "0.3" } })
  }

  expect_failures = [terraform_data.checks]
}

run "cpu_too_small_for_a_profile" {
  command = plan

  variables {
    job                   = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "0", memory = "1Gi" } })
    workload_profile_name = "d4"
  }

  expect_failures = [terraform_data.checks]
}

run "memory_between_steps" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { memory = "3.3Gi" } })
  }

  expect_failures = [terraform_data.checks]
}

run "no_memory" {
  command = plan

  variables {
    job                   = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "1", memory = "0Gi" } })
    workload_profile_name = "d4"
  }

  expect_failures = [terraform_data.checks]
}

run "memory_of_other_cpu" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { cpu = "1", memory = "4Gi" } })
  }

  expect_failures = [terraform_data.checks]
}

run "no_time" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { compute = { max_runtime_seconds = 0 } })
  }

  expect_failures = [terraform_data.checks]
}

run "environment_of_another_cloud" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { runtime = { type = "container_apps", cluster_name = "arn:aws:ecs:eu-west-1:123456789012:cluster/shared" } })
  }

  expect_failures = [terraform_data.checks]
}

run "profile_of_made_environment" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { private_networking = false }
    })
    workload_profile_name = "d4"
  }

  expect_failures = [terraform_data.checks]
}

run "no_subnet" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { runtime = { type = "container_apps" }, storage = {} })
  }

  expect_failures = [terraform_data.checks]
}

run "two_subnets" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/a", "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/b"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "two_security_groups" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/a"], security_group_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/networkSecurityGroups/a", "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/networkSecurityGroups/b"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "security_group_without_subnet" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { private_networking = false, security_group_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/networkSecurityGroups/a"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "subnet_is_a_name" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { subnet_ids = ["etl"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "subnet_of_another_network" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime = { type = "container_apps" }
      storage = {}
      networking = {
        vpc_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/acme"
        subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"]
      }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "security_group_of_another_cloud" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = {}
      networking = { subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/globex-data/providers/Microsoft.Network/virtualNetworks/globex/subnets/etl"], security_group_ids = ["sg-0a"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "identity_is_a_name" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { runtime = { type = "container_apps", cluster_name = "shared", service_account = "dativo-sap" } })
  }

  expect_failures = [terraform_data.checks]
}

run "identity_of_nobody" {
  command = plan

  variables {
    job      = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { runtime = { type = "container_apps", cluster_name = "shared" } })
    identity = { principal_id = "44444444-4444-4444-4444-444444444444", client_id = "55555555-5555-5555-5555-555555555555" }
  }

  expect_failures = [terraform_data.checks]
}

run "bucket_illegal" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { storage = { bucket = "Raw_Data" } })
  }

  expect_failures = [terraform_data.checks]
}

run "bucket_without_account" {
  command = plan

  variables {
    storage_account_id = null
  }

  expect_failures = [terraform_data.checks]
}

run "prefix_illegal" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { storage = { bucket = "raw", prefix = "sap'orders" } })
  }

  expect_failures = [terraform_data.checks]
}

run "key_of_another_cloud" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { storage = { kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555" } })
  }

  expect_failures = [terraform_data.checks]
}

run "key_and_made_workspace" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), {
      runtime    = { type = "container_apps" }
      storage    = { kms_key_id = "https://globex-data.vault.azure.net/keys/lake" }
      networking = { private_networking = false }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "tag_key_illegal" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { tags = { "cost/center" = "GX-400" } })
  }

  expect_failures = [terraform_data.checks]
}

run "tag_key_reserved" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { tags = { "AzureTeam" = "GX-400" } })
  }

  expect_failures = [terraform_data.checks]
}

run "tag_value_too_long" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { tags = { note = join("", [for n in range(257) : "x"]) } })
  }

  expect_failures = [terraform_data.checks]
}

run "tags_alike" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { tags = { Team = "a", team = "b" } })
  }

  expect_failures = [terraform_data.checks]
}

run "too_many_tags" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/sap_orders.json")), { tags = { for n in range(51) : "tag-${n}" => "x" } })
  }

  expect_failures = [terraform_data.checks]
}
