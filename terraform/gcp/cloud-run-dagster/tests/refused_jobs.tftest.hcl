# Jobs that the module refuses at plan, each by its own precondition.

mock_provider "google" {}

variables {
  image      = "europe-west1-docker.pkg.dev/acme-analytics/etl/dativo:1.4.2"
  project_id = "acme-analytics"
  region     = "europe-west1"
}

run "wrong_provider" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      provider = "aws"
    })
  }

  expect_failures = [terraform_data.checks]
}

run "wrong_runtime" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      runtime = { type = "kubernetes" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_account" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      runtime = { type = "cloud_run", service_account = "dativo" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "no_command" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      container_path = null
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_cpu" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      compute = { cpu = "3", memory = "4Gi" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_memory" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      compute = { cpu = "2", memory = "4096" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_pair" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      compute = { cpu = "4", memory = "1Gi" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_time" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      compute = { max_runtime_seconds = 604801 }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "two_subnets" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { subnet_ids = ["a", "b"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "subnet_elsewhere" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { subnet_ids = ["projects/acme-analytics/regions/europe-west4/subnetworks/etl"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "connector_elsewhere" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { subnet_ids = ["projects/acme-analytics/locations/europe-west4/connectors/etl"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "connector_with_vpc" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { vpc_id = "data", subnet_ids = ["projects/p/locations/europe-west1/connectors/c"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "vpc_without_subnet" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { vpc_id = "data" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_network_tag" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      networking = { subnet_ids = ["a"], security_group_ids = ["SG_1"] }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_bucket" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      storage = { bucket = "gs://lake" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_prefix" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      storage = { bucket = "lake", prefix = "it's" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_key" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      storage = { kms_key_id = "my-key" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_label" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      tags = { Team = "web" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "reserved_label" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      tags = { goog-x = "web" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "too_many_labels" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      tags = { for number in range(64) : "label-${number}" => "web" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "slug_too_long" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/ga4_sessions.json")), {
      slug    = "a-name-of-more-than-thirty-characters"
      runtime = { type = "cloud_run" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "bad_name" {
  command = plan

  variables {
    job  = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
    name = "Nightly"
  }

  expect_failures = [terraform_data.checks]
}

run "name_too_long" {
  command = plan

  variables {
    job  = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
    name = "a-name-of-more-than-forty-nine-characters-is-too-long-here"
  }

  expect_failures = [terraform_data.checks]
}

run "doubled_variable" {
  command = plan

  variables {
    job                   = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
    environment_variables = { LEVEL = "debug" }
    secrets               = { LEVEL = "level" }
  }

  expect_failures = [terraform_data.checks]
}

run "retention_without_bucket" {
  command = plan

  variables {
    job                = jsondecode(file("./tests/fixtures/ga4_sessions.json"))
    log_retention_days = 90
  }

  expect_failures = [terraform_data.checks]
}
