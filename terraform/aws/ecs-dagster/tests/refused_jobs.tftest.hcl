# Jobs that can't work are refused at plan.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  image = "dativo:1"
  job   = jsondecode(file("./tests/fixtures/stripe_customers_globex.json"))
}

run "other_cloud" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { provider = "gcp" })
  }

  expect_failures = [terraform_data.checks]
}

run "other_runtime" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { runtime = { type = "kubernetes", cluster_name = "etl" } })
  }

  expect_failures = [terraform_data.checks]
}

run "name_too_long" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { slug = "a-name-of-forty-nine-letters-that-is-one-too-many" })
  }

  expect_failures = [terraform_data.checks]
}

run "name_begins_with_a_dash" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { slug = "-orders" })
  }

  expect_failures = [terraform_data.checks]
}

run "no_command" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { container_path = null })
  }

  expect_failures = [terraform_data.checks]
}

run "cpu_in_other_units" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { compute = { cpu = "2 vCPU", memory = "4096" } })
  }

  expect_failures = [terraform_data.checks]
}

run "memory_between_sizes" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { compute = { cpu = "8192", memory = "17408" } })
  }

  expect_failures = [terraform_data.checks]
}

run "no_subnet" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { networking = { vpc_id = "vpc-0a", subnet_ids = [] } })
  }

  expect_failures = [terraform_data.checks]
}

run "no_vpc_and_no_security_group" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { networking = { subnet_ids = ["subnet-0a"] } })
  }

  expect_failures = [terraform_data.checks]
}

run "no_cluster" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { runtime = { type = "ecs" } })
  }

  expect_failures = [terraform_data.checks]
}

run "cluster_name_with_a_space" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { runtime = { type = "ecs", cluster_name = "my cluster" } })
  }

  expect_failures = [terraform_data.checks]
}

run "user_for_role" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { runtime = { type = "ecs", cluster_name = "etl", service_account = "arn:aws:iam::123456789012:user/etl" } })
  }

  expect_failures = [terraform_data.checks]
}

run "bucket_as_address" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = { bucket = "s3://lake/raw" } })
  }

  expect_failures = [terraform_data.checks]
}

run "prefix_of_all_tenants" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = { bucket = "lake", prefix = "*/raw" } })
  }

  expect_failures = [terraform_data.checks]
}

run "key_of_no_shape" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = { kms_key_id = "my-key" } })
  }

  expect_failures = [terraform_data.checks]
}

run "tag_with_a_comma" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { tags = { Team = "data,platform" } })
  }

  expect_failures = [terraform_data.checks]
}

run "tag_reserved" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { tags = { "AWS:Team" = "data" } })
  }

  expect_failures = [terraform_data.checks]
}

run "tags_that_differ_in_case" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { tags = { Team = "a", team = "a" } })
  }

  expect_failures = [terraform_data.checks]
}

run "tags_too_many" {
  command = plan

  variables {
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { tags = { for number in range(46) : "key-${number}" => "x" } })
  }

  expect_failures = [terraform_data.checks]
}

run "bucket_to_make_without_name" {
  command = plan

  variables {
    create_bucket = true
    job           = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), { storage = {} })
  }

  expect_failures = [terraform_data.checks]
}

run "cluster_to_make_by_arn" {
  command = plan

  variables {
    create_cluster = true
    job = merge(jsondecode(file("./tests/fixtures/stripe_customers_globex.json")), {
      runtime = { type = "ecs", cluster_name = "arn:aws:ecs:eu-west-1:123456789012:cluster/etl" }
    })
  }

  expect_failures = [terraform_data.checks]
}

run "variable_and_secret_of_one_name" {
  command = plan

  variables {
    environment_variables = { API_KEY = "x" }
    secrets               = { API_KEY = "arn:aws:ssm:eu-west-1:123456789012:parameter/key" }
  }

  expect_failures = [terraform_data.checks]
}
