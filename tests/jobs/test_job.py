"""The resolved job that Terraform gets: its key, its slug, its object, its variables."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from provider_bridge.jobs.job import VARIABLE_NAMES, slug

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

ROOT = Path(__file__).resolve().parents[2]
RESULT = json.loads((ROOT / "schemas" / "result.json").read_text("utf-8"))
FULL = {"jobs": "jobs/**/*.yaml", "tenants": "acme,globex", "origins": "true"}


@pytest.fixture
def one(project: Project) -> Any:
    """The only job of the project, as a `jobs` query gives it."""
    project.write("provider-bridge.yaml", "")

    def resolve(infrastructure: Any = None, **fields: Any) -> dict[str, Any]:
        project.job("jobs/orders.yaml", infrastructure, **fields)
        return project.ask({"jobs": "jobs/*.yaml"}).job

    return resolve


def test_every_object_is_complete(program: Program) -> None:
    """Every field of the contract, whatever the job sets: HCL names them without a guard."""
    resolved = program(FULL, ROOT / "examples").jobs
    fields = set(RESULT["properties"])
    for job in resolved.values():
        jsonschema.validate(job, RESULT)
        assert set(job) == fields
    without = program({"jobs": "jobs/**/*.yaml", "tenants": "acme"}, ROOT / "examples").jobs
    for job in without.values():
        jsonschema.validate(job, RESULT)
        assert set(job) == fields - {"origins"}


def test_the_smallest_job(one: Any) -> None:
    assert one() == {
        "key": "jobs/orders",
        "path": "jobs/orders.yaml",
        "container_path": "/app/jobs/orders.yaml",
        "name": "orders",
        "slug": "acme-orders",
        "tenant_id": "acme",
        "environment": None,
        "provider": "aws",
        "tags": {"dativo:job": "orders", "dativo:tenant": "acme"},
        "labels": {},
        "annotations": {},
        "runtime": {"type": None, "cluster_name": None, "namespace": None, "service_account": None},
        "compute": {"cpu": None, "memory": None, "instance_type": None, "max_runtime_seconds": None},
        "networking": {
            "vpc_id": None,
            "subnet_ids": None,
            "security_group_ids": None,
            "private_networking": True,
        },
        "storage": {"bucket": None, "prefix": None, "kms_key_id": None},
        "dagster": {
            "code_location": None,
            "repository": None,
            "op_config": None,
            "resource_requirements": {
                "request_cpu": None,
                "request_memory": None,
                "limit_cpu": None,
                "limit_memory": None,
            },
        },
        "terraform": {
            "module_source": None,
            "module_version": None,
            "workspace": None,
            "backend_config": None,
            "variables": None,
        },
        "budget": None,
        "warnings": [],
    }


def test_tags_are_what_a_single_query_gives(project: Project, one: Any) -> None:
    job = one({"runtime": {"type": "ecs"}, "tags": {"Team": ["a", "b"]}}, environment="prod")
    assert job["tags"] == project.ask({"job": "jobs/orders.yaml"}).result


def test_a_key_has_no_extension_and_every_dot_before(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("v1.0/daily.orders.yaml")
    assert project.ask({"jobs": "v1.0/*"}).job["key"] == "v1.0/daily.orders"


def test_a_shared_job_without_tenants_has_its_plain_key(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("shared.yaml", tenant_id="${TENANT_ID}")
    assert list(project.ask({"jobs": "shared.yaml", "env.TENANT_ID": "acme"}).jobs) == ["shared"]


# --- slugs


@pytest.mark.parametrize(
    ("tenant", "name", "expected"),
    [
        ("acme", "stripe_customers", "acme-stripe-customers"),
        ("Acme.EU", "Stripe  Customers!", "acme-eu-stripe-customers"),
        ("acme", "__orders__", "acme-orders"),
        ("1acme", "orders", "t-1acme-orders"),
        ("42", "7", "t-42-7"),
        ("acme", "注文", "acme-" + sha256("acme-注文".encode()).hexdigest()[:8]),
        ("a", "b", "a-b-" + sha256(b"a-b").hexdigest()[:8]),
        ("a", "bcd", "a-bcd-" + sha256(b"a-bcd").hexdigest()[:8]),
        ("a", "bcde", "a-bcde"),
        ("acme", "Łódź Ørsted", "acme-lodz-orsted"),
        ("acme", "u\u0308ber", "acme-uber"),
        ("acme", "東京 sales", "acme-sales-" + sha256("acme-東京 sales".encode()).hexdigest()[:8]),
        ("sg", "orders", "t-sg-orders"),
        ("SG", "東", "t-sg-" + sha256("SG-東".encode()).hexdigest()[:8]),
        ("sgx", "orders", "sgx-orders"),
    ],
)
def test_a_slug(tenant: str, name: str, expected: str) -> None:
    assert slug(tenant, name, "aws") == expected


def test_a_slug_may_begin_with_sg_where_no_security_group_has_its_name() -> None:
    assert {slug("sg", "orders", provider) for provider in ("gcp", "azure", "kubernetes")} == {"sg-orders"}


def test_a_slug_that_loses_letters_and_is_too_long_has_one_digest() -> None:
    name = "東京" + "orders" * 6
    assert slug("acme", name, "gcp") == "acme-ordersordersorde-" + sha256(f"acme-{name}".encode()).hexdigest()[:8]


@pytest.mark.parametrize(("provider", "length"), [("aws", 48), ("gcp", 30), ("azure", 32), ("kubernetes", 52)])
def test_a_slug_fits_the_strictest_object_of_its_cloud(provider: str, length: int) -> None:
    name = "n" * (length - 5)
    assert slug("acme", name, provider) == f"acme-{name}"
    longer = slug("acme", name + "n", provider)
    assert len(longer) == length
    assert longer == f"acme-{name}"[: length - 9] + "-" + sha256(f"acme-{name}n".encode()).hexdigest()[:8]
    assert longer != slug("acme", name + "nn", provider)


def test_a_cut_slug_tells_names_apart_that_are_written_alike() -> None:
    """The digest is of the name as it was written, before it became lower-case letters and dashes."""
    name = "Orders_" * 6
    digest = sha256(f"acme-{name}".encode()).hexdigest()[:8]
    assert slug("acme", name, "gcp") == f"acme-orders-orders-or-{digest}"
    assert slug("acme", name.lower(), "gcp") != slug("acme", name, "gcp")


def test_a_slug_that_is_cut_ends_in_no_double_dash() -> None:
    assert "--" not in slug("acme", "n" * 15 + "-" * 3 + "m" * 20, "gcp")


# --- variables


def test_what_a_job_does_not_set_is_absent(project: Project) -> None:
    project.job()
    assert project.ask({"job": "job.yaml", "output": "variables"}).result == {
        "job_name": "job",
        "provider": "aws",
        "tags": '{"dativo:job":"job","dativo:tenant":"acme"}',
        "tenant_id": "acme",
    }


def test_every_variable(project: Project) -> None:
    project.job(
        environment="prod",
        name="orders",
        infrastructure={
            "provider": "kubernetes",
            "runtime": {"type": "kubernetes", "cluster_name": "c", "namespace": "n", "service_account": "s"},
            "compute": {"cpu": "1", "memory": "2Gi", "instance_type": "m6i", "max_runtime_seconds": 60},
            "networking": {
                "vpc_id": "v",
                "subnet_ids": ["a", "b"],
                "security_group_ids": [],
                "private_networking": False,
            },
            "storage": {"bucket": "b", "prefix": "p", "kms_key_id": "k"},
            "dagster": {"code_location": "l", "repository": "r", "op_config": {"a": 1}},
            "terraform": {
                "workspace": "w",
                "variables": {"schedule": "daily", "retries": 3, "on": True, "zones": ["a", 1], "none": None},
            },
        },
    )
    assert project.ask({"job": "job.yaml", "output": "variables"}).result == {
        "compute_cpu": "1",
        "compute_instance_type": "m6i",
        "compute_max_runtime_seconds": "60",
        "compute_memory": "2Gi",
        "dagster_code_location": "l",
        "dagster_repository": "r",
        "environment": "prod",
        "job_name": "orders",
        "networking_private_networking": "false",
        "networking_security_group_ids": "[]",
        "networking_subnet_ids": '["a","b"]',
        "networking_vpc_id": "v",
        "on": "true",
        "provider": "kubernetes",
        "retries": "3",
        "runtime_cluster_name": "c",
        "runtime_namespace": "n",
        "runtime_service_account": "s",
        "runtime_type": "kubernetes",
        "schedule": "daily",
        "storage_bucket": "b",
        "storage_kms_key_id": "k",
        "storage_prefix": "p",
        "tags": '{"dativo/environment":"prod","dativo/job":"orders","dativo/tenant":"acme"}',
        "tenant_id": "acme",
        "zones": '["a",1]',
    }


@pytest.mark.parametrize("name", sorted(VARIABLE_NAMES))
def test_no_variable_of_a_job_is_named_like_ours(name: str, project: Project) -> None:
    project.job(infrastructure={"terraform": {"variables": {name: "x"}}})
    assert project.ask().rules == ["key-collision"]


def test_variables_that_are_read_are_those_of_the_documentation() -> None:
    assert set(VARIABLE_NAMES) == {
        *("tenant_id", "environment", "job_name", "provider", "tags"),
        *("runtime_type", "runtime_cluster_name", "runtime_namespace", "runtime_service_account"),
        *("compute_cpu", "compute_memory", "compute_instance_type", "compute_max_runtime_seconds"),
        *("networking_vpc_id", "networking_subnet_ids", "networking_security_group_ids"),
        *("networking_private_networking", "storage_bucket", "storage_prefix", "storage_kms_key_id"),
        *("dagster_code_location", "dagster_repository"),
    }
