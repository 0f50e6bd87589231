"""Launchers of tasks on AWS that do not propagate their tags: a task without tags is a cost without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .redact import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .plan_blocks import Block, TagMap

_FROM_SERVICE = ("TASK_DEFINITION", "SERVICE")
_FROM_DEFINITION = ("TASK_DEFINITION",)
_LAUNCHERS: dict[str, tuple[tuple[str, ...], tuple[str | bool, ...]]] = {
    "aws_ecs_service": ((), _FROM_SERVICE),
    "aws_cloudwatch_event_target": (("ecs_target",), _FROM_DEFINITION),
    "aws_scheduler_schedule": (("target", "ecs_parameters"), _FROM_DEFINITION),
    "aws_pipes_pipe": (("target_parameters", "ecs_task_parameters"), _FROM_DEFINITION),
    "aws_batch_job_definition": ((), (True,)),
}
"""By type: the block with `propagate_tags`, and the values that propagate."""


class TaskLauncher(NamedTuple):
    """A part of a resource that starts tasks, and does not, or may not, propagate tags to them."""

    attribute: str
    redacted: Any
    """The redacted value of the attribute."""
    unknown: bool
    wanted: tuple[str | bool, ...]
    tags: TagMap | None = None
    """The tags that it sets on its tasks itself."""

    @property
    def sets_tags(self) -> bool:
        """Whether it sets tags on its tasks itself."""
        return self.tags is not None and bool(self.tags.tags or self.tags.unknown or self.tags.is_open)


def non_propagating_launchers(type_: str, resource: Block) -> Iterator[TaskLauncher]:
    """Yield the task launchers in a resource that do not, or may not, propagate tags."""
    if type_ not in _LAUNCHERS or (type_ == "aws_batch_job_definition" and resource.values.get("eks_properties")):
        return
    path, wanted = _LAUNCHERS[type_]
    for block in resource.below(*path):
        if block.values.get("propagate_tags") not in wanted:
            tags = block.map("tags") if path else None
            unknown = block.is_unknown("propagate_tags")
            yield TaskLauncher(f"{block.path}propagate_tags", block.redacted("propagate_tags"), unknown, wanted, tags)


def not_propagated_keys(type_: str, resource: Block) -> Iterator[tuple[str, Any]]:
    """Yield the tag keys that an autoscaling group does not propagate, each with `propagate_at_launch`, redacted."""
    for name in ("tag", "tags") if type_ == "aws_autoscaling_group" else ():
        for tag in resource.below(name):
            value = tag.values.get("propagate_at_launch")
            if (not value or value in ("false", "0")) and not tag.is_unknown("propagate_at_launch"):
                yield str(tag.values.get("key")), redacted(False, tag.is_sensitive("propagate_at_launch"))
