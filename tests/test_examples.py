"""The example estate has no finding on any cloud, and the seed's samples give what the seed says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SEED = EXAMPLES / "seed"
JOBS = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("jobs/**/*.yaml"))
ENV = {"env.TENANT_ID": "acme"}


@pytest.mark.parametrize("provider", [None, "aws", "gcp", "azure", "kubernetes"])
@pytest.mark.parametrize("job", JOBS)
def test_an_example_has_no_finding(job: str, provider: str | None, project: Project, in_examples: None) -> None:
    ran = project.ask({"job": job, **ENV, **({"provider": provider} if provider else {})})
    assert (ran.code, ran.err) == (0, "")
    assert any(key.lower().endswith("tenant") for key in ran.result)


def test_the_estate_has_no_finding(program: Program) -> None:
    ran = program({"jobs": "jobs/**/*.yaml", "tenants": "acme,globex", "strict": "true"}, EXAMPLES)
    assert ran.err == ""
    assert list(ran.jobs) == [
        "jobs/acme/ga4_sessions",
        "jobs/acme/kafka_events",
        "jobs/acme/postgres_orders",
        "jobs/acme/stripe_customers",
        "jobs/globex/plain_kubernetes",
        "jobs/globex/sap_orders",
        "jobs/globex/stripe_customers",
        "jobs/shared/hubspot_contacts@acme",
        "jobs/shared/hubspot_contacts@globex",
    ]


def test_the_estate_shows_what_its_readme_says(program: Program) -> None:
    jobs = program({"jobs": "jobs/**/*.yaml", "tenants": "acme"}, EXAMPLES).jobs
    ga4, kafka = jobs["jobs/acme/ga4_sessions"]["tags"], jobs["jobs/acme/kafka_events"]
    assert (ga4["cost-center"], ga4["tracking-plan"]) == ("mkt-007", "v2-1")
    assert kafka["tags"]["dativo:security-access-control"] == "role_based"
    assert kafka["labels"]["dativo/security-access-control"] == "role_based"
    assert kafka["annotations"]["dativo/regulations"] == "GDPR"
    orders = jobs["jobs/acme/postgres_orders"]
    assert orders["name"] == "postgres_orders_hourly"
    assert orders["tags"]["dativo:budget-monthly-limit"] == "1200"
    assert "dativo:business-tags" not in orders["tags"]
    assert orders["terraform"]["workspace"] == "acme-prod"
    assert orders["terraform"]["backend_config"]["key"] == "dativo/jobs/acme/postgres_orders_hourly.tfstate"
    assert orders["terraform"]["variables"]["log_retention_days"] == 90
    assert orders["dagster"]["op_config"] == {"batch_size": 5000, "full_refresh": False}
    assert jobs["jobs/globex/sap_orders"]["tags"]["Business Unit"] == "Sales EMEA"
    assert jobs["jobs/shared/hubspot_contacts@acme"]["storage"]["prefix"] == "acme/raw/hubspot/contacts"


def test_the_seeds_tag_flow_is_the_canonical_map(project: Project, in_examples: None) -> None:
    """Letter for letter, plus the job's own tag. Azure takes the canonical map as it is."""
    expected = yaml.safe_load((SEED / "tag-flow-result.yaml").read_text(encoding="utf-8"))
    azure = project.ask({"job": "jobs/acme/stripe_customers.yaml", "provider": "azure"}).result
    assert azure == {**expected, "dativo:job": "stripe_customers"}


def test_the_seeds_quick_start(program: Program) -> None:
    assert program({"job": "quick-start-job.yaml"}, SEED).result == {
        "CostCenter": "HR-001",
        "Environment": "production",
        "Project": "data-platform",
        "dativo:classification": "pii:sensitive",
        "dativo:cost-center": "FIN-001",
        "dativo:environment": "prod",
        "dativo:job": "quick-start-job",
        "dativo:project": "data-platform",
        "dativo:regulations": "GDPR",
        "dativo:tenant": "acme",
    }


def test_the_seeds_generated_variables(program: Program) -> None:
    """Every name of the seed's tfvars sample, with its value; the list as JSON."""
    variables = program({"job": "quick-start-job.yaml", "output": "variables"}, SEED).result
    seeds = {
        "tenant_id": "acme",
        "environment": "prod",
        "provider": "aws",
        "runtime_type": "ecs",
        "runtime_cluster_name": "dativo-prod-cluster",
        "compute_cpu": "2048",
        "compute_memory": "4096",
        "networking_vpc_id": "vpc-0123456789abcdef0",
        "networking_subnet_ids": '["subnet-0123456789abcdef0","subnet-0123456789abcdef1"]',
        "storage_bucket": "acme-data-lake",
        "storage_prefix": "raw/stripe/customers",
    }
    assert {name: variables[name] for name in seeds} == seeds


@pytest.mark.parametrize("tenant", ["acme", "globex"])
def test_the_seeds_dedicated_tenants(tenant: str, program: Program) -> None:
    query = {"jobs": f"dedicated-tenant-{tenant}.yaml", "provider": "aws"}
    job = program(query, SEED).job
    assert job["tags"]["Tenant"] == job["tags"]["dativo:tenant"] == tenant
    assert job["storage"]["bucket"] == f"{tenant}-data-lake"


def test_the_seeds_shared_infrastructure(program: Program) -> None:
    query = {"jobs": "shared-infrastructure.yaml", "tenants": "acme,globex", "provider": "aws"}
    jobs = program(query, SEED).jobs
    assert list(jobs) == ["shared-infrastructure@acme", "shared-infrastructure@globex"]
    for tenant in ("acme", "globex"):
        job = jobs[f"shared-infrastructure@{tenant}"]
        assert job["storage"]["prefix"] == f"{tenant}/raw/stripe/customers"
        assert job["tags"]["Tenant"] == tenant
        assert job["tags"]["SharedInfrastructure"] == "true"


def test_the_seeds_required_tags(program: Program) -> None:
    """Team and Owner are the two that its quick start lacks."""
    ran = program({"job": "quick-start-job.yaml", "config": "required-tags.yaml"}, SEED)
    assert ran.code == 1
    missing = [line for line in ran.lines if "[required-tag]" in line]
    assert [line.partition("required tag ")[2] for line in missing] == [
        '"Owner" is missing (required by required-tags.yaml:7)',
        '"Team" is missing (required by required-tags.yaml:6)',
    ]


@pytest.mark.parametrize("sample", ["module-versioning.yaml", "state-management.yaml", "required-tags.yaml"])
def test_a_sample_that_is_not_a_job_is_left_out_where_a_glob_finds_it(sample: str, program: Program) -> None:
    assert program({"jobs": f"{sample[:-1]}?"}, SEED).result == {}
    assert program({"job": sample}, SEED).rules == ["field-missing", "infrastructure-missing"]


def test_a_sample_without_a_tenant_is_an_error(program: Program) -> None:
    assert program({"job": "tag-flow-job.yaml"}, SEED).rules == ["field-missing", "provider-missing"]


@pytest.fixture
def in_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
