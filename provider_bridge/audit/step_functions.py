"""Tasks that Step Functions and EventBridge Scheduler start by API calls, with the tags of the calls.

docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html (read 2026-03); the tag parameters are those of
botocore's service models (1.44.5).
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

from ..wording import compact_json
from .fixes import AUDIT_AFTER_APPLY, SET_CONSTANT, SET_TAGS, SET_VALUE
from .launchers import TaskLauncher
from .plan_blocks import Block
from .plan_data import as_dict, as_dicts, decoded_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_CALL = re.compile(r"arn:[\w-]+:(?:states|scheduler):[^:]*:[^:]*:(?:aws-sdk:)?([\w-]+):(\w+)")


class _Call(NamedTuple):
    """An API call that starts something: the things, their resource type, and its parameters about tags."""

    made: str
    type: str
    pairs: bool
    """True if `Tags` is a list of `Key` and `Value`, not a map."""
    propagate: str | bool | None = None
    """The value of `PropagateTags` that propagates tags of a definition; None if there is no such parameter."""


_JOBS = ("Training", "Transform", "Processing", "HyperParameterTuning", "Labeling", "Compilation", "AutoML")
_EMR_CLUSTER = _Call("clusters", "aws_emr_cluster", pairs=True)
_CALLS: dict[str, _Call] = {
    "ecs:runtask": _Call("tasks", "aws_ecs_task_definition", pairs=True, propagate="TASK_DEFINITION"),
    "batch:submitjob": _Call("jobs", "aws_batch_job_definition", pairs=False, propagate=True),
    "elasticmapreduce:createcluster": _EMR_CLUSTER,
    "emr:runjobflow": _EMR_CLUSTER,
    "emrserverless:startjobrun": _Call("job runs", "aws_emrserverless_application", pairs=False),
    "emrserverless:createapplication": _Call("applications", "aws_emrserverless_application", pairs=False),
    "emrcontainers:startjobrun": _Call("job runs", "aws_emrcontainers_virtual_cluster", pairs=False),
    "emrcontainers:createvirtualcluster": _Call("clusters", "aws_emrcontainers_virtual_cluster", pairs=False),
    "sagemaker:createendpoint": _Call("endpoints", "aws_sagemaker_endpoint", pairs=True),
    "sagemaker:createnotebookinstance": _Call("notebooks", "aws_sagemaker_notebook_instance", pairs=True),
    **{f"sagemaker:create{job.lower()}job": _Call("jobs", "aws_sagemaker_model", pairs=True) for job in _JOBS},
}
"""Calls that start what costs money, by service and action in lower case."""


def state_machine_tasks(resource: Block, definitions: Collection[str]) -> Iterator[TaskLauncher]:
    """Yield the tasks in the definition of a state machine that start things without tags.

    `definitions` holds the names of Batch job definitions that propagate their tags.
    """
    name = "definition_string" if resource.values.get("definition_string") else "definition"  # of awscc
    if resource.is_unknown(name):
        yield TaskLauncher(name, "is unknown until apply", AUDIT_AFTER_APPLY, unknown=True)
        return
    sensitive = resource.is_sensitive(name)
    for path, state in _states(decoded_json(resource.values.get(name)), "" if sensitive else f"{name}."):
        field = "Arguments" if "Arguments" in state else "Parameters"
        base = name if sensitive else f"{path}.{field}"
        yield from _without_tags(str(state.get("Resource")), state.get(field), f"{base}.", sensitive, definitions)


def called_tasks(target: Block, definitions: Collection[str]) -> Iterator[TaskLauncher]:
    """Yield the call of a schedule's target if it starts something without tags."""
    arn, path = target.values.get("arn"), f"{target.path}input."
    if isinstance(arn, str) and _CALL.match(arn) and not target.is_unknown("input"):
        parameters = decoded_json(target.values.get("input"))
        yield from _without_tags(arn, parameters, path, target.is_sensitive("input"), definitions)


def _states(definition: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the states of a definition that call an API, each with its path, nested ones too."""
    machines = deque([(path, as_dict(definition))])
    while machines:
        path, machine = machines.popleft()
        for name, state in as_dict(machine.get("States")).items():
            state, here = as_dict(state), f"{path}States.{name}"
            if state.get("Type") == "Task":
                yield here, state
            machines += ((f"{here}.Branches[{n}].", each) for n, each in enumerate(as_dicts(state.get("Branches"))))
            machines += ((f"{here}.{part}.", as_dict(state.get(part))) for part in ("Iterator", "ItemProcessor"))


def _without_tags(
    resource: str, parameters: Any, path: str, sensitive: bool, definitions: Collection[str]
) -> Iterator[TaskLauncher]:
    arn = _CALL.match(resource)
    call = _CALLS.get(f"{arn[1].replace('-', '')}:{arn[2]}".lower()) if arn else None
    if call is None:
        return
    block = _block(parameters, path, sensitive)
    tags = block.pairs("Tags", "Key", "Value") if call.pairs else block.map("Tags")
    tags = tags._replace(at_run_time=True) if tags is not None else None
    if call.propagate is None:
        launcher = TaskLauncher(f"{path}Tags", "is not set", SET_TAGS, made=call.made, type=call.type, tags=tags)
    elif block.values.get("PropagateTags") == call.propagate or _propagates(block, definitions):
        return
    else:
        value, unknown = block.redacted("PropagateTags"), block.is_unknown("PropagateTags")
        state = "is not set" if value is None else f"is {compact_json(value)}"
        launcher = TaskLauncher(
            f"{path}PropagateTags",
            "is unknown until run time" if unknown else state,
            SET_CONSTANT if unknown else SET_VALUE,
            call.propagate,
            value,
            unknown,
            call.made,
            call.type,
            tags,
        )
    yield launcher


def _propagates(block: Block, definitions: Collection[str]) -> bool:
    """Return whether a call leaves it to its Batch job definition, which propagates its tags."""
    definition = block.values.get("JobDefinition")
    name = definition.rpartition("/")[2].partition(":")[0] if isinstance(definition, str) else None
    return name in definitions and block.values.get("PropagateTags") is None and not block.is_unknown("PropagateTags")


def _block(parameters: Any, path: str, sensitive: bool) -> Block:
    """Return parameters as a block: what a state's input decides is unknown.

    With JSONPath these are fields that end in `.$`, with JSONata texts in `{% %}`.
    """
    if isinstance(parameters, str):
        return Block(path, {}, True, sensitive)
    values, unknown = _known(as_dict(parameters))
    tags = values.get("Tags")
    if isinstance(tags, dict):
        values["Tags"], unknown["Tags"] = _known(tags)
    elif isinstance(tags, list):
        items = [_known(as_dict(item)) for item in tags]
        values["Tags"], unknown["Tags"] = [item for item, _ in items], [marks for _, marks in items]
    return Block(path, values, unknown, sensitive)


def _known(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the constants among fields, and marks of the others."""
    dynamic = {
        name: name.endswith(".$") or (isinstance(value, str) and value.startswith("{%"))
        for name, value in fields.items()
    }
    values = {name: value for name, value in fields.items() if not dynamic[name]}
    return values, {name.removesuffix(".$"): True for name in fields if dynamic[name]}
