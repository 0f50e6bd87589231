"""What starts tasks on AWS, and whether it gives them its tags: a task without tags is a cost without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .redact import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .plan_blocks import Block, TagMap

_FROM_SERVICE = ("TASK_DEFINITION", "SERVICE")
_FROM_DEFINITION = ("TASK_DEFINITION",)
_STARTERS: dict[str, tuple[tuple[str, ...], tuple[str | bool, ...]]] = {
    "aws_ecs_service": ((), _FROM_SERVICE),
    "aws_cloudwatch_event_target": (("ecs_target",), _FROM_DEFINITION),
    "aws_scheduler_schedule": (("target", "ecs_parameters"), _FROM_DEFINITION),
    "aws_pipes_pipe": (("target_parameters", "ecs_task_parameters"), _FROM_DEFINITION),
    "aws_batch_job_definition": ((), (True,)),
}
"""By type: the block with `propagate_tags`, and the values with which it does."""


class Starter(NamedTuple):
    """Something that starts tasks: where it says whether they get tags, and the tags that it gives them itself."""

    attribute: str
    shown: Any
    """What may be shown of its value."""
    unknown: bool
    wanted: tuple[str | bool, ...]
    tags: TagMap | None = None

    @property
    def gives_tags(self) -> bool:
        """Whether the tags that it gives itself are what tasks get."""
        return self.tags is not None and bool(self.tags.tags or self.tags.unknown or self.tags.is_open)


def starters(type_: str, resource: Block) -> Iterator[Starter]:
    """What in a resource starts tasks, and doesn't, or doesn't surely, give them the tags of what it starts."""
    if type_ not in _STARTERS or (type_ == "aws_batch_job_definition" and resource.values.get("eks_properties")):
        return
    path, wanted = _STARTERS[type_]
    for block in resource.below(*path):
        if block.values.get("propagate_tags") not in wanted:
            tags = block.map("tags") if path else None
            unknown = block.is_unknown("propagate_tags")
            yield Starter(f"{block.path}propagate_tags", block.shown("propagate_tags"), unknown, wanted, tags)


def kept_by_group(type_: str, resource: Block) -> Iterator[tuple[str, Any]]:
    """The keys of the tags that an autoscaling group doesn't give to its instances, each with what says so."""
    if type_ == "aws_autoscaling_group":
        for tag in resource.below("tag"):
            if not tag.values.get("propagate_at_launch") and not tag.is_unknown("propagate_at_launch"):
                yield str(tag.values.get("key")), shown(False, tag.is_sensitive("propagate_at_launch"))
