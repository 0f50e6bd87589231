# The Cloud Run job, its identity, network, storage, secrets, logs and alert.

mock_provider "google" {}

variables {
  job        = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image      = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id = "acme-analytics"
  region     = "europe-west1"
}

run "what_the_job_names" {
  command = plan

  assert {
    condition     = length(google_service_account.this) == 0 && google_cloud_run_v2_job.this.template[0].template[0].service_account == var.job.runtime.service_account
    error_message = "A service account that the job names is used."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].encryption_key == var.job.storage.kms_key_id
    error_message = "The job's key encrypts the job."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].timeout == "3600s" && google_cloud_run_v2_job.this.template[0].template[0].max_retries == 0
    error_message = "compute.max_runtime_seconds ends an execution, which isn't tried twice."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "2", memory = "4Gi" })
    error_message = "compute is the container's limits."
  }

  assert {
    condition = { for env in google_cloud_run_v2_job.this.template[0].template[0].containers[0].env : env.name => env.value } == {
      ENVIRONMENT = "prod", JOB_NAME = "ga4_sessions", TENANT_ID = "acme"
    }
    error_message = "The container knows its tenant, job and environment."
  }

  assert {
    condition = (
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY" &&
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].network_interfaces[0].subnetwork == var.job.networking.subnet_ids[0] &&
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].network_interfaces[0].network == var.job.networking.vpc_id
    )
    error_message = "Private ranges go through the job's subnet."
  }

  assert {
    condition = google_storage_bucket_iam_member.this[0].role == "roles/storage.objectUser" && google_storage_bucket_iam_member.this[0].condition[0].expression == join(" || ", [
      "resource.name.startsWith('projects/_/buckets/acme-analytics-lake/objects/raw/ga4/sessions/')",
      "api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('raw/ga4/sessions/')",
    ])
    error_message = "The job reads, writes and lists below its prefix only."
  }

  assert {
    condition     = length(google_logging_project_bucket_config.this) == 0 && startswith(output.log_destination, "https://")
    error_message = "Without a log bucket of its own the job's logs are a link."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.failed.conditions[0].condition_threshold[0].filter, "metric.labels.result = \"failed\"")
    error_message = "Failed executions raise an alert."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.deletion_protection == false
    error_message = "The job is code and may be deleted."
  }
}

run "what_is_made" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      runtime    = { type = "cloud_run" }
      networking = {}
      storage    = { bucket = "lake" }
      compute    = {}
    })
  }

  assert {
    condition     = google_service_account.this[0].account_id == "acme-ga4-sessions"
    error_message = "A job without an identity gets one."
  }

  assert {
    condition     = length(google_cloud_run_v2_job_iam_member.launcher) + length(google_cloud_run_v2_job_iam_member.watcher) + length(google_secret_manager_secret_iam_member.this) == 0
    error_message = "Nobody gets a right that wasn't asked for."
  }

  assert {
    condition     = length(google_cloud_run_v2_job.this.template[0].template[0].vpc_access) == 0
    error_message = "A job without a network reaches no VPC."
  }

  assert {
    condition     = length(google_storage_bucket_iam_member.this[0].condition) == 0
    error_message = "Without a prefix the bucket is the job's."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "512Mi" })
    error_message = "The least that Cloud Run has is the default."
  }
}

run "subnet_by_its_name" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { subnet_ids = ["etl"], security_group_ids = ["etl-egress"] }
    })
  }

  assert {
    condition = (
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].network_interfaces[0].subnetwork == "etl" &&
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].network_interfaces[0].tags == tolist(["etl-egress"])
    )
    error_message = "A subnet's bare name is used as it is, and security_group_ids are the network tags."
  }
}

run "connector" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { subnet_ids = ["projects/acme-analytics/locations/europe-west1/connectors/etl"] }
    })
    vpc_egress = "ALL_TRAFFIC"
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].connector == "projects/acme-analytics/locations/europe-west1/connectors/etl" && google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].egress == "ALL_TRAFFIC"
    error_message = "A connector is used as one."
  }
}

run "secrets" {
  command = plan

  variables {
    secrets = {
      PLAIN  = "ga4-key"
      PINNED = "ga4-key:3"
      OTHER  = "projects/shared/secrets/token/versions/7"
      NEWEST = "projects/shared/secrets/token"
    }
  }

  assert {
    condition = { for env in google_cloud_run_v2_job.this.template[0].template[0].containers[0].env : env.name =>
      "${env.value_source[0].secret_key_ref[0].secret}:${env.value_source[0].secret_key_ref[0].version}" if length(env.value_source) > 0
      } == {
      PLAIN  = "ga4-key:latest"
      PINNED = "ga4-key:3"
      OTHER  = "projects/shared/secrets/token:7"
      NEWEST = "projects/shared/secrets/token:latest"
    }
    error_message = "Every form of a reference is understood."
  }

  assert {
    condition = { for secret, member in google_secret_manager_secret_iam_member.this : secret => "${member.project}/${member.secret_id}" } == {
      "ga4-key"                       = "acme-analytics/ga4-key"
      "projects/shared/secrets/token" = "shared/token"
    }
    error_message = "Each secret can be read by the job, once."
  }
}

run "logs_and_launchers" {
  command = plan

  variables {
    create_log_bucket  = true
    log_retention_days = 90
    launcher_members   = ["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"]
    alert_targets      = ["projects/acme-analytics/notificationChannels/1"]
  }

  assert {
    condition     = google_logging_project_bucket_config.this[0].retention_days == 90 && google_logging_project_bucket_config.this[0].cmek_settings[0].kms_key_name == var.job.storage.kms_key_id
    error_message = "The log bucket keeps as long as asked, with the job's key."
  }

  assert {
    condition     = length(google_logging_project_sink.this) == 1 && strcontains(google_logging_project_sink.this[0].filter, "acme-ga4-sessions")
    error_message = "The job's logs go to its bucket."
  }

  assert {
    condition     = google_cloud_run_v2_job_iam_member.launcher["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"].role == "roles/run.jobsExecutorWithOverrides"
    error_message = "The orchestrator may start the job with other arguments."
  }

  assert {
    condition = (
      google_cloud_run_v2_job_iam_member.watcher["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"].role == "roles/run.viewer" &&
      google_cloud_run_v2_job_iam_member.watcher["serviceAccount:dagster@acme-analytics.iam.gserviceaccount.com"].name == google_cloud_run_v2_job.this.name
    )
    error_message = "The orchestrator sees the executions of this job, and of no other."
  }

  assert {
    condition     = google_monitoring_alert_policy.failed.notification_channels == tolist(["projects/acme-analytics/notificationChannels/1"]) && length(google_monitoring_notification_channel.email) == 0
    error_message = "A channel that exists is used."
  }
}

run "outputs" {
  command = plan

  variables {
    entrypoint = ["dativo"]
    command    = ["run", "--all"]
  }

  assert {
    condition = jsonencode(output.dagster_cloud_run_config) == jsonencode({
      job_name_by_code_location = { acme_marketing = "acme-ga4-sessions" }
      project                   = "acme-analytics"
      region                    = "europe-west1"
      run_job_retry             = { timeout = 300, wait = 10 }
      run_timeout               = 3600
    })
    error_message = "The launcher gets all five arguments, numbers as numbers."
  }

  assert {
    condition = jsonencode(output.cloud_run_job_request) == jsonencode({
      name      = "projects/acme-analytics/locations/europe-west1/jobs/acme-ga4-sessions"
      overrides = { container_overrides = [{ args = ["run", "--all"] }], task_count = 1, timeout = "3600s" }
    })
    error_message = "A request runs the ETL."
  }

  assert {
    condition     = output.airflow_cloud_run_kwargs.job_name == "acme-ga4-sessions" && output.airflow_cloud_run_kwargs.overrides.timeout == "3600s"
    error_message = "Airflow's arguments name the job."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].containers[0].command == tolist(["dativo"])
    error_message = "An entry point replaces the image's."
  }
}
