"""What an audit leaves out: extra keys that are allowed, excluded resources, and what a plan does not change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge import pipeline
from provider_bridge.audit import AuditSettings, audit
from provider_bridge.audit.plan import parse
from provider_bridge.diagnostics import Location
from provider_bridge.query.parse import build

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}


def rules(plan: bytes, settings: AuditSettings) -> list[str]:
    """Audit a plan against the job, and return the rule of each finding."""
    result = pipeline.run(build([("jobs", "jobs/*.yaml")]), {}, lambda job, _: job)
    assert result.project
    jobs, config = list(result.kept.values()), result.project.config
    done = audit(parse(plan, Location("plan")), jobs, config, str, all_jobs=True, settings=settings)
    return [finding.diagnostic.rule for finding in done.findings]


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        ((), ["audit-extra"] * 2),
        (("Name",), ["audit-extra"]),
        (("name",), ["audit-extra"] * 2),
        (("Name", "kubernetes.io/*"), []),
        (("*",), []),
    ],
)
def test_extra_keys_that_are_allowed(allowed: tuple[str, ...], expected: list[str], auditing: Auditing) -> None:
    auditing.job()
    tags = {**TAGS, "Name": "a", "kubernetes.io/cluster/etl": "owned"}
    plan = auditing.plan(auditing.resource('aws_subnet.a["jobs/a"]', {"tags": tags}))
    assert rules(plan, AuditSettings(allow_tags=allowed)) == expected


def test_an_allowed_key_is_checked_all_the_same(auditing: Auditing) -> None:
    auditing.job()
    plan = auditing.plan(auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": {**TAGS, "Name": "a, b"}}))
    assert rules(plan, AuditSettings(allow_tags=("Name",))) == ["audit-invalid"]


@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        ((), ["audit-none", "audit-none", "audit-unchecked"]),
        (("aws_iam_policy",), ["audit-none", "audit-unchecked"]),
        (("aws_iam_*",), ["audit-none", "audit-unchecked"]),
        (("module.legacy.*",), ["audit-none", "audit-unchecked"]),
        (('module.legacy.aws_sqs_queue.a["jobs/a"]',), ["audit-none", "audit-unchecked"]),
        (("module.legacy",), ["audit-none", "audit-none", "audit-unchecked"]),
        (("aws_sns_topic", "aws_sqs_queue", "aws_iam_policy"), ["audit-unchecked"]),
    ],
)
def test_resources_that_are_excluded(excluded: tuple[str, ...], expected: list[str], auditing: Auditing) -> None:
    auditing.job()
    deferred = {"reason": "unknown", "resource_change": {"address": "aws_sns_topic.b", "type": "aws_sns_topic"}}
    plan = auditing.plan(
        auditing.resource('aws_iam_policy.a["jobs/a"]', {"tags": None}),
        auditing.resource('module.legacy.aws_sqs_queue.a["jobs/a"]', {"tags": None}),
        deferred_changes=[deferred],
    )
    assert rules(plan, AuditSettings(exclude=excluded)) == expected


@pytest.mark.parametrize(
    ("actions", "checked"),
    [
        (["create"], True),
        (["update"], True),
        (["delete", "create"], True),
        (["create", "delete"], True),
        (["no-op"], False),
        (["read"], False),
        (None, True),
    ],
)
def test_what_a_plan_does_not_change_may_be_left_out(actions: Any, checked: bool, auditing: Auditing) -> None:
    auditing.job()
    plan = auditing.plan(auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": None}, actions=actions))
    assert [each["rule"] for each in auditing.findings(plan)] == ["audit-none"]
    assert [each["rule"] for each in auditing.findings(plan, "--changed")] == ["audit-none"] * checked
    if not checked:
        assert auditing.run(plan, "--changed", "--strict") == (
            0,
            "provider-bridge: no resource was checked in stdin\n",
        )


@pytest.mark.parametrize("actions", [["delete"], ["no-op"]])
def test_a_deposed_object_does_not_stand_for_its_replacement(actions: list[str], auditing: Auditing) -> None:
    auditing.job()
    tags = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": tags})
    deposed = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": None}, actions=actions)
    changes = [queue, {**deposed, "deposed": "0a1b2c3d"}]
    assert auditing.rules(queue, resource_changes=changes) == []
