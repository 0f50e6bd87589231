# Values that the module refuses alone.

mock_provider "google" {}

variables {
  job        = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image      = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id = "acme-analytics"
  region     = "europe-west1"
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
    secrets = { PASSWORD = "hunter 2" }
  }

  expect_failures = [var.secrets]
}

run "secrets_6" {
  command = plan

  variables {
    secrets = { JOB_NAME = "a" }
  }

  expect_failures = [var.secrets]
}

run "log_retention_days_7" {
  command = plan

  variables {
    log_retention_days = 0
  }

  expect_failures = [var.log_retention_days]
}

run "alert_targets_8" {
  command = plan

  variables {
    alert_targets = ["oncall"]
  }

  expect_failures = [var.alert_targets]
}

run "project_id_9" {
  command = plan

  variables {
    project_id = "My Project"
  }

  expect_failures = [var.project_id]
}

run "region_10" {
  command = plan

  variables {
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "vpc_egress_11" {
  command = plan

  variables {
    vpc_egress = "all"
  }

  expect_failures = [var.vpc_egress]
}

run "launcher_members_12" {
  command = plan

  variables {
    launcher_members = ["allUsers"]
  }

  expect_failures = [var.launcher_members]
}
