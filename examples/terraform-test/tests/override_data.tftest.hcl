# Only the call of the program is replaced: the bridge decodes what the program would print.

override_data {
  target = module.bridge.data.external.jobs
  values = {
    result = {
      "jobs/acme/orders" = "{\"key\":\"jobs/acme/orders\",\"slug\":\"acme-orders\",\"tags\":{\"Team\":\"data\"},\"runtime\":{\"type\":\"ecs\"},\"warnings\":[]}"
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
