"""Audited resources: those that accept tags or labels, or that start tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .plan_blocks import whole
from .propagation import non_propagating_launchers, not_propagated_keys
from .resource_types import class_of, cloud_of
from .tag_attributes import own_tag_maps
from .templates import templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Location
    from .plan import Plan, Resource
    from .plan_blocks import TagMap
    from .propagation import TaskLauncher
    from .templates import Template


class AuditedResource(NamedTuple):
    """A planned resource with its cloud, its resource class, and everything in it that carries or propagates tags."""

    location: Location
    """The location of the plan."""
    address: str
    cloud: str
    resource_class: str | None
    own: tuple[TagMap, ...]
    templates: tuple[Template, ...]
    launchers: tuple[TaskLauncher, ...]
    not_propagated: tuple[tuple[str, Any], ...]
    """Tag keys that an autoscaling group does not propagate, each with its redacted `propagate_at_launch`."""

    def tag_maps(self) -> Iterator[TagMap]:
        """Yield every map in the resource, its own first."""
        yield from self.own
        yield from (template.map for template in self.templates)
        yield from (launcher.tags for launcher in self.launchers if launcher.tags is not None)


def audited_resource(resource: Resource, plan: Plan) -> AuditedResource | None:
    """Return a resource of a plan as the audit sees it, or None if it accepts no tags and starts nothing."""
    cloud = cloud_of(resource)
    if cloud is None:
        return None
    block, type_ = whole(resource), resource.type
    audited = AuditedResource(
        plan.location,
        resource.address,
        cloud,
        class_of(type_),
        tuple(own_tag_maps(cloud, type_, block, resource.config)),
        tuple(templates(cloud, type_, block)),
        tuple(non_propagating_launchers(type_, block)),
        tuple(not_propagated_keys(type_, block)),
    )
    return audited if audited.own or audited.templates or audited.launchers else None
