"""The cloud modules: their own tests, their fixtures and READMEs, and the whole estate in one plan that is audited."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.terraform import azure_login, binary, strict_moto
from tests.terraform.running import REPOSITORY, Terraform, need

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = {
    "aws/ecs-dagster": "hashicorp/aws",
    "azure/container-apps-dagster": "hashicorp/azurerm",
    "gcp/cloud-run-dagster": "hashicorp/google",
    "kubernetes/job-dagster": "hashicorp/kubernetes",
}
# What jobs share, and so no job's module owns.
SHARED = {
    "aws/cost-allocation-tags": "hashicorp/aws",
    "aws/ecs-cluster": "hashicorp/aws",
    "kubernetes/namespace": "hashicorp/kubernetes",
}
# In place of the estate's own: a plan with these needs no account and no cluster, with the real providers too.
ESTATE_PROVIDERS = """
provider "aws" {
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

provider "google" {
  project      = "acme-analytics"
  region       = "europe-west1"
  access_token = "test"
}

provider "azurerm" {
  features {}
}

provider "kubernetes" {
  host  = "https://localhost"
  token = "test"
}
"""


@pytest.mark.parametrize("module", [*MODULES, *SHARED])
def test_a_module_passes_its_own_tests(module: str, tree: Path, terraform_environment: dict[str, str]) -> None:
    need((MODULES | SHARED)[module])
    if why := binary.lacks_mocks():
        pytest.skip(why)
    terraform = Terraform(tree / "terraform" / module, terraform_environment).ready()
    done = terraform("test", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 failed." in done.stdout


def fixtures() -> list[str]:
    """The fixtures of all modules."""
    found = (REPOSITORY / "terraform").glob("*/*/tests/fixtures/*.json")
    return sorted(path.relative_to(REPOSITORY).as_posix() for path in found)


@pytest.fixture(scope="module")
def resolved() -> dict[str, Any]:
    """The jobs of the estate, as the bridge's program gives them."""
    query = {"jobs": "jobs/**/*.yaml", "tenants": "acme,globex"}
    done = subprocess.run(
        [Path(sys.executable).parent / "provider-bridge"],
        cwd=REPOSITORY / "examples",
        input=json.dumps(query),
        capture_output=True,
        text=True,
        check=True,
    )
    return {key: json.loads(job) for key, job in json.loads(done.stdout).items()}


@pytest.mark.parametrize("fixture", fixtures())
def test_a_fixture_is_what_the_bridge_gives(fixture: str, resolved: dict[str, Any]) -> None:
    job = json.loads((REPOSITORY / fixture).read_text("utf-8"))
    assert job == resolved[job["key"]]


def test_every_runtime_of_the_estate_has_a_fixture(resolved: dict[str, Any]) -> None:
    tested = {json.loads((REPOSITORY / path).read_text("utf-8"))["runtime"]["type"] for path in fixtures()}
    assert tested == {job["runtime"]["type"] for job in resolved.values()}


def test_the_readmes_describe_inputs_and_outputs_as_they_are() -> None:
    command = [sys.executable, str(REPOSITORY / "terraform" / "reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_modules_share_their_inputs_and_outputs() -> None:
    for file, kind, shared in (("variables.tf", "variable", 8), ("outputs.tf", "output", 7)):
        names = {}
        for module in MODULES:
            lines = (REPOSITORY / "terraform" / module / file).read_text("utf-8").splitlines()
            names[module] = [line.split('"')[1] for line in lines if line.startswith(f'{kind} "')][:shared]
        assert len({tuple(found) for found in names.values()}) == 1, names


def test_the_modules_read_a_job_alike() -> None:
    assert len({(REPOSITORY / "terraform" / module / "job.tf").read_bytes() for module in MODULES}) == 1


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_the_files_that_its_siblings_have(module: str) -> None:
    directory = REPOSITORY / "terraform" / module
    assert {path.name for path in directory.glob("*.tf")} >= FILES
    assert {path.name.removesuffix(".tftest.hcl") for path in (directory / "tests").glob("*.hcl")} == TESTS


FILES = {
    *("alerts.tf", "checks.tf", "compute.tf", "identity.tf", "job.tf", "logs.tf", "main.tf", "network.tf"),
    *("orchestrators.tf", "outputs.tf", "secrets.tf", "storage.tf", "utilization.tf", "variables.tf", "versions.tf"),
}
TESTS = {"alerts", "job", "network", "outputs", "permissions", "refused_variables", "storage", "tags"}


@pytest.mark.parametrize("module", MODULES)
def test_everything_depends_on_the_checks(module: str) -> None:
    """A job that is refused makes nothing, where values are known only at apply too."""
    for path in (REPOSITORY / "terraform" / module).glob("*.tf"):
        for resource in re.findall(r'(?ms)^resource "\w+" "\w+" \{\n.*?^\}', path.read_text("utf-8")):
            name = resource.partition(" {")[0]
            if name != 'resource "terraform_data" "checks"':
                assert re.search(r"(?m)^  depends_on = \[.*\bterraform_data\.checks\]$", resource), name


@pytest.mark.parametrize("module", [*MODULES, *SHARED])
def test_a_local_value_of_one_file_has_an_underscore_and_no_other_has(module: str) -> None:
    texts = {path.name: path.read_text("utf-8") for path in (REPOSITORY / "terraform" / module).glob("*.tf")}
    for file, text in texts.items():
        for block in re.findall(r"(?ms)^locals \{\n.*?^\}", text):
            for name in re.findall(r"(?m)^  (\w+)\s*=", block):
                users = {other for other, read in texts.items() if re.search(rf"\blocal\.{name}\b", read)}
                assert users, f"{file}: {name} is not used"
                if file != "job.tf":
                    assert (users <= {file}) == name.startswith("_"), f"{file}: {name}"


@pytest.mark.parametrize("module", [*MODULES, *SHARED, "bridge"])
def test_a_line_has_at_most_120_columns(module: str) -> None:
    for path in sorted((REPOSITORY / "terraform" / module).rglob("*.tf")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert len(line) <= 120, f"{path}:{number}"


@pytest.fixture(scope="module")
def sts() -> Iterator[str]:
    """An address that says which account it is: all that the AWS provider asks for a plan."""
    with strict_moto.serving() as address:
        yield address


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment in which the azurerm provider can log in."""
    with azure_login.serving(tmp_path) as environment:
        yield environment


def test_the_estate_plans_and_every_resource_carries_its_tags(
    tree: Path, sts: str, azure: dict[str, str], terraform_environment: dict[str, str]
) -> None:
    need("hashicorp/external", *MODULES.values())
    root = tree / "examples" / "estate"
    providers = root / "providers.tf"
    named = [re.findall('^provider "(.*)"', text, re.MULTILINE) for text in (providers.read_text(), ESTATE_PROVIDERS)]
    assert named[0] == named[1]
    providers.write_text(ESTATE_PROVIDERS % sts, encoding="utf-8")
    Terraform(root, terraform_environment).ready()
    terraform = Terraform(root, {**terraform_environment, **azure})
    planned = terraform.plan()
    assert planned.returncode == 0, planned.stderr
    plan = terraform("show", "-json", "plan").stdout
    (tree / "plan.json").write_text(plan, encoding="utf-8")
    done = subprocess.run(
        [
            *(Path(sys.executable).parent / "provider-bridge", "audit", tree / "plan.json"),
            *("--jobs", tree / "examples" / "jobs", "--tenant", "acme", "--tenant", "globex"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " resources in " in done.stdout
    assert "(9 jobs)" in done.stdout
    modules = {
        call["address"].partition("[")[0] for call in _modules(json.loads(plan)["planned_values"]["root_module"])
    }
    assert {"module.ecs_job", "module.cloud_run_job", "module.container_apps_job", "module.kubernetes_job"} <= modules


def _modules(module: Any) -> Iterator[Any]:
    for child in module.get("child_modules", ()):
        yield child
        yield from _modules(child)
