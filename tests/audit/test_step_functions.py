"""Tasks of state machines and schedules get the job's tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}
PAIRS = [{"Key": key, "Value": value} for key, value in TAGS.items()]
RUN_TASK = "arn:aws:states:::ecs:runTask.sync"
PROPAGATION = [("error", "audit-propagation")]
UNKNOWN = [("warning", "audit-unknown")]


def task(resource: str = RUN_TASK, field: str = "Parameters", **parameters: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": resource, field: parameters, "End": True}


def machine(*states: dict[str, Any]) -> str:
    return json.dumps({"StartAt": "s0", "States": {f"s{number}": state for number, state in enumerate(states)}})


def audit(auditing: Auditing, definition: Any, **change: Any) -> list[tuple[str, str]]:
    values = {"tags": TAGS, "definition": definition}
    return auditing.rules(auditing.resource('aws_sfn_state_machine.a["jobs/a"]', values, **change))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, PROPAGATION),
        ({"PropagateTags": "NONE"}, PROPAGATION),
        ({"PropagateTags": "TASK_DEFINITION"}, []),
        ({"PropagateTags.$": "$.propagate"}, UNKNOWN),
        ({"PropagateTags": "{% $propagate %}"}, UNKNOWN),
        ({"Tags": PAIRS}, []),
        ({"Tags": PAIRS[:2]}, [("error", "audit-missing")]),
        ({"Tags": []}, PROPAGATION),
        ({"Tags": [{"Key": "Team", "Value": "x"}]}, [("error", "audit-template")]),
        ({"Tags.$": "$.tags"}, UNKNOWN),
        ({"Tags": "{% $tags %}"}, UNKNOWN),
        ({"Tags": [*PAIRS[:2], {"Key": "dativo:tenant", "Value.$": "$.tenant"}]}, UNKNOWN),
        ({"Tags": [*PAIRS[:2], {"Key": "dativo:tenant", "Value": "{% $tenant %}"}]}, UNKNOWN),
        ({"Tags": [*PAIRS[:2], {"Key.$": "$.key", "Value": "x"}]}, UNKNOWN),
    ],
)
@pytest.mark.parametrize("field", ["Parameters", "Arguments"])
def test_a_task_of_ecs(parameters: Any, expected: object, field: str, auditing: Auditing) -> None:
    auditing.job()
    assert audit(auditing, machine(task(field=field, TaskDefinition="t", **parameters))) == expected


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:states:::ecs:runTask",
        "arn:aws:states:::ecs:runTask.waitForTaskToken",
        "arn:aws-cn:states:::ecs:runTask.sync",
        "arn:aws:states:::aws-sdk:ecs:runTask",
        "arn:aws:states:::elasticmapreduce:createCluster.sync",
        "arn:aws:states:::batch:submitJob.sync",
        "arn:aws:states:::emr-containers:startJobRun.sync",
        "arn:aws:states:::aws-sdk:emrserverless:startJobRun",
        "arn:aws:states:::sagemaker:createTransformJob.sync",
        "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync",
        "arn:aws:states:::sagemaker:createEndpoint",
    ],
)
def test_calls_that_start_something_without_tags(resource: str, auditing: Auditing) -> None:
    auditing.job()
    assert audit(auditing, machine(task(resource))) == PROPAGATION
    in_parallel = {"Type": "Parallel", "Branches": [json.loads(machine(task(resource)))]}
    in_map = {"Type": "Map", "Iterator": json.loads(machine(in_parallel))}
    assert audit(auditing, machine(in_map, {"Type": "Succeed"}, task(resource))) == PROPAGATION * 2


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:states:::lambda:invoke",
        "arn:aws:lambda:eu-west-1:1:function:x",
        "arn:aws:states:::glue:startJobRun",
        "",
    ],
)
def test_other_calls_start_nothing_that_has_tags(resource: str, auditing: Auditing) -> None:
    auditing.job()
    assert audit(auditing, machine(task(resource))) == []


@pytest.mark.parametrize(
    ("definition", "parameters", "expected"),
    [
        ({"name": "etl", "propagate_tags": True}, {"JobDefinition": "etl"}, []),
        ({"name": "etl", "propagate_tags": True}, {"JobDefinition": "etl:3"}, []),
        ({"name": "etl", "propagate_tags": True}, {"JobDefinition": "arn:aws:batch:x:1:job-definition/etl:3"}, []),
        ({"name": "etl", "propagate_tags": True}, {"JobDefinition": "etl", "PropagateTags": False}, PROPAGATION),
        ({"name": "etl", "propagate_tags": True}, {"JobDefinition": "web"}, PROPAGATION),
        ({"name": "etl", "propagate_tags": False}, {"JobDefinition": "etl"}, PROPAGATION),
    ],
)
def test_a_batch_job_takes_the_setting_of_its_definition(
    definition: Any, parameters: Any, expected: object, auditing: Auditing
) -> None:
    auditing.job()
    state_machine = machine(task("arn:aws:states:::batch:submitJob", **parameters))
    resources = [
        auditing.resource('aws_sfn_state_machine.a["jobs/a"]', {"tags": TAGS, "definition": state_machine}),
        auditing.resource("aws_batch_job_definition.b", {"tags": {"dativo:tenant": "x"}, **definition}),
    ]
    findings = auditing.findings(auditing.plan(*resources))
    of_machine = [each for each in findings if "state_machine" in each["address"]]
    assert [(each["severity"], each["rule"]) for each in of_machine] == expected


@pytest.mark.parametrize(
    "definition", [None, "", "{", "[]", "7", "[" * 100_000, '{"States": []}', '{"States": {"a": 7}}']
)
def test_what_is_not_a_definition_starts_nothing(definition: Any, auditing: Auditing) -> None:
    auditing.job()
    assert audit(auditing, definition) == []


def test_an_unknown_definition(auditing: Auditing) -> None:
    auditing.job()
    assert audit(auditing, None, after_unknown={"definition": True}) == UNKNOWN


def test_of_a_sensitive_definition_nothing_is_shown(auditing: Auditing) -> None:
    auditing.job()
    definition = machine(task(PropagateTags="a-secret"), task(Tags=[{"Key": "dativo:job", "Value": "a-secret"}]))
    definition = definition.replace("s0", "a-secret-state")
    plan = auditing.plan(
        auditing.resource(
            'aws_sfn_state_machine.a["jobs/a"]',
            {"tags": TAGS, "definition": definition},
            after_sensitive={"definition": True},
        )
    )
    for form in ("json", "text"):
        out = auditing.run(plan, "--format", form)[1]
        assert "audit-propagation" in out
        assert "secret" not in out


@pytest.mark.parametrize(
    ("arn", "value", "expected"),
    [
        ("arn:aws:scheduler:::aws-sdk:ecs:runTask", {}, PROPAGATION),
        ("arn:aws:scheduler:::aws-sdk:ecs:runTask", {"PropagateTags": "TASK_DEFINITION"}, []),
        ("arn:aws:scheduler:::aws-sdk:batch:submitJob", {"Tags": TAGS}, []),
        ("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", {}, []),
        ("arn:aws:lambda:eu-west-1:1:function:x", {}, []),
    ],
)
def test_a_schedule_that_calls_an_api(arn: str, value: Any, expected: object, auditing: Auditing) -> None:
    auditing.job()
    schedule = {"target": [{"arn": arn, "role_arn": "r", "input": json.dumps(value)}]}
    rules = auditing.rules(auditing.resource('aws_scheduler_schedule.a["jobs/a"]', schedule))
    assert [rule for rule in rules if rule[1] != "audit-unchecked"] == expected
