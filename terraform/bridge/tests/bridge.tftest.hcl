mock_provider "external" {}

variables {
  jobs = ["jobs/**/*.yaml"]
}

override_data {
  target = data.external.jobs
  values = {
    result = {
      "jobs/acme/a" = "{\"key\":\"jobs/acme/a\",\"tags\":{\"Team\":\"data\"},\"warnings\":[]}"
      "jobs/acme/b" = "{\"key\":\"jobs/acme/b\",\"tags\":{\"Team\":\"web\"},\"warnings\":[]}"
    }
  }
}

run "decodes_each_job" {
  command = plan

  assert {
    condition     = output.jobs["jobs/acme/a"].tags.Team == "data"
    error_message = "jobs holds each job decoded, by its key."
  }

  assert {
    condition     = output.tags == { "jobs/acme/a" = { Team = "data" }, "jobs/acme/b" = { Team = "web" } }
    error_message = "tags holds each job's map by its key."
  }

  assert {
    condition     = length(output.warnings) == 0
    error_message = "No job has a warning."
  }
}

run "asks_only_what_is_set" {
  command = plan

  assert {
    condition     = { for key, value in data.external.jobs.query : key => value if value != null } == { api = "1", jobs = jsonencode(["jobs/**/*.yaml"]) }
    error_message = "A query holds the contract's number and the jobs, and nothing that wasn't set."
  }
}

run "asks_everything_that_is_set" {
  command = plan

  variables {
    program = ["python3", "-m", "provider_bridge"]
    root    = "."
    config  = "policy.yaml"
    env     = { REGION = "eu-west-1", EMPTY = "" }
    tenants = ["acme", "globex"]
    strict  = true
    fields  = ["tags"]
  }

  assert {
    condition = data.external.jobs.query == tomap({
      api          = "1"
      fields       = jsonencode(["tags"])
      jobs         = jsonencode(["jobs/**/*.yaml"])
      root         = "."
      config       = "policy.yaml"
      tenants      = jsonencode(["acme", "globex"])
      strict       = "true"
      "env.REGION" = "eu-west-1"
      "env.EMPTY"  = ""
    })
    error_message = "Every variable has its key in the query."
  }

  assert {
    condition     = data.external.jobs.program == tolist(["python3", "-m", "provider_bridge"])
    error_message = "program is started as given."
  }
}

run "warnings_are_shown" {
  command = plan

  override_data {
    target = data.external.jobs
    values = {
      result = {
        "jobs/a" = "{\"key\":\"jobs/a\",\"tags\":{},\"warnings\":[\"b: warning: two\",\"a: warning: one\"]}"
        "jobs/b" = "{\"key\":\"jobs/b\",\"tags\":{},\"warnings\":[\"b: warning: two\"]}"
      }
    }
  }

  expect_failures = [check.warnings]

  assert {
    condition     = output.warnings == tolist(["a: warning: one", "b: warning: two"])
    error_message = "Each warning must appear once, in order."
  }
}

run "warnings_can_be_hidden" {
  command = plan

  variables {
    show_warnings = false
  }

  override_data {
    target = data.external.jobs
    values = {
      result = { "jobs/a" = "{\"key\":\"jobs/a\",\"tags\":{},\"warnings\":[\"a: warning: one\"]}" }
    }
  }

  assert {
    condition     = length(output.warnings) == 1
    error_message = "A hidden warning is still an output."
  }
}

run "jobs_must_be_named" {
  command = plan

  variables {
    jobs = []
  }

  expect_failures = [var.jobs]
}

run "program_takes_no_empty_word" {
  command = plan

  variables {
    program = ["provider-bridge", ""]
  }

  expect_failures = [var.program]
}
