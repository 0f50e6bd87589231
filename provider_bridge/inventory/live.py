"""Live resources: what an export lists, in the form that the audit compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..audit.audited import AuditedResource, TagCarrier
from ..audit.plan_blocks import TagMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Location


class LiveResource(NamedTuple):
    """A resource of an export."""

    type: str
    """The type in the words of the export: `storage.googleapis.com/Bucket`; empty if it has none."""
    resource: AuditedResource

    @property
    def address(self) -> str:
        """The name of the resource in its cloud or state."""
        return self.resource.address


def live_resource(
    location: Location, address: str, cloud: str, type_: str, limits_type: str, tags: TagMap, *templates: TagCarrier
) -> LiveResource:
    """Return a resource with its tags.

    `limits_type` is the type in Terraform's words, empty if it is not known.

    Raises:
        TypeError: The address or the type is not a string.

    """
    "".join((address, type_))
    carriers = (TagCarrier(tags, cloud, limits_type), *templates)
    return LiveResource(type_, AuditedResource(location, address, cloud, carriers, (), ()))


def checked_tags(attribute: str, tags: Mapping[str, str]) -> TagMap:
    """Return tags as a map of an export.

    Raises:
        AttributeError: The tags are not a mapping.
        TypeError: A key or a value is not a string.

    """
    "".join(tags)  # a tenth of the time that a look at each type takes
    "".join(tags.values())
    return TagMap(attribute, tags)
