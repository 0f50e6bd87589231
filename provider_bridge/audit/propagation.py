"""The propagation of tags on AWS: from services and definitions to tasks, from groups to instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..wording import compact_json
from .fixes import AUDIT_AFTER_APPLY, SET_VALUE
from .launchers import TaskLauncher
from .redact import redacted
from .resource_types import equivalent
from .step_functions import called_tasks, state_machine_tasks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .plan_blocks import Block, TagMap
    from .planned_resources import Resource

_SERVICE = ("TASK_DEFINITION", "SERVICE")
_TASK_DEFINITION = ("TASK_DEFINITION",)
OF_VOLUMES = "propagate_tags_to_volume_on_creation"
"""An attribute of an instance of awscc: whether volumes get its tags."""


class _Propagation(NamedTuple):
    """The attribute `propagate_tags` of a block, and its effect."""

    path: tuple[str, ...]
    """The path of the block."""
    wanted: tuple[str | bool, ...]
    """The values that propagate tags."""
    made: str = "tasks"
    """The things that are started."""
    tags: str = ""
    """The attribute with tags that the block sets on them itself."""


_PROPAGATING = {
    "aws_ecs_service": _Propagation((), _SERVICE),
    "aws_ecs_capacity_provider": _Propagation(("managed_instances_provider",), ("CAPACITY_PROVIDER",), "instances"),
    "aws_cloudwatch_event_target": _Propagation(("ecs_target",), _TASK_DEFINITION, tags="tags"),
    "aws_events_rule": _Propagation(("targets", "ecs_parameters"), _TASK_DEFINITION, tags="tag_list"),  # awscc's
    "aws_scheduler_schedule": _Propagation(("target", "ecs_parameters"), _TASK_DEFINITION, tags="tags"),
    "aws_pipes_pipe": _Propagation(("target_parameters", "ecs_task_parameters"), _TASK_DEFINITION, tags="tags"),
    "aws_batch_job_definition": _Propagation((), (True,)),
}
"""Which values propagate is in botocore's service models (1.44.5): RunTask, CreateService, RegisterJobDefinition."""


_LAUNCHING = frozenset(
    {*_PROPAGATING, "aws_sfn_state_machine", "aws_eks_node_group", "aws_spot_instance_request", "aws_instance"}
)
"""Types that may have launchers."""


def non_propagating_launchers(type_: str, resource: Block, definitions: Collection[str]) -> Iterator[TaskLauncher]:
    """Yield the launchers in a resource that do not, or may not, propagate tags.

    `definitions` holds the names of Batch job definitions that propagate theirs.
    """
    if type_ not in _LAUNCHING:
        return
    propagation = _PROPAGATING.get(type_)
    if propagation and not (type_ == "aws_batch_job_definition" and resource.values.get("eks_properties")):
        for block in resource.below(*propagation.path):
            if block.values.get("propagate_tags") not in propagation.wanted:
                tags = block.map(propagation.tags) if propagation.tags else None
                yield _unset(block, "propagate_tags", propagation.wanted[0], propagation.made, tags)
    if type_ == "aws_ecs_service":
        yield from _managed_volumes(resource)
    elif type_ == "aws_sfn_state_machine":
        yield from state_machine_tasks(resource, definitions)
    elif type_ == "aws_scheduler_schedule":
        for target in resource.below("target"):
            yield from called_tasks(target, definitions)
    elif type_ == "aws_eks_node_group":
        yield from _node_group(resource)
    elif type_ == "aws_spot_instance_request":
        yield _spot_request()
    elif type_ == "aws_instance" and resource.has(OF_VOLUMES) and resource.values.get(OF_VOLUMES) is not True:
        yield _unset(resource, OF_VOLUMES, True, "volumes", None)


def starts_tasks(type_: str, resource: Block) -> bool:
    """Return whether a resource has a block that could propagate tags, and may do so."""
    return type_ in _PROPAGATING and next(resource.below(*_PROPAGATING[type_].path), None) is not None


def propagating_definitions(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the names of the Batch job definitions that propagate their tags."""
    for resource in resources:
        if equivalent(resource.type) == "aws_batch_job_definition" and resource.values.get("propagate_tags") is True:
            yield str(resource.values.get("name") or resource.values.get("job_definition_name"))


def _unset(block: Block, name: str, wanted: str | bool, made: str, tags: TagMap | None) -> TaskLauncher:
    """Return a launcher whose attribute does not have a value that propagates tags."""
    value, unknown = block.redacted(name), block.is_unknown(name) and block.is_configured(name)
    state = "is not set" if value is None else f"is {compact_json(value)}"
    return TaskLauncher(
        f"{block.path}{name}",
        "is unknown until apply" if unknown else state,
        AUDIT_AFTER_APPLY if unknown else SET_VALUE,
        wanted,
        value,
        unknown,
        made,
        tags=tags,
    )


def _managed_volumes(service: Block) -> Iterator[TaskLauncher]:
    """Yield the EBS volumes that an ECS service makes for its tasks."""
    for volume in service.below("volume_configuration", "managed_ebs_volume"):
        specifications = list(volume.below("tag_specifications"))
        if not specifications:
            fix = 'add "{0:bare}" with resource_type = "volume" and propagate_tags = {3:bare}'
            attribute = f"{volume.path}tag_specifications"
            yield TaskLauncher(attribute, "is not set", fix, "SERVICE", made="volumes", type="aws_ebs_volume")
        for specification in specifications:
            if specification.values.get("propagate_tags") not in _SERVICE:
                launcher = _unset(specification, "propagate_tags", "SERVICE", "volumes", specification.map("tags"))
                yield launcher._replace(type="aws_ebs_volume")


def _node_group(group: Block) -> Iterator[TaskLauncher]:
    """Yield an EKS node group without a launch template: its tags stay on the group.

    docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html (read 2026-03)
    """
    unknown = group.is_unknown("launch_template") and group.is_configured("launch_template")
    if not group.values.get("launch_template") and not unknown:
        fix = 'set "{0:bare}" to a launch template with the tags of the job in "tag_specifications"'
        yield TaskLauncher("launch_template", "is not set", fix, made="instances")


def _spot_request() -> TaskLauncher:
    """Return the instance of a spot request, which does not get the tags of the request.

    docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html (read 2026-03)
    """
    fix = "use aws_instance with instance_market_options, or tag the instance with aws_ec2_tag"
    return TaskLauncher("tags", "is only on the spot request", fix, made="instances", always=False)


def not_propagated_keys(type_: str, resource: Block) -> Iterator[tuple[str, Any]]:
    """Yield the keys that an autoscaling group does not propagate, with the redacted attribute."""
    for name in ("tag", "tags") if type_ == "aws_autoscaling_group" else ():
        for tag in resource.below(name):
            value = tag.values.get("propagate_at_launch")
            if (not value or value in ("false", "0")) and not tag.is_unknown("propagate_at_launch"):
                yield str(tag.values.get("key")), redacted(False, tag.is_sensitive("propagate_at_launch"))
