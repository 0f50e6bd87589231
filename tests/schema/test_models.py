"""The shape of what people write: each wrong value is reported with its location and its rule."""

from __future__ import annotations

from typing import Any

import pytest

from provider_bridge.schema import check, refusal
from provider_bridge.schema.errors import explain


def problems(kind: str, data: Any) -> list[str]:
    """Every diagnostic as `path rule`."""
    diagnostics = explain(kind, data, f"{kind}.yaml")
    assert {diagnostic.location.document for diagnostic in diagnostics} <= {f"{kind}.yaml"}
    return [f"{'.'.join(map(str, each.location.path))} {each.rule}" for each in diagnostics]


def job(**infrastructure: Any) -> dict[str, Any]:
    return {"tenant_id": "acme", "infrastructure": infrastructure}


@pytest.mark.parametrize(
    "data",
    [
        job(provider="aws"),
        job(provider=None, runtime=None, compute=None, tags=None, terraform=None, dagster=None),
        job(tags={"a": "b", "c": None, "d": ["e"], "f": []}),
        job(terraform={"variables": {"a": [{"b": None}]}, "backend_config": {}}),
        {"tenant_id": "acme"},
        {"tenant_id": "acme", "infrastructure": None, "finops": None, "asset_path": None, "name": None},
        {"tenant_id": "acme", "finops": {"a": {"b": {"c": ["d"]}, "e": None}}},
        {"tenant_id": "acme", "anything": [{"else": None}]},
    ],
)
def test_a_job(data: Any) -> None:
    assert problems("job", data) == []
    assert refusal.errors("job", data, "job.yaml") == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, [" field-type"]),
        ([], [" field-type"]),
        ("text", [" field-type"]),
        ({}, ["tenant_id field-missing"]),
        ({"tenant_id": None}, ["tenant_id field-missing"]),
        ({"tenant_id": []}, ["tenant_id field-type"]),
        (job(providr="aws"), ["infrastructure.providr field-unknown"]),
        (job(runtime="ecs"), ["infrastructure.runtime field-type"]),
        (job(compute={"cpu": {}}), ["infrastructure.compute.cpu field-type"]),
        (job(networking={"subnet_ids": "a"}), ["infrastructure.networking.subnet_ids field-type"]),
        (job(networking={"subnet_ids": ["a", ["b"]]}), ["infrastructure.networking.subnet_ids.1 field-type"]),
        (job(tags=["a"]), ["infrastructure.tags field-type"]),
        (job(tags={"a": {"b": "c"}}), ["infrastructure.tags.a tag-nested"]),
        (job(tags={"a": ["b", {"c": "d"}]}), ["infrastructure.tags.a.1 tag-nested"]),
        (job(terraform={"variables": ["a"]}), ["infrastructure.terraform.variables field-type"]),
        (
            job(dagster={"resource_requirements": {"cpu": "1"}}),
            ["infrastructure.dagster.resource_requirements.cpu field-unknown"],
        ),
        ({"tenant_id": "a", "finops": {"b": {"c": [["d"]]}}}, ["finops.b.c.0 tag-nested"]),
        (
            {"name": [], "finops": "a", "infrastructure": {"x": "y", "storage": []}},
            [
                "tenant_id field-missing",
                "name field-type",
                "finops field-type",
                "infrastructure.storage field-type",
                "infrastructure.x field-unknown",
            ],
        ),
    ],
)
def test_no_job(data: Any, expected: list[str]) -> None:
    assert problems("job", data) == expected
    assert [diagnostic.rule for diagnostic in refusal.errors("job", data, "job.yaml")] == [
        problem.split()[-1] for problem in expected
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"asset": "orders", "compliance": None},
        {"asset": ["orders"]},
        {"asset": {"name": "orders", "compliance": {"a": {"b": "c"}}, "schema": []}, "finops": {"d": ["e"]}},
    ],
)
def test_an_asset(data: Any) -> None:
    assert problems("asset", data) == []
    assert refusal.errors("asset", data, "asset.yaml") == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ([], [" field-type"]),
        ({"compliance": "GDPR"}, ["compliance field-type"]),
        ({"asset": {"finops": ["a"]}}, ["asset.finops field-type"]),
        ({"asset": {"compliance": {"a": [["b"]]}}}, ["asset.compliance.a.0 tag-nested"]),
    ],
)
def test_no_asset(data: Any, expected: list[str]) -> None:
    assert problems("asset", data) == expected


POOL = {"name": "network", "where": {"service": "AmazonVPC", "Team": "platform", "tag": {"team": "a"}}}
EXEMPTION = {"rule": "required-tag", "reason": "migration", "owner": "data-platform", "expires": "2027-03-31"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"required_tags": ["Team", {"key": "Owner", "when": {"provider": ["aws"], "tenant_id": "acme"}}]},
        {"rules": [{"name": "a", "schema": {}, "on": "job", "severity": None}]},
        {"tenants": ["acme"], "variables": {"REGION": "eu-west-1"}, "exclude": ["jobs/**/templates/**"]},
        {"severity": {"module-unpinned": "error", "audit-extra": "off"}},
        {"audit": {"allow_tags": ["kubernetes.io/*"], "exclude": None}},
        {"exemptions": [EXEMPTION, {**EXEMPTION, "jobs": ["a"], "resources": ["b.*"], "tags": ["Owner"]}]},
        {"allocation": {"identity": ["tenant", "job"], "shared": [POOL]}},
        {
            "allocation": {
                "shared": [{**POOL, "among": {"tenant": "same"}, "by": "weights", "weights": {"acme": "2"}}],
            }
        },
        dict.fromkeys(("tenants", "variables", "exclude", "severity", "audit", "exemptions", "allocation")),
    ],
)
def test_a_configuration(data: Any) -> None:
    assert problems("config", data) == []
    assert refusal.errors("config", data, "config.yaml") == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"tenants": "acme"}, ["tenants"]),
        ({"variables": {"REGION": None}}, ["variables.REGION"]),
        ({"exclude": [["a"]]}, ["exclude.0"]),
        ({"severity": {"module-unpinned": ["error"]}}, ["severity.module-unpinned"]),
        ({"audit": {"allow_tag": []}}, ["audit.allow_tag"]),
        ({"rules": [{"name": "a", "schema": {}, "on": {}}]}, ["rules.0.on"]),
        ({"exemptions": {}}, ["exemptions"]),
        (
            {"exemptions": [{"rule": "required-tag", "job": ["a"]}]},
            ["exemptions.0.reason", "exemptions.0.owner", "exemptions.0.expires", "exemptions.0.job"],
        ),
        ({"allocation": {"pools": []}}, ["allocation.pools"]),
        ({"allocation": {"shared": [{"name": "a"}]}}, ["allocation.shared.0.where"]),
        ({"allocation": {"shared": [{**POOL, "where": {"Team": ["a"]}}]}}, ["allocation.shared.0.where.Team"]),
        ({"allocation": {"shared": [{**POOL, "weights": {"acme": None}}]}}, ["allocation.shared.0.weights.acme"]),
        ({"allocation": {"shared": [{**POOL, "among": {"job": "a"}}]}}, ["allocation.shared.0.among.job"]),
    ],
)
def test_no_configuration(data: Any, expected: list[str]) -> None:
    assert problems("config", data) == [f"{path} config-invalid" for path in expected]


def test_wrong_values_are_dropped_so_that_the_rest_can_be_checked() -> None:
    data = job(provider="aws", runtime="ecs", tags={"a": "b", "c": {"d": "e"}})
    left = check.drop_invalid(data, [each.location.path for each in refusal.errors("job", data, "job.yaml")])
    assert left == job(provider="aws", tags={"a": "b"})
    assert data == job(provider="aws", runtime="ecs", tags={"a": "b", "c": {"d": "e"}})
