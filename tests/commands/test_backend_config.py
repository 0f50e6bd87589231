"""`provider-bridge backend-config`: where a job's state lies, in the three forms that `terraform init` takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
JOB = "jobs/acme/postgres_orders.yaml"
NOTE = 'note: Terraform 1.10 and newer can lock in S3: replace "dynamodb_table" with "use_lockfile: true"\n'

HCL = """\
bucket         = "acme-terraform-state"
dynamodb_table = "terraform-state-lock"
encrypt        = true
key            = "dativo/jobs/acme/postgres_orders_hourly.tfstate"
region         = "eu-west-1"
"""
JSON = """\
{
  "bucket": "acme-terraform-state",
  "dynamodb_table": "terraform-state-lock",
  "encrypt": true,
  "key": "dativo/jobs/acme/postgres_orders_hourly.tfstate",
  "region": "eu-west-1"
}
"""
ARGUMENTS = """\
-backend-config=bucket=acme-terraform-state
-backend-config=dynamodb_table=terraform-state-lock
-backend-config=encrypt=true
-backend-config=key=dativo/jobs/acme/postgres_orders_hourly.tfstate
-backend-config=region=eu-west-1
"""
EXACT = {"hcl": HCL, "json": JSON, "args": ARGUMENTS}


@pytest.mark.parametrize(("form", "expected"), EXACT.items(), ids=EXACT)
def test_the_forms_are_exactly(form: str, expected: str, program: Program) -> None:
    ran = program.command("backend-config", JOB, "--format", form, cwd=EXAMPLES)
    assert (ran.code, ran.out, ran.err) == (0, expected, NOTE)


def test_hcl_is_the_default_and_the_note_is_for_lock_tables(program: Program) -> None:
    ran = program.command("backend-config", "jobs/acme/ga4_sessions.yaml", cwd=EXAMPLES)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == 'bucket = "acme-terraform-state-gcp"\nprefix = "dativo/jobs/acme/ga4_sessions"\n'


def test_the_tenant_of_a_shared_job(program: Program) -> None:
    ran = program.command(
        "backend-config", "jobs/shared/hubspot_contacts.yaml", "--tenant", "globex", "--format", "json", cwd=EXAMPLES
    )
    assert json.loads(ran.out)["key"] == "dativo/jobs/globex/hubspot_contacts.tfstate"


def test_the_types_of_values(program: Program, project: Project) -> None:
    """Numbers and booleans as JSON would have them, the rest as text, lists and maps as they are."""
    project.write(
        "job.yaml",
        "tenant_id: acme\ninfrastructure:\n  provider: aws\n  terraform:\n    backend_config:\n"
        "      retries: 3\n      version: 1.10\n      code: '3'\n      encrypt: true\n      empty:\n"
        "      endpoints: {s3: 'https://s3.example'}\n      accounts: [1, '2']\n",
    )
    assert program.command("backend-config", "job.yaml", cwd=project.root).out == (
        'accounts  = [1, "2"]\n'
        'code      = "3"\n'
        "empty     = null\n"
        "encrypt   = true\n"
        'endpoints = {"s3": "https://s3.example"}\n'
        "retries   = 3\n"
        'version   = "1.10"\n'
    )


def test_a_setting_may_have_a_dash_and_its_map_is_sorted(program: Program, project: Project) -> None:
    project.job(infrastructure={"terraform": {"backend_config": {"use-lock": True, "ends": {"s3": "a", "iam": "b"}}}})
    assert program.command("backend-config", "job.yaml", cwd=project.root).out == (
        'ends     = {"iam": "b", "s3": "a"}\nuse-lock = true\n'
    )


AWKWARD = {
    "path": 'state/${literal}-%{if}-orders "quoted" \\ back é 東京.tfstate',
    "workspace_dir": "two words/$${twice}/%%{twice}",
}


@pytest.fixture
def awkward(project: Project) -> Project:
    """A local backend whose settings hold what HCL, YAML or a shell would read; `$${` is the job's way to a `${`."""
    settings = {name: value.replace("${", "$${") for name, value in AWKWARD.items()}
    project.job(infrastructure={"terraform": {"backend_config": settings}})
    return project


def test_templates_are_escaped_in_hcl_alone(awkward: Project, program: Program) -> None:
    def shown(form: str) -> str:
        return program.command("backend-config", "job.yaml", "--format", form, cwd=awkward.root).out

    assert shown("hcl") == (
        'path          = "state/$${literal}-%%{if}-orders \\"quoted\\" \\\\ back é 東京.tfstate"\n'
        'workspace_dir = "two words/$$${twice}/%%%{twice}"\n'
    )
    assert json.loads(shown("json")) == AWKWARD
    assert shown("args") == "".join(f"-backend-config={name}={value}\n" for name, value in AWKWARD.items())


@pytest.mark.parametrize("form", ["hcl", "json", "args"])
def test_terraform_reads_what_the_job_says(form: str, awkward: Project, program: Program) -> None:
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("there is no Terraform on PATH")
    awkward.write("root/main.tf", 'terraform {\n  backend "local" {}\n}\n')
    out = program.command("backend-config", "job.yaml", "--format", form, cwd=awkward.root).out
    awkward.write(f"root/backend.{form}", out)
    settings = out.splitlines() if form == "args" else [f"-backend-config=backend.{form}"]
    done = subprocess.run(
        [terraform, "init", "-input=false", "-no-color", *settings],
        cwd=awkward.root / "root", env={"PATH": os.environ["PATH"], "TF_DATA_DIR": "data"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert known(awkward.root / "root" / "data" / "terraform.tfstate") == AWKWARD


def known(file: Path) -> dict[str, Any]:
    """The settings of the backend that Terraform was given."""
    config = json.loads(file.read_text("utf-8"))["backend"]["config"]
    return {name: config[name] for name in AWKWARD}


# --- what has none


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["jobs/acme"], "backend-config needs exactly one job, found "),
        (
            ["jobs/shared", "--tenant", "acme", "--tenant", "globex"],
            "backend-config needs exactly one job, found 2",
        ),
        (
            ["jobs/acme/stripe_customers.yaml"],
            'job "jobs/acme/stripe_customers" has no "infrastructure.terraform.backend_config"',
        ),
        ([JOB, "--format", "yaml"], "'yaml' is not one of"),
        ([], "Missing argument"),
    ],
)
def test_a_question_that_has_no_answer(arguments: list[str], said: str, program: Program) -> None:
    ran = program.command("backend-config", *arguments, cwd=EXAMPLES)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_job_with_errors(program: Program, project: Project) -> None:
    project.job(infrastructure={"terraform": {"backend_config": {"key": "${STAGE}/state"}}})
    ran = program.command("backend-config", "job.yaml", cwd=project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["variable-undefined"])
    ran = program.command("backend-config", "job.yaml", "--env", "STAGE=dev", cwd=project.root)
    assert (ran.code, ran.out) == (0, 'key = "dev/state"\n')
    assert program.command("backend-config", "gone.yaml", cwd=project.root).rules == ["file-missing"]


def test_a_null_is_no_argument(project: Project, program: Program) -> None:
    project.job(infrastructure={"terraform": {"backend_config": {"bucket": "b", "profile": None}}})
    ran = program.command("backend-config", "job.yaml", "--format", "args", cwd=project.root)
    assert ran.out == "-backend-config=bucket=b\n"
