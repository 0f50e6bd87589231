# Jobs that the module refuses at plan, each by its own precondition.

mock_provider "kubernetes" {}

variables {
  image = "ghcr.io/acme/dativo:1.4.2"
}

run "wrong_provider" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      provider = "oci"
    })
  }

  expect_failures = [terraform_data.checks]
}

run "wrong_runtime" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "ecs" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_namespace" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes", namespace = "Data_Team" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_account" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes", service_account = "Not A Name" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "no_command" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      container_path = null
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_cpu" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { cpu = "2 vCPU" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_memory" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { memory = "4096" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_time" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { max_runtime_seconds = 0.5 }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_label" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      labels = { "Business Unit" = "x" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_label_value" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      labels = { Team = "a,b" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "reserved_label" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      labels = { "app.kubernetes.io/name" = "x" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_name" {
  command = plan

  variables {
    job  = jsondecode(file("./tests/fixtures/kafka_events.json"))
    name = "Kafka_Events"
  }

  expect_failures = [terraform_data.checks]
}

run "doubled_variable" {
  command = plan

  variables {
    job                   = jsondecode(file("./tests/fixtures/kafka_events.json"))
    environment_variables = { LEVEL = "debug" }
    secrets               = { LEVEL = "kafka/level" }
  }

  expect_failures = [terraform_data.checks]
}

run "default_namespace_made" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes" }
    })
    create_namespace = true
  }

  expect_failures = [terraform_data.checks]
}

run "system_namespace_made" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes", namespace = "kube-etl" }
    })
    create_namespace = true
  }

  expect_failures = [terraform_data.checks]
}

run "long_account" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      runtime = { type = "kubernetes", service_account = join("", [for _ in range(254) : "a"]) }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_requirement" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      dagster = { resource_requirements = { limit_memory = "4 GB" } }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "zero_memory" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { memory = "0Gi" }
      dagster = null
    })
  }

  expect_failures = [terraform_data.checks]
}

run "cpu_above_its_limit" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      dagster = { resource_requirements = { request_cpu = "1001m", limit_cpu = "1" } }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "memory_above_its_limit" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { memory = "4Gi" }
      dagster = { resource_requirements = { limit_memory = "4G" } }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_node" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      compute = { instance_type = "m6i large" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_annotation" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      annotations = { "dativo:tenant" = "acme" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "long_name" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/kafka_events.json")), {
      slug = join("", [for _ in range(53) : "a"])
    })
  }

  expect_failures = [terraform_data.checks]
}
