# The whole bridge is replaced: the program is not started, and needn't be installed.

override_module {
  target = module.bridge
  outputs = {
    jobs = {
      "jobs/acme/orders" = {
        slug    = "acme-orders"
        tags    = { Team = "data" }
        runtime = { type = "ecs" }
      }
      "jobs/acme/reports" = {
        slug    = "acme-reports"
        tags    = { Team = "web" }
        runtime = { type = "kubernetes" }
      }
    }
  }
}

run "each_job_on_ecs_has_its_tags" {
  command = plan

  assert {
    condition     = terraform_data.job["jobs/acme/orders"].input.tags == { Team = "data" }
    error_message = "The resource must carry the tags of its job."
  }

  assert {
    condition     = keys(terraform_data.job) == ["jobs/acme/orders"]
    error_message = "Only jobs on ECS have the resource."
  }
}
