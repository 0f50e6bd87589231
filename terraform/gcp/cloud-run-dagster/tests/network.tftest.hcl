# The subnet, the connector, and what is said where there is none.

mock_provider "google" {}

variables {
  job           = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
  image         = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id    = "acme-analytics"
  region        = "europe-west1"
  alert_targets = ["projects/acme-analytics/notificationChannels/1"]
}

run "subnet_by_path" {
  command = plan

  assert {
    condition = (
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY" &&
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].network_interfaces[0].subnetwork == var.job.networking.subnet_ids[0] &&
      google_cloud_run_v2_job.this.template[0].template[0].vpc_access[0].network_interfaces[0].network == var.job.networking.vpc_id
    )
    error_message = "Private ranges go through the job's subnet."
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

run "connector_made" {
  command = plan

  variables {
    name           = "acme-a-rather-long-name-of-30c"
    connector_cidr = "10.8.0.0/28"
    job            = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { networking = { vpc_id = "data" } })
  }

  assert {
    condition = (
      google_vpc_access_connector.this[0].ip_cidr_range == "10.8.0.0/28" && google_vpc_access_connector.this[0].network == "data" &&
      google_vpc_access_connector.this[0].name == "acme-a-rather-lo-8f68c4e2" &&
      length(google_cloud_run_v2_job.this.template[0].template[0].vpc_access) == 1
    )
    error_message = "The connector isn't made, or its name has more than 25 characters."
  }
}

run "no_subnet" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { networking = {} })
  }

  assert {
    condition     = length(google_cloud_run_v2_job.this.template[0].template[0].vpc_access) == 0
    error_message = "A job without a network reaches no VPC."
  }

  expect_failures = [check.network]
}

run "no_subnet_and_not_private" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), { networking = { private_networking = false } })
  }

  assert {
    condition     = length(google_cloud_run_v2_job.this.template[0].template[0].vpc_access) == 0
    error_message = "A job without a network reaches no VPC."
  }
}
