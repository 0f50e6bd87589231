"""The resources that an audit is about: those that take tags or labels, or that start tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .plan_blocks import whole
from .propagation import kept_by_group, starters
from .resource_types import class_of, cloud_of
from .tag_attributes import own
from .templates import templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .plan import Resource
    from .plan_blocks import TagMap
    from .propagation import Starter
    from .templates import Template


class Subject(NamedTuple):
    """A resource with its cloud, the class of its limits, and everything in it that carries tags or passes them on."""

    address: str
    cloud: str
    class_: str | None
    own: tuple[TagMap, ...]
    templates: tuple[Template, ...]
    starters: tuple[Starter, ...]
    kept: tuple[tuple[str, Any], ...]
    """Keys that an autoscaling group keeps to itself, each with what may be shown of its `propagate_at_launch`."""

    def maps(self) -> Iterator[TagMap]:
        """Every map in the resource, its own first."""
        yield from self.own
        yield from (template.map for template in self.templates)
        yield from (starter.tags for starter in self.starters if starter.tags is not None)


def subject_of(resource: Resource, with_defaults: frozenset[str]) -> Subject | None:
    """A resource as the audit sees it; None for one that takes no tags of the four clouds and starts nothing."""
    cloud = cloud_of(resource)
    if cloud is None:
        return None
    block, type_ = whole(resource), resource.type
    subject = Subject(
        resource.address,
        cloud,
        class_of(type_),
        tuple(own(cloud, type_, block, resource.provider in with_defaults)),
        tuple(templates(cloud, type_, block)),
        tuple(starters(type_, block)),
        tuple(kept_by_group(type_, block)),
    )
    return subject if subject.own or subject.templates or subject.starters else None
