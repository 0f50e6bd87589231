"""Rules on jobs: what a job may be, said of the field that is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diagnostics import Diagnostic, Location, finish
from provider_bridge.documents.document import find_position, parse
from provider_bridge.policy import config_reader as configuration
from provider_bridge.policy.judge import Budget, judge_job
from provider_bridge.policy.rules import Condition

if TYPE_CHECKING:
    from provider_bridge.policy.config import Config

TEXT = b"""\
tenant_id: acme
name: orders
finops: {budget: {monthly_limit: 500, currency: EUR}}
infrastructure:
  provider: aws
  runtime: {type: ecs}
  compute:
    cpu: "1024"
    max_runtime_seconds: 7200
  networking:
    subnet_ids: [subnet-1, subnet-2]
    private_networking: false
  storage:
    bucket: other-lake
  terraform:
    variables: {replicas: 3}
"""
JOB: dict[str, Any] = {
    "key": "jobs/orders",
    "path": "jobs/orders.yaml",
    "container_path": None,
    "name": "orders",
    "slug": "acme-orders",
    "tenant_id": "acme",
    "environment": None,
    "provider": "aws",
    "budget": {"amount": 500, "currency": "EUR"},
    "tags": {"Team": "data"},
    "labels": {},
    "annotations": {},
    "warnings": [],
    "runtime": {"type": "ecs", "cluster_name": None, "namespace": None, "service_account": None},
    "compute": {"cpu": "1024", "memory": None, "instance_type": None, "max_runtime_seconds": 7200},
    "networking": {
        "vpc_id": None,
        "subnet_ids": ["subnet-1", "subnet-2"],
        "security_group_ids": None,
        "private_networking": False,
    },
    "storage": {"bucket": "other-lake", "prefix": None, "kms_key_id": None},
    "terraform": {"variables": {"replicas": 3}},
    "dagster": {"op_config": None, "resource_requirements": {}},
}
ON_AWS = Condition(("",), ("aws",), ("acme",), ("ecs",))


def policy(*schemas: Any, **fields: Any) -> tuple[Config, list[Diagnostic]]:
    rules = [{"name": f"r{n}", "on": "job", "schema": schema, **fields} for n, schema in enumerate(schemas)]
    document, _ = parse(json.dumps({"rules": rules}).encode(), "provider-bridge.yaml")
    assert document
    return configuration.read(document)


def located(location: Location) -> Location:
    line, column = find_position(TEXT, location.path, location.on_key)
    return location._replace(line=line, column=column)


def lines(schema: Any, **fields: Any) -> list[str]:
    config, problems = policy(schema, **fields)
    assert problems == []
    diagnostics, _ = judge_job(config, JOB, ON_AWS, "jobs/orders.yaml", Budget())
    return [f"{each} · {each.fix}" for each in finish(diagnostics, located)]


def block(name: str, **fields: Any) -> Any:
    return {"properties": {name: {"properties": fields}}}


BUCKET = 'value "other-lake" of "infrastructure.storage.bucket" is not allowed (provider-bridge.yaml:1)'
SECONDS = 'value 7200 of "infrastructure.compute.max_runtime_seconds" is not allowed (provider-bridge.yaml:1)'

BROKEN: dict[str, tuple[Any, str, str, str]] = {
    "a pattern": (block("storage", bucket={"pattern": "^acme-"}), "14:13", BUCKET, 'use a value that matches "^acme-"'),
    "a list of values": (block("storage", bucket={"enum": ["a", "b"]}), "14:13", BUCKET, "use one of: a, b"),
    "one value": (
        block("storage", bucket={"const": "acme"}),
        "14:13",
        BUCKET,
        'set "infrastructure.storage.bucket" to "acme"',
    ),
    "a length": (block("storage", bucket={"maxLength": 3}), "14:13", BUCKET, "use at most 3 characters"),
    "a maximum": (
        block("compute", max_runtime_seconds={"maximum": 3600}),
        "9:26",
        SECONDS,
        'set "infrastructure.compute.max_runtime_seconds" to at most 3600',
    ),
    "a number": (
        block("compute", max_runtime_seconds={"const": 3600}),
        "9:26",
        SECONDS,
        'set "infrastructure.compute.max_runtime_seconds" to 3600',
    ),
    "a boolean": (
        block("networking", private_networking={"const": True}),
        "12:25",
        'value false of "infrastructure.networking.private_networking" is not allowed (provider-bridge.yaml:1)',
        'set "infrastructure.networking.private_networking" to true',
    ),
    "an item": (
        block("networking", subnet_ids={"items": {"const": "subnet-1"}}),
        "11:28",
        'value "subnet-2" of "infrastructure.networking.subnet_ids[1]" is not allowed (provider-bridge.yaml:1)',
        'set "infrastructure.networking.subnet_ids[1]" to "subnet-1"',
    ),
    "too few items": (
        block("networking", subnet_ids={"minItems": 3}),
        "11:17",
        'the value of "infrastructure.networking.subnet_ids" is not allowed (provider-bridge.yaml:1)',
        "use at least 3 items",
    ),
    "a field that is missing": (
        {"properties": {"storage": {"required": ["kms_key_id"]}}},
        "14:5",
        'required field "infrastructure.storage.kms_key_id" is missing (provider-bridge.yaml:1)',
        'set "infrastructure.storage.kms_key_id"',
    ),
    "a block that is missing": (
        {"required": ["dagster"]},
        "5:3",
        'required field "infrastructure.dagster" is missing (provider-bridge.yaml:1)',
        'set "infrastructure.dagster"',
    ),
    "the environment": (
        {"required": ["environment"]},
        "1:1",
        'required field "environment" is missing (provider-bridge.yaml:1)',
        'set "environment"',
    ),
    "a field too many": (
        {"properties": {"compute": {"properties": {"cpu": True}, "additionalProperties": False}}},
        "9:5",
        '"infrastructure.compute.max_runtime_seconds" must not be set (provider-bridge.yaml:1)',
        'remove "infrastructure.compute.max_runtime_seconds"',
    ),
    "a field that must not be": (
        {"properties": {"storage": {"not": {"required": ["bucket"]}}}},
        "14:5",
        '"infrastructure.storage.bucket" must not be set (provider-bridge.yaml:1)',
        'remove "infrastructure.storage.bucket"',
    ),
    "one of several": (
        {"properties": {"storage": {"anyOf": [{"required": ["prefix"]}, {"required": ["kms_key_id"]}]}}},
        "14:5",
        "one of these fields must be set: infrastructure.storage.prefix, infrastructure.storage.kms_key_id "
        "(provider-bridge.yaml:1)",
        "set one of: infrastructure.storage.prefix, infrastructure.storage.kms_key_id",
    ),
    "none of several": (
        {"anyOf": [{"required": ["environment"]}, block("storage", bucket={"const": "a"})]},
        "1:1",
        "these fields match no alternative of the rule: environment, infrastructure.storage.bucket "
        "(provider-bridge.yaml:1)",
        "set one of: environment, infrastructure.storage.bucket",
    ),
    "alternatives for one value": (
        block("storage", bucket={"anyOf": [{"const": "a"}, {"pattern": "^b"}]}),
        "14:13",
        BUCKET,
        'correct "infrastructure.storage.bucket" to satisfy the rule (provider-bridge.yaml:1)',
    ),
    "fields that must not be together": (
        {"not": {"required": ["storage", "compute"]}},
        "1:1",
        "these fields must not be set together: infrastructure.compute, infrastructure.storage "
        "(provider-bridge.yaml:1)",
        "remove one of: infrastructure.compute, infrastructure.storage",
    ),
    "a variable": (
        {"properties": {"terraform": {"properties": {"variables": {"properties": {"replicas": {"maximum": 2}}}}}}},
        "16:27",
        'value 3 of "infrastructure.terraform.variables.replicas" is not allowed (provider-bridge.yaml:1)',
        'set "infrastructure.terraform.variables.replicas" to at most 2',
    ),
    "the name of a variable": (
        {"properties": {"terraform": {"properties": {"variables": {"propertyNames": {"pattern": "^tf_"}}}}}},
        "16:17",
        '"infrastructure.terraform.variables.replicas" must not be set (provider-bridge.yaml:1)',
        'remove "infrastructure.terraform.variables.replicas"',
    ),
    "the budget": (
        {"properties": {"budget": {"properties": {"amount": {"maximum": 100}, "currency": {"const": "USD"}}}}},
        "3:18",
        'value 500 of "finops.budget" is not allowed (provider-bridge.yaml:1)',
        'set "finops.budget" to at most 100',
    ),
    "the provider": (
        {"properties": {"provider": {"const": "gcp"}}},
        "5:13",
        'value "aws" of "infrastructure.provider" is not allowed (provider-bridge.yaml:1)',
        'set "infrastructure.provider" to "gcp"',
    ),
    "the slug": (
        {"properties": {"slug": {"maxLength": 3}}},
        "2:7",
        'value "acme-orders" of "slug" is not allowed (provider-bridge.yaml:1)',
        "use at most 3 characters",
    ),
    "the path": (
        {"properties": {"path": {"pattern": "^etl/"}}},
        "1:1",
        'value "jobs/orders.yaml" of "path" is not allowed (provider-bridge.yaml:1)',
        'use a value that matches "^etl/"',
    ),
    "the whole job": (
        {"minProperties": 100},
        "1:1",
        "the job does not satisfy the rule (provider-bridge.yaml:1)",
        "correct the job to satisfy the rule (provider-bridge.yaml:1)",
    ),
}


@pytest.mark.parametrize(("schema", "position", "message", "fix"), BROKEN.values(), ids=BROKEN)
def test_a_field_that_breaks_a_rule(schema: Any, position: str, message: str, fix: str) -> None:
    assert lines(schema)[0] == f"jobs/orders.yaml:{position}: error: [policy/r0] {message} · {fix}"


def test_the_authors_message_comes_first() -> None:
    (line,) = lines(block("storage", bucket={"const": "a"}), message="Use your own bucket.", severity="warning")
    assert line.startswith("jobs/orders.yaml:14:13: warning: [policy/r0] Use your own bucket. Value ")


@pytest.mark.parametrize(
    "schema",
    [
        block("storage", bucket={"pattern": "lake$", "format": "regex"}),
        block("compute", cpu={"enum": ["512", "1024"]}, max_runtime_seconds={"enum": [3600, 7200], "multipleOf": 60}),
        block("networking", private_networking={"type": "boolean"}, subnet_ids={"contains": {"const": "subnet-2"}}),
        {"required": ["compute", "networking", "budget"], "not": {"required": ["dagster"]}},
        {"properties": {"compute": {"not": {"required": ["memory"]}}}},
    ],
)
def test_a_job_that_keeps_a_rule(schema: Any) -> None:
    assert lines(schema) == []


def test_rules_on_jobs_and_on_tags_are_apart() -> None:
    config, _ = policy({"required": ["environment"]})
    on_tags = config.rules[0]._replace(on="tags", name="on-tags")
    config = config._replace(rules=(*config.rules, on_tags))
    diagnostics, _ = judge_job(config, JOB, ON_AWS, "jobs/orders.yaml", Budget())
    assert [each.rule for each in diagnostics] == ["policy/r0"]


def test_a_rule_on_jobs_is_for_the_jobs_of_its_condition() -> None:
    config, _ = policy({"required": ["environment"]}, when={"provider": "gcp"})
    assert judge_job(config, JOB, ON_AWS, "jobs/orders.yaml", Budget()) == ([], Budget())


def test_the_time_of_rules_on_jobs_is_bounded_too() -> None:
    config, _ = policy(block("storage", bucket={"pattern": "^([a-z-]+)+!$"}))
    job = {**JOB, "storage": {"bucket": "a" * 60}}
    diagnostics, budget = judge_job(config, job, ON_AWS, "jobs/orders.yaml", Budget())
    assert diagnostics == []
    assert [each.rule for each in budget.stopped.values()] == ["policy-slow"]


def test_a_rule_is_on_jobs_or_on_tags() -> None:
    _, (diagnostic,) = policy({"required": ["environment"]}, on="jobs")
    (finished,) = finish([diagnostic], lambda location: location._replace(line=1, column=1))
    assert finished.message == '"on" of rule "r0" must be "job", found "jobs"'
    assert finished.fix == 'set "on" to "job", or remove "on"'
