# Values that the module refuses alone.

mock_provider "kubernetes" {}

variables {
  job   = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image = "ghcr.io/acme/dativo:1.4.2"
}

run "image_with_a_space" {
  command = plan

  variables {
    image = "dativo 1.4"
  }

  expect_failures = [var.image]
}

run "empty_entrypoint" {
  command = plan

  variables {
    entrypoint = []
  }

  expect_failures = [var.entrypoint]
}

run "empty_command" {
  command = plan

  variables {
    command = []
  }

  expect_failures = [var.command]
}

run "variable_name" {
  command = plan

  variables {
    environment_variables = { "1BAD" = "x" }
  }

  expect_failures = [var.environment_variables]
}

run "variable_of_the_job" {
  command = plan

  variables {
    environment_variables = { TENANT_ID = "x" }
  }

  expect_failures = [var.environment_variables]
}

run "value_as_a_secret" {
  command = plan

  variables {
    secrets = { PASSWORD = "hunter2" }
  }

  expect_failures = [var.secrets]
}

run "secret_of_the_job" {
  command = plan

  variables {
    secrets = { JOB_NAME = "a/b" }
  }

  expect_failures = [var.secrets]
}

run "half_a_day" {
  command = plan

  variables {
    log_retention_days = 0.5
  }

  expect_failures = [var.log_retention_days]
}

run "receiver_with_a_space" {
  command = plan

  variables {
    alert_targets = ["on call"]
  }

  expect_failures = [var.alert_targets]
}

run "account_without_namespace" {
  command = plan

  variables {
    launcher_service_accounts = ["daemon"]
  }

  expect_failures = [var.launcher_service_accounts]
}

run "root" {
  command = plan

  variables {
    run_as_user = 0
  }

  expect_failures = [var.run_as_user]
}

run "secret_name" {
  command = plan

  variables {
    secrets = { "1BAD" = "kafka/password" }
  }

  expect_failures = [var.secrets]
}

run "pull_secret" {
  command = plan

  variables {
    image_pull_secrets = ["Registry Key"]
  }

  expect_failures = [var.image_pull_secrets]
}

run "config_map" {
  command = plan

  variables {
    dagster_instance_config_map = "Dagster Instance"
  }

  expect_failures = [var.dagster_instance_config_map]
}
