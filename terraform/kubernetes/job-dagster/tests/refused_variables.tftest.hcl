# Values that the module refuses alone.

mock_provider "kubernetes" {}

variables {
  job   = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image = "ghcr.io/acme/dativo:1.4.2"
}

run "image_0" {
  command = plan

  variables {
    image = "dativo 1.4"
  }

  expect_failures = [var.image]
}

run "entrypoint_1" {
  command = plan

  variables {
    entrypoint = []
  }

  expect_failures = [var.entrypoint]
}

run "command_2" {
  command = plan

  variables {
    command = []
  }

  expect_failures = [var.command]
}

run "environment_variables_3" {
  command = plan

  variables {
    environment_variables = { "1BAD" = "x" }
  }

  expect_failures = [var.environment_variables]
}

run "environment_variables_4" {
  command = plan

  variables {
    environment_variables = { TENANT_ID = "x" }
  }

  expect_failures = [var.environment_variables]
}

run "secrets_5" {
  command = plan

  variables {
    secrets = { PASSWORD = "hunter2" }
  }

  expect_failures = [var.secrets]
}

run "secrets_6" {
  command = plan

  variables {
    secrets = { JOB_NAME = "a/b" }
  }

  expect_failures = [var.secrets]
}

run "log_retention_days_7" {
  command = plan

  variables {
    log_retention_days = 0.5
  }

  expect_failures = [var.log_retention_days]
}

run "alert_targets_8" {
  command = plan

  variables {
    alert_targets = ["on call"]
  }

  expect_failures = [var.alert_targets]
}

run "launcher_service_accounts_9" {
  command = plan

  variables {
    launcher_service_accounts = ["daemon"]
  }

  expect_failures = [var.launcher_service_accounts]
}

run "run_as_user_10" {
  command = plan

  variables {
    run_as_user = 0
  }

  expect_failures = [var.run_as_user]
}
