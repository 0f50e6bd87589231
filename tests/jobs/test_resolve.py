"""One job on its way: who it may be, what is said once, and which of its parts may be empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.project import Project


@pytest.mark.parametrize("tenant", ["a", "Mmm5", "m5M", "5mM", "a.b_c-d", "a.b.c", "a-", "a" * 63])
def test_a_tenant(tenant: str, project: Project) -> None:
    project.job(tenant_id=tenant)
    assert project.tags()["dativo:tenant"] == tenant


@pytest.mark.parametrize(
    "tenant", ["", ".a", "-a", "_a", "a/b", "a b", "a:b", "a..b", "abc..d", "..", "é", "aé", "a\n", "a" * 64]
)
def test_what_can_be_no_tenant(tenant: str, project: Project) -> None:
    project.job(tenant_id=tenant)
    ran = project.ask()
    assert (ran.code, ran.rules) == (1, ["tenant-invalid"])


@pytest.mark.parametrize(
    ("field", "variable"), [("tenant_id", "TENANT_ID"), ("environment", "ENVIRONMENT"), ("name", "JOB_NAME")]
)
def test_a_field_without_a_value_is_reported_if_it_is_alone(field: str, variable: str, project: Project) -> None:
    fields: dict[str, Any] = {field: "${NOTHING}", "finops": {"path": [f"a/${{{variable}}}", f"${{{variable}:-b}}"]}}
    project.job(**fields)
    (found,) = project.ask().lines
    assert found.endswith(': error: [variable-undefined] variable "NOTHING" is not set')


def test_nothing_is_looked_up_by_a_text_that_names_such_a_field(project: Project) -> None:
    path, kind = "assets/${ENVIRONMENT}.yaml", "${ENVIRONMENT}"
    project.job(environment="${NOTHING}", asset_path=path, infrastructure={"provider": kind, "runtime": {"type": kind}})
    (found,) = project.ask().lines
    assert found.endswith(': error: [variable-undefined] variable "NOTHING" is not set')


@pytest.mark.parametrize("field", ["tenant_id", "environment", "name", "asset_path", "finops", "infrastructure"])
def test_a_yaml_tag_is_refused_in_every_field_of_a_job_that_is_read(field: str, project: Project) -> None:
    project.write("job.yaml", f"source: !include x\n{field}: !x y\n")
    (found,) = project.ask().lines
    assert found == f'job.yaml:2:{len(field) + 3}: error: [yaml-tag] unsupported YAML tag "!x"'


@pytest.mark.parametrize(
    "asset", ["finops: !x {}", "compliance: !x {}", "asset: {finops: !x {}}", "asset: {compliance: !x {}}"]
)
def test_a_yaml_tag_is_refused_in_every_field_of_an_asset_that_is_read(asset: str, project: Project) -> None:
    project.write("asset.yaml", f"schema: !include x\n{asset}\n")
    project.job(asset_path="asset.yaml")
    assert project.ask().rules == ["yaml-tag"]


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_environment_is_none(nothing: str | None, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(environment=nothing)
    job = project.ask({"jobs": "job.yaml"}).job
    assert job["environment"] is None
    assert job["tags"] == {"dativo:job": "job", "dativo:tenant": "acme"}


@pytest.mark.parametrize("nothing", ["", None])
def test_an_empty_asset_path_names_no_asset(nothing: str | None, project: Project) -> None:
    project.job(asset_path=nothing)
    assert project.tags() == {"dativo:job": "job", "dativo:tenant": "acme"}


def test_an_asset_is_read_whatever_is_reported_of_its_job(project: Project) -> None:
    project.write("asset.yaml", {"finops": {"project": "shop", "owner": "${NOTHING}"}})
    project.job(asset_path="asset.yaml", infrastructure={"terraform": {"module_source": "github.com/acme/modules"}})
    assert project.ask().rules == ["variable-undefined", "module-unpinned"]
    ran = project.ask({"job": "job.yaml", "env.NOTHING": "ada"})
    assert ran.rules == ["module-unpinned"]
    assert (ran.result["dativo:project"], ran.result["dativo:owner"]) == ("shop", "ada")


def test_defaults_come_from_the_jobs_own_fields(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write(
        "job.yaml",
        "tenant_id: acme\nenvironment: ${STAGE}\nname: daily ${STAGE}\ninfrastructure:\n  provider: aws\n",
    )
    origins = project.ask({"jobs": "job.yaml", "origins": "true", "env.STAGE": "prod"}).job["origins"]
    places = {
        key: [(origin["line"], origin["raw"], origin["value"]) for origin in trail] for key, trail in origins.items()
    }
    assert places == {
        "dativo:environment": [(2, "${STAGE}", "prod")],
        "dativo:job": [(3, "daily ${STAGE}", "daily prod")],
        "dativo:tenant": [(1, "acme", "acme")],
    }


@pytest.mark.parametrize("asked", ["kubernetes", "aws"])
def test_a_key_that_the_jobs_own_cluster_refuses_is_one_error(asked: str, project: Project) -> None:
    project.job(infrastructure={"provider": "kubernetes", "tags": {"k" * 64: "x"}})
    ran = project.ask({"job": "job.yaml", "provider": asked})
    assert (ran.code, ran.rules) == (1, ["tag-key"])


@pytest.mark.parametrize(
    ("infrastructure", "labelled"),
    [
        ({"provider": "kubernetes"}, True),
        ({"provider": "kubernetes", "runtime": {"type": "dagster"}}, True),
        ({"provider": "aws", "runtime": {"type": "kubernetes"}}, True),
        ({"provider": "gcp", "runtime": {"type": "kubernetes"}}, True),
        ({"provider": "azure", "runtime": {"type": "kubernetes"}}, True),
        ({"provider": "aws", "runtime": {"type": "ecs"}}, False),
        ({"provider": "gcp", "runtime": {"type": "airflow"}}, False),
        ({"provider": "azure"}, False),
    ],
)
@pytest.mark.parametrize("asked", [None, "aws", "kubernetes"])
def test_labels_are_for_jobs_of_a_cluster(
    asked: str | None, infrastructure: dict[str, Any], labelled: bool, project: Project
) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(infrastructure=infrastructure)
    job = project.ask({"jobs": "job.yaml", **({"provider": asked} if asked else {})}).job
    labels = {"dativo/job": "job", "dativo/tenant": "acme"} if labelled else {}
    assert (job["labels"], job["annotations"]) == (labels, labels)
