"""The output of `terraform show -json` for a state: the values as of the last refresh.

https://developer.hashicorp.com/terraform/internals/json-format#state-representation (read 2026-11-30)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..audit.audited import AuditedResource, audited_resource
from ..audit.planned_resources import planned_resources
from ..diagnostics import Location

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from ..audit.audited import TagCarrier
    from ..audit.planned_resources import Resource

CLOUD = ""
COMMAND = "terraform show -json > state.json"
ITEM = 'a mapping with the strings "address" and "type", and the mapping "values"'
NOT_LISTED = "changes since the last refresh; resources of other states"

_LIVE = (
    ("tags_all", ("tags", "tags_all")),
    ("effective_labels", ("labels", "terraform_labels")),
)
"""The attributes with all live tags, and those that the audit compares."""


def matches(data: Any) -> bool:
    """Return whether a JSON document is an export of this kind."""
    return isinstance(data, dict) and "format_version" in data


def items(page: Any) -> tuple[str, Any]:
    """Return the path of the list of resources in a document, and the list."""
    values = page.get("values", {})
    if not matches(page) or "planned_values" in page or not isinstance(values, dict):
        return "values", None
    if not isinstance(values.get("root_module", {}), dict):
        return "values.root_module", None
    return "values", list(planned_resources({"planned_values": values}))


def cut(pages: Sequence[Any]) -> str | None:
    """Return the reason why the pages of an export are not all, or None."""
    return None


def split(item: Resource) -> tuple[str, Hashable, Any]:
    """Return the address of an item, and the rest of its resource: as a key, and in parts.

    Raises:
        AttributeError, KeyError, TypeError: The item does not have the form of ITEM.

    """
    live = item._replace(values=_live(item.values), sensitive=_marks(item.sensitive))
    audited = audited_resource(live, Location(""), ())
    carriers = [carrier for carrier in audited.carriers if carrier.always] if audited else ()
    if audited is None or not carriers:
        return item.address, None, None
    known = tuple([carrier._replace(map=carrier.map._replace(is_open=False)) for carrier in carriers])
    return item.address, (audited.cloud, audited.type, *map(_key, known)), (audited.cloud, audited.type, known)


def resource(address: str, parts: Any, location: Location) -> AuditedResource | None:
    """Return the resource at an address, of parts that `split` returned, or None if it is not checked."""
    if parts is None:
        return None
    cloud, type_, carriers = parts
    return AuditedResource(location, address, type_, cloud, carriers, (), ())


def is_set_by_others(key: str) -> bool:
    """Return whether the cloud or one of its services sets a key on live resources."""
    return False


def _key(carrier: TagCarrier) -> Hashable:
    """Return a key of tags and of all that decides on them. A tag of a state may have any value."""
    live = carrier.map
    values = [value if isinstance(value, str) else (repr(value),) for value in live.tags.values()]
    return (*carrier[1:], live.attribute, live.sensitive, live.secret, *live.tags, *values)


def _live(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with all live tags in the attributes that are compared."""
    live = dict(values)
    for effective, names in _LIVE:
        if isinstance(values.get(effective), dict):
            live.update(dict.fromkeys(names, values[effective]))
    metadata = values.get("metadata")
    if isinstance(metadata, list):
        live["metadata"] = [_live(block) if isinstance(block, dict) else block for block in metadata]
    return live


def _marks(sensitive: Any) -> Any:
    """Return the marks of sensitive values; a tag is sensitive in all attributes, or in none.

    Terraform does not mark what a provider computes from a sensitive tag.
    """
    if not isinstance(sensitive, dict):
        return sensitive
    marks = dict(sensitive)
    for effective, names in _LIVE:
        joined = [mark for name in (effective, *names) if (mark := sensitive.get(name))]
        if joined:
            marks.update(dict.fromkeys(names, _joined(joined)))
    metadata = sensitive.get("metadata")
    if isinstance(metadata, list):
        marks["metadata"] = [_marks(block) for block in metadata]
    return marks


def _joined(marks: Sequence[Any]) -> Any:
    if True in marks:
        return True
    return {key: mark for each in marks if isinstance(each, dict) for key, mark in each.items() if mark}
