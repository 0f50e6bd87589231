"""What an audit does not check is reported, and what is not made is not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}
UNCHECKED = [("warning", "audit-unchecked")]


@pytest.mark.parametrize("mode", ["data", "ephemeral", "list", "invented"])
def test_only_managed_resources_have_tags(mode: str, auditing: Auditing) -> None:
    auditing.job()
    secret = auditing.resource('aws_secretsmanager_secret.a["jobs/a"]', {"tags": None})
    assert auditing.rules({**secret, "mode": mode}) == UNCHECKED
    assert auditing.rules({name: each for name, each in secret.items() if name != "mode"}) == [("error", "audit-none")]


def deferred(address: str, reason: str, **more: Any) -> dict[str, Any]:
    type_ = address.partition(".")[0]
    change = {"address": address, "mode": "managed", "type": type_, "change": {"actions": ["create"], **more}}
    return {"reason": reason, "resource_change": change}


def test_each_deferred_change_is_a_warning(auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": TAGS})
    changes = [
        deferred("aws_sqs_queue.c", "provider_config_unknown", after={"tags": None}),
        deferred("aws_sqs_queue.b", "instance_count_unknown"),
        deferred("aws_sqs_queue.d", "a reason of tomorrow"),
        {"reason": "unknown", "resource_change": {"address": "data.aws_ami.a", "mode": "data"}},
    ]
    findings = auditing.findings(auditing.plan(queue, deferred_changes=changes, complete=False))
    assert [(each["severity"], each["rule"], each["address"]) for each in findings] == [
        ("warning", "audit-unchecked", f"aws_sqs_queue.{name}") for name in "bcd"
    ]
    assert "its number of instances is unknown" in findings[0]["message"]


@pytest.mark.parametrize("changes", [None, 7, [7], [{}], [{"resource_change": 7}]])
def test_odd_deferred_changes_do_not_fail(changes: Any, auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": TAGS})
    assert auditing.run(auditing.plan(queue, deferred_changes=changes))[0] == 0


def test_a_plan_in_which_nothing_accepts_tags_is_not_a_success(auditing: Auditing) -> None:
    auditing.job()
    for resources, text in (
        ([], "no resource was checked: the plan has no resources"),
        ([auditing.resource("random_id.a", {"byte_length": 8})], "no resource was checked: none of 1 resource in"),
    ):
        plan = auditing.plan(*resources)
        code, out = auditing.run(plan)
        assert (code, text in out) == (0, True)
        (finding,) = auditing.findings(plan)
        assert (finding["rule"], finding["address"], finding["path"]) == ("audit-unchecked", None, "stdin")
        assert auditing.run(plan, "--strict")[0] == 1


def test_a_launcher_without_tags_of_its_own_is_checked(auditing: Auditing) -> None:
    auditing.job()
    target = {"ecs_target": [{"propagate_tags": "TASK_DEFINITION"}]}
    assert auditing.rules(auditing.resource('aws_cloudwatch_event_target.a["jobs/a"]', target)) == []


def test_the_warning_about_excluded_resources_names_the_setting(auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": TAGS})
    auditing.project.write("provider-bridge.yaml", "audit: {exclude: [aws_sqs_queue]}")
    (finding,) = auditing.findings(auditing.plan(queue))
    assert finding["message"] == 'no resource was checked: "audit.exclude" has 1 of 1 resource'
