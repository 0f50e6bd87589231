# The Cloud Run job: size, container, environment, secrets, retries.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "from_the_bridge" {
  command = plan

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
    condition     = google_cloud_run_v2_job.this.template[0].template[0].encryption_key == var.job.storage.kms_key_id
    error_message = "The job's key encrypts the job."
  }

  assert {
    condition     = google_cloud_run_v2_job.this.deletion_protection == false
    error_message = "The job is code and may be deleted."
  }
}

run "sizes_left_out" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { compute = {} })
  }

  assert {
    condition     = google_cloud_run_v2_job.this.template[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "512Mi" })
    error_message = "The least that Cloud Run has is the default."
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

run "own_words" {
  command = plan

  variables {
    name        = "nightly"
    entrypoint  = ["dativo"]
    command     = ["run", "--all"]
    max_retries = 2
  }

  assert {
    condition = (
      google_cloud_run_v2_job.this.template[0].template[0].containers[0].command == tolist(["dativo"]) &&
      google_cloud_run_v2_job.this.template[0].template[0].containers[0].args == tolist(["run", "--all"]) &&
      google_cloud_run_v2_job.this.template[0].template[0].max_retries == 2 && google_cloud_run_v2_job.this.name == "nightly"
    )
    error_message = "Name, entry point, command and retries are the caller's."
  }
}
