"""The output of `az graph query`, and of `az resource list`.

https://learn.microsoft.com/en-us/azure/governance/resource-graph/concepts/work-with-data (read 2026-11-30)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..audit.resource_types import type_of_azurerm
from .live import checked_tags, flat, live_resource

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from ..audit.audited import AuditedResource
    from ..diagnostics import Location

CLOUD = "azure"
COMMAND = 'az graph query -q "resources | project id, type, tags" --first 1000 --skip-token TOKEN -o json'
ITEM = 'a mapping with the strings "id" and "type", and with "tags"'
NOT_LISTED = "subscriptions that the account cannot read; pages that a list without a count lacks"

_LISTS = ("data", "value")
"""Of the command, and of the service's own answers."""
_TOKENS = ("skip_token", "skipToken", "$skipToken", "nextLink")
_TOTALS = ("total_records", "totalRecords")
_OF_SERVICES = ("aks-managed-", "ms-resource-usage", "ms:")
"""Starts of keys that services set, besides `hidden-`.

https://learn.microsoft.com/en-us/azure/aks/use-tags,
https://learn.microsoft.com/en-us/azure/cloud-shell/persisting-shell-storage (read 2026-11-30)
"""


def matches(data: Any) -> bool:
    """Return whether a JSON document is an export of this kind."""
    if isinstance(data, list):
        return bool(data) and isinstance(data[0], dict) and "id" in data[0]
    return isinstance(data, dict) and any(name in data for name in _LISTS)


def items(page: Any) -> tuple[str, Any]:
    """Return the path of the list of resources in a document, and the list."""
    if isinstance(page, list):
        return "", page
    name = next((name for name in _LISTS if name in page), _LISTS[0])
    return name, page.get(name)


def cut(pages: Sequence[Any]) -> str | None:
    """Return the reason why the pages of an export are not all, or None."""
    objects = [page for page in pages if isinstance(page, dict)]
    if any(page.get("resultTruncated") == "true" for page in objects):
        return '"resultTruncated" is "true"'
    token = next((token for token in _TOKENS if objects and objects[-1].get(token)), None)
    if token:
        return f'"{token}" is set'
    listed = sum(len(rows) for _, rows in map(items, pages) if isinstance(rows, list))
    totals = [total for page in objects for name in _TOTALS if type(total := page.get(name)) is int]
    total = max(totals, default=0)
    return f"it has {listed} of {total} resources" if total > listed else None


def split(item: Any) -> tuple[str, Hashable, Any]:
    """Return the address of an item, and the rest of its resource: as a key, and in parts.

    Raises:
        AttributeError, KeyError, TypeError: The item does not have the form of ITEM.

    """
    type_, tags = item["type"].lower(), item["tags"]
    return item["id"], (type_, *flat(tags)), (type_, tags)


def resource(address: str, parts: Any, location: Location) -> AuditedResource | None:
    """Return the resource at an address, of parts that `split` returned, or None if it is not checked.

    Raises:
        AttributeError, TypeError: The item does not have the form of ITEM.

    """
    type_, tags = parts
    return live_resource(location, address, CLOUD, type_, type_of_azurerm(type_), checked_tags("tags", tags))


def is_set_by_others(key: str) -> bool:
    """Return whether the cloud or one of its services sets a key on live resources."""
    return key.casefold().startswith(_OF_SERVICES)
