# Wrong values of the other variables are refused at plan: each listed one fails by itself.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "empty_or_of_no_shape" {
  command = plan

  variables {
    image                 = ""
    entrypoint            = []
    command               = []
    environment_variables = { "1BAD" = "x" }
    secrets               = { API-KEY = "key" }
    log_retention_days    = 0
    alert_targets         = ["oncall"]
    budget                = { billing_account = "012345-6789AB-CDEF01", project_number = "1", emails = [] }
    project_id            = "123456"
    region                = "europe-west1-b"
    vpc_egress            = "all"
    connector_cidr        = "10.8.0.0/24"
    launcher_members      = ["allUsers"]
    max_retries           = 11
  }

  expect_failures = [
    var.image, var.entrypoint, var.command, var.environment_variables, var.secrets, var.log_retention_days,
    var.alert_targets, var.budget, var.project_id, var.region, var.vpc_egress, var.connector_cidr, var.launcher_members,
    var.max_retries,
  ]
}

run "not_the_callers" {
  command = plan

  variables {
    image                 = "dativo 1.4"
    environment_variables = { TENANT_ID = "x" }
    secrets               = { JOB_NAME = "key" }
    log_retention_days    = 3651
    budget                = { billing_account = "acme", project_number = "1", emails = ["finops@acme.example"] }
    max_retries           = 0.5
  }

  expect_failures = [
    var.image, var.environment_variables, var.secrets, var.log_retention_days, var.budget, var.max_retries,
  ]
}

run "cloud_runs_own_or_a_secret" {
  command = plan

  variables {
    environment_variables = { CLOUD_RUN_TASK_INDEX = "1" }
    secrets               = { API_KEY = "hunter 2" }
    budget = {
      billing_account = "012345-6789AB-CDEF01"
      project_number  = "123456789012"
      emails          = ["finops@acme.example"]
      thresholds      = [0]
    }
  }

  expect_failures = [var.environment_variables, var.secrets, var.budget]
}

run "cloud_runs_own_secret_or_a_project_by_its_id" {
  command = plan

  variables {
    secrets = { CLOUD_RUN_JOB = "key" }
    budget = {
      billing_account = "012345-6789AB-CDEF01"
      project_number  = "acme-analytics"
      emails          = ["finops@acme.example"]
    }
  }

  expect_failures = [var.secrets, var.budget]
}
