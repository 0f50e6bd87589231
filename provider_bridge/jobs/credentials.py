"""Credentials in the fields of a job that do not become tags: as written and as substituted."""

from __future__ import annotations

from ..diagnostics import Diagnostic, Location
from ..light_typing import TYPE_CHECKING
from ..secrets import any_credential, credential
from .variables import IDENTITY_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..documents.data import Data
    from ..documents.document import Map
    from .resolve import Source

_TAGS = ("infrastructure", "tags")
_FIELDS = ("tenant_id", "environment", "name", "asset_path", "infrastructure")
_MESSAGE = "the value of {0} looks like {1:bare}"
_KEY_MESSAGE = "a key in {0} looks like {1:bare}"
_FIX = "remove it, revoke the key if it is real, and let the ETL read the secret at run time"


def check_values(source: Source) -> list[Diagnostic]:
    """Return an error for each key and value, tags aside, that looks like a credential."""
    identity: Map = dict(zip(IDENTITY_FIELDS.values(), source.identity[:3], strict=True))
    trees = [_owned(source.data), identity]
    if source.document.may_have_variables:
        trees.append(_owned(source.document.data))
    if not any_credential(_strings([*trees])):  # locations are made only where one is
        return []
    path = source.document.path
    return [each for data in trees for field in data for each in _secrets(data[field], Location(path, (field,)))]


def _owned(data: Data) -> Map:
    return {field: data[field] for field in _FIELDS if field in data} if isinstance(data, dict) else {}


def _strings(data: Data) -> list[str]:
    """Return the keys and scalars of a tree."""
    strings: list[str] = []
    nodes: list[Data] = [data]
    for node in nodes:
        if isinstance(node, str):
            strings.append(node)
        elif isinstance(node, dict):
            strings += node
            nodes += node.values()
        elif node:
            nodes += node
    return strings


def _secrets(data: Data, location: Location) -> Iterator[Diagnostic]:
    if isinstance(data, str):
        kind = credential(data)
        if kind:
            yield Diagnostic("value-secret", _MESSAGE, _FIX, location, values=(location.field, kind))
    elif isinstance(data, dict):
        for key, value in data.items():
            below = location.below(key)
            if below.path == _TAGS:
                continue
            kind = credential(key)
            if kind:
                yield Diagnostic("value-secret", _KEY_MESSAGE, _FIX, below.key(), values=(location.field, kind))
            yield from _secrets(value, below)
    else:
        for index, item in enumerate(data or ()):
            yield from _secrets(item, location.below(index))
