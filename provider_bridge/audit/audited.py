"""Audited resources: those that accept tags or labels, or that start tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .plan_blocks import whole
from .propagation import non_propagating_launchers, not_propagated_keys, starts_tasks
from .resource_types import class_of, cloud_of, equivalent, limits_type
from .tag_attributes import own_tag_maps
from .templates import templates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..diagnostics import Location
    from .launchers import TaskLauncher
    from .plan_blocks import Block, TagMap
    from .planned_resources import Resource


class TagCarrier(NamedTuple):
    """A map of tags in a resource, and the kind of thing that gets them."""

    map: TagMap
    cloud: str
    type: str
    """The resource type whose limits apply."""
    made: str = ""
    """The things that are made from a template, `pods`; empty for the resource itself."""
    always: bool = True
    """True if the resource always makes such things."""

    @property
    def resource_class(self) -> str | None:
        """The resource class whose limits apply."""
        return class_of(self.type)


class AuditedResource(NamedTuple):
    """A planned or live resource with its cloud, and everything in it that carries or propagates tags."""

    location: Location
    """The location of the plan, or of the export."""
    address: str
    type: str
    cloud: str
    carriers: tuple[TagCarrier, ...]
    """The maps in the resource, its own first."""
    launchers: tuple[TaskLauncher, ...]
    not_propagated: tuple[tuple[str, Any], ...]
    """Tag keys that an autoscaling group does not propagate, each with its redacted `propagate_at_launch`."""

    @property
    def own(self) -> list[TagMap]:
        """The maps of the resource itself."""
        return [carrier.map for carrier in self.carriers if not carrier.made]


def audited_resource(resource: Resource, location: Location, definitions: Collection[str]) -> AuditedResource | None:
    """Return a resource as the audit sees it, or None if it accepts no tags and starts nothing.

    `location` is that of the plan; `definitions` holds the names of Batch job definitions that propagate their tags.
    """
    cloud = cloud_of(resource)
    if cloud is None:
        return None
    block, type_ = whole(resource), equivalent(resource.type)
    launchers = tuple(non_propagating_launchers(type_, block, definitions))
    carriers = (*_carriers(cloud, type_, resource, block), *_of_launchers(cloud, type_, launchers))
    if not (carriers or launchers or starts_tasks(type_, block)):
        return None
    not_propagated = tuple(not_propagated_keys(type_, block))
    return AuditedResource(location, resource.address, resource.type, cloud, carriers, launchers, not_propagated)


def _carriers(cloud: str, type_: str, resource: Resource, block: Block) -> Iterator[TagCarrier]:
    for planned in own_tag_maps(cloud, resource.type, block, resource.config):
        yield TagCarrier(planned, cloud, limits_type(resource))
    for template in templates(cloud, type_, block, resource.config):
        of_template = template.cloud or cloud, template.type or type_
        yield TagCarrier(template.map, *of_template, template.made, template.always)


def _of_launchers(cloud: str, type_: str, launchers: tuple[TaskLauncher, ...]) -> Iterator[TagCarrier]:
    for launcher in launchers:
        if launcher.tags is not None and launcher.sets_tags:
            yield TagCarrier(launcher.tags, cloud, launcher.type or type_, launcher.made)
