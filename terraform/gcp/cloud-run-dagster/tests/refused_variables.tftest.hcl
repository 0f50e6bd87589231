# Values that the module refuses alone.

mock_provider "google" {}

variables {
  job        = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image      = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id = "acme-analytics"
  region     = "europe-west1"
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
    secrets = { PASSWORD = "hunter 2" }
  }

  expect_failures = [var.secrets]
}

run "secret_of_the_job" {
  command = plan

  variables {
    secrets = { JOB_NAME = "a" }
  }

  expect_failures = [var.secrets]
}

run "no_days" {
  command = plan

  variables {
    log_retention_days = 0
  }

  expect_failures = [var.log_retention_days]
}

run "target_without_a_domain" {
  command = plan

  variables {
    alert_targets = ["oncall"]
  }

  expect_failures = [var.alert_targets]
}

run "project_by_its_name" {
  command = plan

  variables {
    project_id = "My Project"
  }

  expect_failures = [var.project_id]
}

run "zone_as_a_region" {
  command = plan

  variables {
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "unknown_egress" {
  command = plan

  variables {
    vpc_egress = "all"
  }

  expect_failures = [var.vpc_egress]
}

run "everybody" {
  command = plan

  variables {
    launcher_members = ["allUsers"]
  }

  expect_failures = [var.launcher_members]
}

run "variable_of_cloud_run" {
  command = plan

  variables {
    environment_variables = { CLOUD_RUN_TASK_INDEX = "1" }
  }

  expect_failures = [var.environment_variables]
}

run "secret_of_cloud_run" {
  command = plan

  variables {
    secrets = { CLOUD_RUN_JOB = "a" }
  }

  expect_failures = [var.secrets]
}

run "secret_name" {
  command = plan

  variables {
    secrets = { "1BAD" = "a" }
  }

  expect_failures = [var.secrets]
}

run "ten_years_and_a_day" {
  command = plan

  variables {
    log_retention_days = 3651
  }

  expect_failures = [var.log_retention_days]
}

run "half_days" {
  command = plan

  variables {
    log_retention_days = 30.5
  }

  expect_failures = [var.log_retention_days]
}
