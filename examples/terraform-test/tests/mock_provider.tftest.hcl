# The provider is replaced: every data "external" of the root and its modules has this result.

mock_provider "external" {
  mock_data "external" {
    defaults = {
      result = {
        "jobs/acme/orders" = "{\"key\":\"jobs/acme/orders\",\"slug\":\"acme-orders\",\"tags\":{\"Team\":\"data\"},\"runtime\":{\"type\":\"ecs\"},\"warnings\":[]}"
      }
    }
  }
}

run "the_bridge_decodes_the_jobs" {
  command = plan

  assert {
    condition     = output.slugs == { "jobs/acme/orders" = "acme-orders" }
    error_message = "The slug must be that of the job."
  }
}
