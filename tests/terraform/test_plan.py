"""Real Terraform calls the installed program: what it plans, and what it shows of errors and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.terraform import cli_config
from tests.terraform.running import Terraform, need, words

if TYPE_CHECKING:
    from pathlib import Path

ROOTS = {
    "quick-start": cli_config.EXTERNAL,
    "shared-tenants": cli_config.EXTERNAL,
    "local-command": "hashicorp/local",
}
TAGS = {
    "Team": "data-engineering",
    "dativo:business-tags": "payments:revenue",
    "dativo:classification": "pii:sensitive",
    "dativo:cost-center": "HR-001",
    "dativo:environment": "prod",
    "dativo:job": "stripe_customers",
    "dativo:project": "data-platform",
    "dativo:regulations": "GDPR",
    "dativo:tenant": "acme",
}


@pytest.fixture
def root(tree: Path, terraform_environment: dict[str, str]) -> Any:
    """A root of the examples, initialised."""

    def initialised(name: str) -> Terraform:
        need(ROOTS[name])
        return Terraform(tree / "examples" / name, terraform_environment).ready()

    return initialised


@pytest.fixture
def all_jobs(tree: Path, terraform_environment: dict[str, str]) -> Terraform:
    """The root of the shared tenants with all jobs in place of the shared one: an estate that needs no cloud."""
    need(cli_config.EXTERNAL)
    directory = tree / "examples" / "shared-tenants"
    main = directory / "main.tf"
    text = main.read_text("utf-8")
    assert "jobs/shared/*.yaml" in text
    main.write_text(text.replace("jobs/shared/*.yaml", "jobs/**/*.yaml"), encoding="utf-8")
    return Terraform(directory, terraform_environment).ready()


def test_quick_start(root: Any) -> None:
    planned = root("quick-start").planned()
    assert planned["outputs"]["tags"]["value"] == TAGS
    (lake,) = planned["root_module"]["resources"]
    assert (lake["address"], lake["values"]["input"]) == ("terraform_data.lake", TAGS)


def test_all_jobs(all_jobs: Terraform) -> None:
    planned = all_jobs.planned()
    tags = planned["outputs"]["tags"]["value"]
    assert tags["jobs/acme/stripe_customers"] == TAGS
    assert tags["jobs/acme/ga4_sessions"]["cost-center"] == "mkt-007"
    assert tags["jobs/globex/sap_orders"]["Business Unit"] == "Sales EMEA"
    assert tags["jobs/globex/plain_kubernetes"]["dativo/tenant"] == "globex"
    assert tags["jobs/shared/hubspot_contacts@globex"]["dativo:tenant"] == "globex"
    addresses = {resource["address"] for resource in planned["root_module"]["resources"]}
    assert addresses == {f'terraform_data.job["{key}"]' for key in tags}


def test_shared_tenants(root: Any) -> None:
    planned = root("shared-tenants").planned()
    jobs = {resource["address"]: resource["values"]["input"] for resource in planned["root_module"]["resources"]}
    for tenant in ("acme", "globex"):
        job = jobs[f'terraform_data.job["jobs/shared/hubspot_contacts@{tenant}"]']
        assert job["prefix"] == f"{tenant}/raw/hubspot/contacts"
        assert job["tags"]["Tenant"] == job["tags"]["dativo:tenant"] == tenant
    assert len(jobs) == 2


def test_local_command(root: Any) -> None:
    assert root("local-command").planned()["outputs"]["tags"]["value"] == TAGS


def test_a_second_plan_changes_nothing(all_jobs: Terraform) -> None:
    terraform = all_jobs
    applied = terraform("apply", "-input=false", "-no-color", "-auto-approve")
    assert applied.returncode == 0, applied.stderr
    assert terraform("plan", "-input=false", "-no-color", "-detailed-exitcode").returncode == 0


# --- errors and warnings


def test_an_error_fails_the_plan_and_is_shown(root: Any) -> None:
    terraform = root("quick-start")
    job = terraform.directory.parent / "jobs" / "acme" / "stripe_customers.yaml"
    job.write_text(job.read_text("utf-8").replace("provider: aws", "provider: awz"), encoding="utf-8")
    done = terraform.plan()
    assert done.returncode == 1
    shown = words(done.stderr)
    assert "provider-bridge: 1 error in jobs/acme/stripe_customers.yaml" in shown
    assert (
        'jobs/acme/stripe_customers.yaml:15:13: error: [provider-unknown] unknown provider "awz" (did you mean "aws"?)'
        in shown
    )
    assert "fix: use one of: aws, gcp, azure, kubernetes" in shown


def test_one_bad_job_fails_the_estate_and_is_named(all_jobs: Terraform) -> None:
    terraform = all_jobs
    (terraform.directory.parent / "jobs" / "acme" / "new.yaml").write_text("infrastructure: {provider: aws}\n")
    done = terraform.plan()
    assert done.returncode == 1
    assert "provider-bridge: 1 error in jobs/acme/new.yaml" in words(done.stderr)


def test_a_warning_is_shown_and_the_plan_goes_on(all_jobs: Terraform) -> None:
    terraform = all_jobs
    job = terraform.directory.parent / "jobs" / "acme" / "stripe_customers.yaml"
    job.write_text(job.read_text("utf-8").replace("Team: data", "R&D: yes\n    Team: data"), encoding="utf-8")
    done = terraform.plan()
    assert done.returncode == 0
    shown = words(done.stdout + done.stderr)
    assert "Warning: Check block assertion failed" in shown
    assert 'jobs/acme/stripe_customers.yaml:37:5: warning: [tag-changed] tag key "R&D" becomes "R-D" on AWS' in shown
