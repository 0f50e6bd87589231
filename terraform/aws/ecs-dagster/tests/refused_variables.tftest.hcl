# Wrong values of the other variables are refused at plan: each listed one fails by itself.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  image = "dativo:1"
  job   = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
}

run "empty_or_of_no_shape" {
  command = plan

  variables {
    image                 = ""
    entrypoint            = []
    command               = []
    environment_variables = { LOG-LEVEL = "x" }
    secrets               = { API-KEY = "arn:aws:ssm:eu-west-1:123456789012:parameter/key" }
    log_retention_days    = 13
    alert_targets         = ["oncall"]
    cpu_architecture      = "arm64"
  }

  expect_failures = [
    var.image, var.entrypoint, var.command, var.environment_variables, var.secrets, var.log_retention_days,
    var.alert_targets, var.cpu_architecture,
  ]
}

run "not_the_callers" {
  command = plan

  variables {
    image                 = "dativo: 1"
    environment_variables = { TENANT_ID = "other" }
    secrets               = { ENVIRONMENT = "arn:aws:ssm:eu-west-1:123456789012:parameter/key" }
    log_retention_days    = 0
    alert_targets         = ["arn:aws:sns:eu-west-1:123456789012:oncall.fifo"]
  }

  expect_failures = [
    var.image, var.environment_variables, var.secrets, var.log_retention_days, var.alert_targets,
  ]
}

run "secret_itself" {
  command = plan

  variables {
    secrets       = { API_KEY = "hunter2" }
    alert_targets = [for number in range(5) : "arn:aws:sns:eu-west-1:123456789012:topic-${number}"]
  }

  expect_failures = [var.secrets, var.alert_targets]
}

run "secret_of_another_service" {
  command = plan

  variables {
    secrets = { API_KEY = "arn:aws:s3:::bucket/key" }
  }

  expect_failures = [var.secrets]
}
