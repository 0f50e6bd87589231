"""Resources of hashicorp/awscc are judged as those of hashicorp/aws: their tags are lists of keys and values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}


def pairs(tags: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


FORMS: dict[str, Callable[[Any], Any]] = {"a list": pairs, "a map": dict, "JSON": json.dumps}


@pytest.mark.parametrize("form", FORMS)
def test_tags_are_compared(form: str, auditing: Auditing) -> None:
    auditing.job()
    for tags, expected in (
        (TAGS, []),
        ({**TAGS, "dativo:tenant": "x"}, [("error", "audit-different")]),
        ({**TAGS, "A": "b"}, [("warning", "audit-extra")]),
        ({**TAGS, "A": "b, c"}, [("error", "audit-invalid")]),
        ({}, [("error", "audit-none")]),
    ):
        queue = auditing.resource('awscc_sqs_queue.a["jobs/a"]', {"tags": FORMS[form](tags)})
        assert auditing.rules(queue) == expected
    by_tags = auditing.resource("awscc_sqs_queue.a", {"tags": FORMS[form]({**TAGS, "dativo:environment": "dev"})})
    assert auditing.rules(by_tags) == [("error", "audit-different")]


@pytest.mark.parametrize("name", ["hosted_zone_tags", "file_system_tags", "resource_tags"])
def test_some_types_have_another_name_for_their_tags(name: str, auditing: Auditing) -> None:
    auditing.job()
    for tags, expected in ((pairs(TAGS), []), (None, [("error", "audit-none")]), ([], [("error", "audit-none")])):
        assert auditing.rules(auditing.resource('awscc_efs_file_system.a["jobs/a"]', {name: tags})) == expected


def test_tags_that_nobody_configured_are_none(auditing: Auditing) -> None:
    auditing.job()
    bucket = auditing.resource('awscc_s3_bucket.a["jobs/a"]', {}, after_unknown={"tags": True})
    assert auditing.rules(bucket) == [("warning", "audit-unknown")]
    for name, expected in (("bucket_name", ("error", "audit-none")), ("tags", ("warning", "audit-unknown"))):
        configured = {"address": "awscc_s3_bucket.a", "expressions": {name: {"references": ["var.x"]}}}
        assert auditing.rules(bucket, configuration={"root_module": {"resources": [configured]}}) == [expected]


def test_an_unknown_value_in_a_list(auditing: Auditing) -> None:
    auditing.job()
    tags = pairs(TAGS)
    del tags[0]["value"]
    queue = auditing.resource(
        'awscc_sqs_queue.a["jobs/a"]', {"tags": tags}, after_unknown={"tags": [{"value": True}, {}, {}]}
    )
    assert auditing.rules(queue) == [("warning", "audit-unknown")]


@pytest.mark.parametrize("form", FORMS)
def test_sensitive_tags_are_not_shown(form: str, auditing: Auditing) -> None:
    auditing.job()
    tags = FORMS[form]({**TAGS, "Pin": "hidden-value"})
    plan = auditing.plan(
        auditing.resource('awscc_sqs_queue.a["jobs/a"]', {"tags": tags}, after_sensitive={"tags": True})
    )
    for output in ("json", "text"):
        out = auditing.run(plan, "--format", output)[1]
        assert "(sensitive)" in out
        assert "hidden-value" not in out


def test_classes_and_case_are_those_of_the_service(auditing: Auditing) -> None:
    auditing.job()
    table = auditing.resource('awscc_dynamodb_table.a["jobs/a"]', {"tags": pairs({**TAGS, "Owner": "a@b"})})
    assert auditing.rules(table) == [("error", "audit-invalid")]
    role = auditing.resource('awscc_iam_role.a["jobs/a"]', {"tags": pairs({**TAGS, "Dativo:Job": "a"})})
    assert ("error", "audit-invalid") in auditing.rules(role)
    vpc = auditing.resource('awscc_ec2_vpc.a["jobs/a"]', {"tags": pairs({**TAGS, "Name": "a, b"})})
    assert auditing.rules(vpc) == [("warning", "audit-extra")]


@pytest.mark.parametrize(
    "type_",
    [
        *(
            "awscc_cassandra_table",
            "awscc_iam_oidc_provider",
            "awscc_ssm_document",
        ),  # other names than in hashicorp/aws
        *("awscc_elasticbeanstalk_application", "awscc_stepfunctions_activity"),
    ],
)
def test_a_type_of_awscc_has_its_own_class_or_that_of_its_equivalent(type_: str, auditing: Auditing) -> None:
    auditing.job(Owner="")
    special = auditing.resource(f'{type_}.a["jobs/a"]', {"tags": pairs({**TAGS, "Owner": "x-e3b0c442"})})
    general = auditing.resource('awscc_sqs_queue.a["jobs/a"]', {"tags": pairs({**TAGS, "Owner": ""})})
    assert auditing.rules(special, general) == []


DEFINITION = json.dumps({"States": {"a": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask"}}})
SPECIFICATIONS = [{"resource_type": kind, "tags": pairs(TAGS)} for kind in ("instance", "volume")]
STARTING: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "awscc_ecs_service": ({"propagate_tags": "SERVICE"}, {"propagate_tags": "NONE"}),
    "awscc_stepfunctions_state_machine": ({"definition_string": "{}"}, {"definition_string": DEFINITION}),
    "awscc_batch_compute_environment": (
        {"compute_resources": {"type": "EC2", "tags": TAGS}},
        {"compute_resources": {"type": "EC2", "tags": {}}},
    ),
    "awscc_events_rule": (
        {"targets": [{"ecs_parameters": {"tag_list": pairs(TAGS)}}]},
        {"targets": [{"ecs_parameters": {"task_definition_arn": "t"}}]},
    ),
    "awscc_ec2_instance": (
        {"propagate_tags_to_volume_on_creation": True},
        {"propagate_tags_to_volume_on_creation": None},
    ),
    "awscc_ec2_launch_template": ({"launch_template_data": {"tag_specifications": SPECIFICATIONS}}, {}),
    "awscc_eks_nodegroup": ({"launch_template": {"id": "lt-1"}}, {}),
}


@pytest.mark.parametrize("type_", STARTING)
def test_what_is_started_carries_the_tags(type_: str, auditing: Auditing) -> None:
    auditing.job()
    right, wrong = STARTING[type_]
    address = f'{type_}.a["jobs/a"]'
    assert auditing.rules(auditing.resource(address, {"tags": pairs(TAGS), **right})) == []
    rules = auditing.rules(auditing.resource(address, {"tags": pairs(TAGS), **wrong}))
    assert set(rules) & {("error", "audit-propagation"), ("error", "audit-template")}


def test_a_group_passes_its_tags_on(auditing: Auditing) -> None:
    auditing.job()
    for on, expected in ((True, []), (False, [("error", "audit-propagation")])):
        tags = [{**pair, "propagate_at_launch": on} for pair in pairs(TAGS)]
        group = auditing.resource('awscc_autoscaling_auto_scaling_group.a["jobs/a"]', {"tags": tags})
        assert auditing.rules(group) == expected
