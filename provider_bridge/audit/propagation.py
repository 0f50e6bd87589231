"""The propagation of tags on AWS: from services and definitions to tasks, from groups to instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wording import compact_json
from .fixes import AUDIT_AFTER_APPLY, SET_VALUE
from .launchers import TaskLauncher
from .redact import redacted
from .step_functions import called_tasks, state_machine_tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .plan_blocks import Block

_SERVICE = ("TASK_DEFINITION", "SERVICE")
_TASK_DEFINITION = ("TASK_DEFINITION",)
_PROPAGATING: dict[str, tuple[tuple[str, ...], tuple[str | bool, ...], str]] = {
    "aws_ecs_service": ((), _SERVICE, "tasks"),
    "aws_ecs_capacity_provider": (("managed_instances_provider",), ("CAPACITY_PROVIDER",), "instances"),
    "aws_cloudwatch_event_target": (("ecs_target",), _TASK_DEFINITION, "tasks"),
    "aws_scheduler_schedule": (("target", "ecs_parameters"), _TASK_DEFINITION, "tasks"),
    "aws_pipes_pipe": (("target_parameters", "ecs_task_parameters"), _TASK_DEFINITION, "tasks"),
    "aws_batch_job_definition": ((), (True,), "tasks"),
}
"""By type: the block with `propagate_tags`, the values that propagate, and the things that are started.

The service models of botocore (1.44.5) say so: RunTask, CreateService, RegisterJobDefinition, and others.
"""


def non_propagating_launchers(type_: str, resource: Block, definitions: Collection[str]) -> Iterator[TaskLauncher]:
    """Yield the launchers in a resource that do not, or may not, propagate tags.

    `definitions` holds the names of Batch job definitions that propagate theirs.
    """
    if type_ in _PROPAGATING and not (type_ == "aws_batch_job_definition" and resource.values.get("eks_properties")):
        path, wanted, made = _PROPAGATING[type_]
        for block in resource.below(*path):
            if block.values.get("propagate_tags") not in wanted:
                yield _propagate_tags(block, wanted[0], made, with_tags=bool(path))
    if type_ == "aws_ecs_service":
        yield from _managed_volumes(resource)
    elif type_ == "aws_sfn_state_machine":
        yield from state_machine_tasks(resource, "definition", definitions)
    elif type_ == "aws_scheduler_schedule":
        for target in resource.below("target"):
            yield from called_tasks(target, definitions)
    elif type_ == "aws_eks_node_group":
        yield from _node_group(resource)
    elif type_ == "aws_spot_instance_request":
        yield _spot_request(resource)


def propagating_definitions(type_: str, resource: Block) -> Iterator[str]:
    """Yield the name of a Batch job definition that propagates its tags."""
    if type_ == "aws_batch_job_definition" and resource.values.get("propagate_tags") is True:
        yield str(resource.values.get("name"))


def _propagate_tags(block: Block, wanted: str | bool, made: str, with_tags: bool) -> TaskLauncher:
    value, unknown = block.redacted("propagate_tags"), block.is_unknown("propagate_tags")
    state = "is not set" if value is None else f"is {compact_json(value)}"
    return TaskLauncher(
        f"{block.path}propagate_tags",
        "is unknown until apply" if unknown else state,
        AUDIT_AFTER_APPLY if unknown else SET_VALUE,
        wanted,
        value,
        unknown,
        made,
        tags=block.map("tags") if with_tags else None,
    )


def _managed_volumes(service: Block) -> Iterator[TaskLauncher]:
    """Yield the EBS volumes that an ECS service makes for its tasks."""
    for volume in service.below("volume_configuration", "managed_ebs_volume"):
        specifications = list(volume.below("tag_specifications"))
        if not specifications:
            fix = 'add {0:bare} with resource_type = "volume" and propagate_tags = {3:bare}'
            attribute = f"{volume.path}tag_specifications"
            yield TaskLauncher(attribute, "is not set", fix, "SERVICE", made="volumes", type="aws_ebs_volume")
        for specification in specifications:
            if specification.values.get("propagate_tags") not in _SERVICE:
                launcher = _propagate_tags(specification, "SERVICE", "volumes", with_tags=True)
                yield launcher._replace(type="aws_ebs_volume")


def _node_group(group: Block) -> Iterator[TaskLauncher]:
    """Yield an EKS node group without a launch template: its tags stay on the group.

    docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html (read 2026-03)
    """
    if not group.values.get("launch_template") and not group.is_unknown("launch_template"):
        fix = "set {0:bare} to a launch template whose tag_specifications hold the job's map"
        yield TaskLauncher("launch_template", "is not set", fix, made="instances")


def _spot_request(request: Block) -> TaskLauncher:
    """Return the instance of a spot request, which does not get the tags of the request.

    docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html (read 2026-03)
    """
    fix = "use aws_instance with instance_market_options, or tag the instance with aws_ec2_tag"
    return TaskLauncher("tags", "is only on the spot request", fix, made="instances", always=False)


def not_propagated_keys(type_: str, resource: Block) -> Iterator[tuple[str, Any]]:
    """Yield the tag keys that an autoscaling group does not propagate, each with `propagate_at_launch`, redacted."""
    for name in ("tag", "tags") if type_ == "aws_autoscaling_group" else ():
        for tag in resource.below(name):
            value = tag.values.get("propagate_at_launch")
            if (not value or value in ("false", "0")) and not tag.is_unknown("propagate_at_launch"):
                yield str(tag.values.get("key")), redacted(False, tag.is_sensitive("propagate_at_launch"))
