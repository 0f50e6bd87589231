"""The output of `gcloud asset search-all-resources`.

https://cloud.google.com/asset-inventory/docs/reference/rest/v1/ResourceSearchResult (read 2026-11-30)
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .live import checked_tags, flat, live_resource

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from ..audit.audited import AuditedResource
    from ..diagnostics import Location

CLOUD = "gcp"
COMMAND = "gcloud asset search-all-resources --scope=projects/PROJECT --format=json"
ITEM = 'a mapping with the strings "name" and "assetType", and "labels" if there are any'
NOT_LISTED = "types that cannot be searched; labels of templates"

_TYPES = {
    "cloudresourcemanager.googleapis.com/Project": "google_project",
    "dataproc.googleapis.com/": "google_dataproc_cluster",
}
"""Types in Terraform's words, by start of the export's, where they have a resource class."""


def matches(data: Any) -> bool:
    """Return whether a JSON document is an export of this kind."""
    if isinstance(data, list):
        return bool(data) and matches(data[0])
    return isinstance(data, dict) and ("assetType" in data or ("results" in data and "nextPageToken" in data))


def items(page: Any) -> tuple[str, Any]:
    """Return the path of the list of resources in a document, and the list."""
    if isinstance(page, list):
        return "", page
    return ("", [page]) if "assetType" in page else ("results", page.get("results"))


def cut(pages: Sequence[Any]) -> str | None:
    """Return the reason why the pages of an export are not all, or None."""
    last = pages[-1]
    return '"nextPageToken" is set' if isinstance(last, dict) and last.get("nextPageToken") else None


def split(item: Any) -> tuple[str, Hashable, Any]:
    """Return the address of an item, and the rest of its resource: as a key, and in parts.

    Raises:
        AttributeError, KeyError, TypeError: The item does not have the form of ITEM.

    """
    if "ancestors" in item:
        raise KeyError("labels")  # "gcloud asset list" lists no labels
    type_, labels = item["assetType"], item.get("labels")
    return item["name"], (type_, *flat(labels)), (type_, labels)


def resource(address: str, parts: Any, location: Location) -> AuditedResource | None:
    """Return the resource at an address, of parts that `split` returned, or None if it is not checked.

    Raises:
        AttributeError, TypeError: The item does not have the form of ITEM.

    """
    type_, labels = parts
    return live_resource(location, address, CLOUD, type_, _limits_type(type_), checked_tags("labels", labels))


def is_set_by_others(key: str) -> bool:
    """Return whether the cloud or one of its services sets a key on live resources."""
    return False


@lru_cache(maxsize=4096)
def _limits_type(type_: str) -> str:
    """Return the Terraform type with the resource class of a type; empty for the general class."""
    return next((known for start, known in _TYPES.items() if type_.startswith(start)), "")
