"""The shapes of what rules check: the fields of a job are those of its schema."""

from __future__ import annotations

from typing import Any

import pytest

from provider_bridge.policy.data_shapes import (
    ANY,
    APPLICABLE,
    BOOLEAN,
    NUMBER,
    RESOLVED_JOB,
    STRING,
    STRINGS,
    TAG_MAP,
    Shape,
    set_fields,
)
from provider_bridge.schema import check
from provider_bridge.schema.api_models import ResolvedJob


def test_fields_of_a_resolved_job() -> None:
    left_out = {"tags", "labels", "annotations", "warnings", "origins"}
    assert set(RESOLVED_JOB.fields) == set(ResolvedJob.model_fields) - left_out


@pytest.mark.parametrize("block", ["runtime", "compute", "networking", "storage", "terraform", "dagster"])
def test_fields_of_a_block(block: str) -> None:
    assert set(RESOLVED_JOB.fields[block].fields) == set(check.fields("job", "infrastructure", block))


def test_fields_of_a_block_in_a_block() -> None:
    requirements = RESOLVED_JOB.fields["dagster"].fields["resource_requirements"]
    assert set(requirements.fields) == set(check.fields("job", "infrastructure", "dagster", "resource_requirements"))


@pytest.mark.parametrize(
    ("shape", "keyword", "name", "below"),
    [
        (TAG_MAP, "properties", "Team", STRING),
        (TAG_MAP, "patternProperties", "^T", STRING),
        (TAG_MAP, "unevaluatedProperties", "", STRING),
        (TAG_MAP, "propertyNames", "", STRING),
        (TAG_MAP, "dependentSchemas", "Team", TAG_MAP),
        (TAG_MAP, "allOf", "0", TAG_MAP),
        (TAG_MAP, "$defs", "team", ANY),
        (RESOLVED_JOB, "properties", "compute", RESOLVED_JOB.fields["compute"]),
        (RESOLVED_JOB, "additionalProperties", "", ANY),
        (RESOLVED_JOB.fields["compute"], "properties", "max_runtime_seconds", NUMBER),
        (RESOLVED_JOB.fields["networking"], "properties", "private_networking", BOOLEAN),
        (STRINGS, "items", "", STRING),
        (STRINGS, "not", "", STRINGS),
        (ANY, "propertyNames", "", ANY),
        (ANY, "properties", "a", ANY),
    ],
)
def test_what_a_schema_below_checks(shape: Shape, keyword: str, name: str, below: Shape) -> None:
    assert shape.below(keyword, name) is below


def test_every_type_has_keywords() -> None:
    def types(shape: Shape) -> set[str]:
        return {shape.type}.union(*map(types, shape.fields.values()), types(shape.other) if shape.other else ())

    assert types(RESOLVED_JOB) | types(TAG_MAP) == {*APPLICABLE, ""}


def test_only_fields_that_are_set_are_checked() -> None:
    resolved: dict[str, Any] = {
        "key": "jobs/a",
        "environment": None,
        "tags": {"Team": "data"},
        "labels": {},
        "annotations": {},
        "warnings": ["w"],
        "origins": {},
        "budget": None,
        "runtime": {"type": None, "cluster_name": None},
        "compute": {"cpu": "512", "max_runtime_seconds": None},
        "networking": {"vpc_id": None, "subnet_ids": [], "private_networking": False},
        "storage": None,
        "terraform": {"variables": {"a": None}, "backend_config": {}},
        "dagster": {"op_config": None, "resource_requirements": {"limit_cpu": None}},
    }
    assert set_fields(resolved, RESOLVED_JOB) == {
        "key": "jobs/a",
        "compute": {"cpu": "512"},
        "networking": {"subnet_ids": [], "private_networking": False},
        "terraform": {"variables": {"a": None}, "backend_config": {}},
    }
