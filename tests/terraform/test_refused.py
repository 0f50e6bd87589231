"""Each job that a cloud module refuses is refused at plan, with its key and the field, before anything is made."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.terraform import azure_login, strict_moto
from tests.terraform.refused import CLOUDS
from tests.terraform.running import Terraform, need, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB_FIELDS = {
    *("name", "slug", "tenant_id", "provider", "container_path", "tags", "labels", "annotations", "budget"),
    *("runtime", "compute", "networking", "storage", "dagster"),
}
PROVIDERS = {
    "aws": """provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  endpoints {
    sts = "%s"
  }
}
""",
    "gcp": 'provider "google" {\n  access_token = "test"\n}\n',
    "azure": 'provider "azurerm" {\n  features {}\n}\n',
    "kubernetes": 'provider "kubernetes" {\n  host  = "https://localhost"\n  token = "test"\n}\n',
}


@pytest.fixture(scope="module")
def sts() -> Iterator[str]:
    """The address of a server that says which account it is, which is all that the AWS provider asks."""
    with strict_moto.serving() as address:
        yield address


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_module_names_job_and_field_of_what_it_refuses(
    cloud: str, tree: Path, tmp_path: Path, sts: str, terraform_environment: dict[str, str]
) -> None:
    module, provider, inputs, base, cases = CLOUDS[cloud]
    need(provider)
    jobs = {}
    for name, changes, _ in cases:
        job = {**base, **{key: value for key, value in changes.items() if key in JOB_FIELDS}, "key": name}
        others = {key: value for key, value in changes.items() if key not in JOB_FIELDS}
        jobs[name] = {**inputs, **others, "job": job}
    root = tree / "refused"
    root.mkdir()
    (root / "main.tf").write_text(caller(cloud, module, sts), encoding="utf-8")
    (root / "jobs.json").write_text(json.dumps({name: json.dumps(job) for name, job in jobs.items()}), "utf-8")
    Terraform(root, terraform_environment).ready()
    with azure_login.serving(tmp_path) as login:
        done = Terraform(root, {**terraform_environment, **login}).plan()
    assert done.returncode == 1
    errors = [words(error) for error in done.stderr.split("Error: ")[1:]]
    assert not [error for error in errors if "terraform_data" not in error and "recondition" not in error]
    for name, _, message in cases:
        own = [error for error in errors if f'Job "{name}": ' in error]
        assert [error for error in own if f'Job "{name}": {message}' in error], f"{name}: {own}"
    assert not re.search(r"will be created", done.stdout)


def caller(cloud: str, module: str, sts: str) -> str:
    """Return a root that calls the module for each job, with the inputs that a job has beside it."""
    provider = PROVIDERS[cloud] % sts if "%s" in PROVIDERS[cloud] else PROVIDERS[cloud]
    names = {key for inputs in [CLOUDS[cloud].inputs, *(case[1] for case in CLOUDS[cloud].cases)] for key in inputs}
    arguments = "\n".join(
        f"  {name} = try(local.jobs[each.key].{name}, null)" for name in sorted(names - JOB_FIELDS - {"finops_budget"})
    )
    return f"""{provider}
locals {{
  files = jsondecode(file("${{path.module}}/jobs.json"))
  jobs  = {{ for key, job in local.files : key => jsondecode(job) }}
}}

module "job" {{
  source   = "../terraform/{module}"
  for_each = local.files
  job      = jsondecode(each.value).job
{arguments.replace("local.jobs[each.key]", "jsondecode(each.value)")}
{"  budget = try(jsondecode(each.value).finops_budget, null)" if cloud != "kubernetes" else ""}
}}
"""
