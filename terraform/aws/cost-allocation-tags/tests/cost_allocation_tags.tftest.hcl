# Each key of the estate's tags is activated once.

mock_provider "aws" {}

run "keys" {
  command = plan

  variables {
    tags = {
      "jobs/a" = { "dativo:tenant" = "acme", Team = "data" }
      "jobs/b" = { "dativo:tenant" = "globex", Owner = "web" }
    }
    except = ["Owner"]
  }

  assert {
    condition     = output.keys == tolist(["Team", "dativo:tenant"])
    error_message = "Other keys are activated than those of the jobs."
  }

  assert {
    condition     = alltrue([for tag in aws_ce_cost_allocation_tag.this : tag.status == "Active"])
    error_message = "A key isn't active."
  }
}

run "too_many" {
  command = plan

  variables {
    tags = { "jobs/a" = { for number in range(501) : "key-${number}" => "x" } }
  }

  expect_failures = [var.tags]
}
