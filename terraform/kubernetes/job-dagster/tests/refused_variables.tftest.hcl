# Wrong values of the other variables are refused at plan: each listed one fails by itself.

mock_provider "kubernetes" {}

variables {
  job           = jsondecode(file("./tests/fixtures/kafka_events.json"))
  image         = "ghcr.io/acme/dativo:1.4.2"
  cluster_name  = "acme-data-eks"
  alert_targets = ["oncall", "data"]
}

run "empty_or_of_no_shape" {
  command = plan

  variables {
    image                       = ""
    entrypoint                  = []
    command                     = []
    environment_variables       = { "1BAD" = "x" }
    secrets                     = { PASSWORD = "hunter2" }
    log_retention_days          = 0
    alert_targets               = ["on call"]
    cluster_name                = ""
    launcher_service_accounts   = ["daemon"]
    run_as_user                 = 0
    image_pull_secrets          = [""]
    backoff_limit               = -1
    tolerations                 = [{ operator = "In" }]
    node_affinity               = [{ key = "zone", operator = "Equal" }]
    volumes                     = { cache = { mount_path = "/cache" } }
    dagster_instance_config_map = ""
  }

  expect_failures = [
    var.image, var.entrypoint, var.command, var.environment_variables, var.secrets, var.log_retention_days,
    var.alert_targets, var.cluster_name, var.launcher_service_accounts, var.run_as_user, var.image_pull_secrets,
    var.backoff_limit, var.tolerations, var.node_affinity, var.volumes, var.dagster_instance_config_map,
  ]
}

run "out_of_bounds" {
  command = plan

  variables {
    image                 = "dativo 1.4"
    environment_variables = { TENANT_ID = "x" }
    secrets               = { PASSWORD = "${join("", [for number in range(254) : "a"])}/password" }
    log_retention_days    = 0.5
    run_as_user           = 2147483648
    backoff_limit         = 2147483648
    volumes               = { Cache = { mount_path = "cache", empty_dir = "1Gi" } }
    tolerations           = [{ key = "spot", effect = "Never" }]
    image_pull_secrets    = [join("", [for number in range(254) : "a"])]
  }

  expect_failures = [
    var.image, var.environment_variables, var.secrets, var.log_retention_days, var.run_as_user, var.backoff_limit,
    var.volumes, var.tolerations, var.image_pull_secrets,
  ]
}

run "secret_of_the_job" {
  command = plan

  variables {
    secrets     = { JOB_NAME = "kafka/name" }
    run_as_user = 0.5
  }

  expect_failures = [var.secrets, var.run_as_user]
}
