# Recipients of failures; how long logs are kept; the budget.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "nobody_listens" {
  command = plan

  variables {
    alert_targets = []
  }

  assert {
    condition     = length(google_monitoring_alert_policy.failed) == 0 && output.alert_id == null
    error_message = "An alert is made that nobody hears."
  }

  expect_failures = [check.alerts]
}

run "channel_named" {
  command = plan

  assert {
    condition     = google_monitoring_alert_policy.failed[0].notification_channels == tolist(["projects/acme-analytics/notificationChannels/1"]) && length(google_monitoring_notification_channel.email) == 0
    error_message = "A channel that exists is used."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.failed[0].conditions[0].condition_threshold[0].filter, "metric.labels.result = \"failed\"")
    error_message = "Failed executions raise an alert."
  }

  assert {
    condition     = google_monitoring_alert_policy.failed[0].alert_strategy[0].auto_close == "1800s"
    error_message = "An incident stays open, and the next failure of the day is silent."
  }

  assert {
    condition = (
      strcontains(google_monitoring_alert_policy.failed[0].documentation[0].content, "acme-ga4-sessions failed") &&
      strcontains(google_monitoring_alert_policy.failed[0].documentation[0].content, output.log_link)
    )
    error_message = "The message must have the job and a link to its logs."
  }
}

run "logs_by_default" {
  command = plan

  assert {
    condition     = length(google_logging_project_bucket_config.this) == 0 && startswith(output.log_destination, "https://")
    error_message = "Without a log bucket of its own the job's logs are a link."
  }
}

run "log_bucket" {
  command = plan

  variables {
    create_log_bucket  = true
    log_retention_days = 90
  }

  assert {
    condition     = google_logging_project_bucket_config.this[0].retention_days == 90 && google_logging_project_bucket_config.this[0].cmek_settings[0].kms_key_name == var.job.storage.kms_key_id
    error_message = "The log bucket keeps as long as asked, with the job's key."
  }

  assert {
    condition     = length(google_logging_project_sink.this) == 1 && strcontains(google_logging_project_sink.this[0].filter, "acme-ga4-sessions")
    error_message = "The job's logs go to its bucket."
  }
}

run "budget" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { budget = { amount = 7.01, currency = "EUR" } })
    budget = {
      billing_account = "012345-6789AB-CDEF01"
      project_number  = "123456789012"
      emails          = ["finops@acme.example"]
    }
  }

  assert {
    condition = alltrue([
      google_billing_budget.this[0].amount[0].specified_amount[0].units == "7",
      google_billing_budget.this[0].amount[0].specified_amount[0].nanos == 10000000,
      google_billing_budget.this[0].amount[0].specified_amount[0].currency_code == "EUR",
      google_billing_budget.this[0].budget_filter[0].projects == toset(["projects/123456789012"]),
      google_billing_budget.this[0].budget_filter[0].labels == tomap({ dativo-job = "ga4-sessions" }),
      google_billing_budget.this[0].threshold_rules[*].threshold_percent == tolist([0.8, 1]),
      google_monitoring_notification_channel.budget["finops@acme.example"].user_labels == tomap(var.job.tags),
    ])
    error_message = "The budget isn't the job's, or counts other jobs."
  }
}

run "no_budget_in_the_job" {
  command = plan

  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", project_number = "1", emails = ["finops@acme.example"] }
    job    = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { budget = null })
  }

  assert {
    condition     = length(google_billing_budget.this) == 0
    error_message = "A budget is made that the job doesn't have."
  }
}
