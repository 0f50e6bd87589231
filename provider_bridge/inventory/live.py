"""Live resources: what an export lists, in the form that the audit compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..audit.audited import AuditedResource, TagCarrier
from ..audit.plan_blocks import TagMap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..diagnostics import Location


class AlikeResources(NamedTuple):
    """Resources of an export that differ in their address only."""

    resource: AuditedResource
    """The first that the export lists."""
    addresses: Sequence[str]
    """The sorted addresses of all."""


def live_resource(
    location: Location,
    address: str,
    cloud: str,
    type_: str,
    limits_type: str,
    tags: TagMap,
    *templates: TagCarrier,
    made: str = "",
) -> AuditedResource:
    """Return a resource with its tags.

    `type_` is the type in the words of the export: `storage.googleapis.com/Bucket`. `limits_type` is that in
    Terraform's words, empty if it is not known. `made` names such resources, `pods`, if a template made this one: then
    extra tags are the template's.

    Raises:
        TypeError: The address or the type is not a string.

    """
    "".join((address, type_))
    carriers = (TagCarrier(tags, cloud, limits_type, made), *templates)
    return AuditedResource(location, address, type_, cloud, carriers, (), ())


def flat(tags: Mapping[str, str] | None) -> tuple[str, ...]:
    """Return the keys of tags, then their values, to look up the tags; none for None.

    Raises:
        AttributeError: The tags are not a mapping.

    """
    return () if tags is None else (*tags.keys(), *tags.values())


def checked_tags(attribute: str, tags: Mapping[str, str] | None) -> TagMap:
    """Return tags as a map of an export, empty for None.

    Raises:
        AttributeError: The tags are not a mapping.
        TypeError: A key or a value is not a string.

    """
    if tags is None:
        return TagMap(attribute, {})
    "".join(tags)  # a tenth of the time that a look at each type takes
    "".join(tags.values())
    return TagMap(attribute, tags)
