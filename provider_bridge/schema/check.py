"""The check of a document against its JSON Schema: fields and types.

The shipped schemas are interpreted, because pydantic takes longer to import than a whole query. It is imported only for
the diagnostics of a document that fails. A scalar is always a string here, and variables are not substituted yet, so
values (`enum`, `pattern`) are not checked.
"""

from __future__ import annotations

import json
import os
from functools import cache

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from ..documents.data import Data
    from ..documents.document import Path

    Schema = dict[str, Any]

_TYPES = {type(None): "null", list: "array", dict: "object"}
"""JSON's names of types; everything else is a string."""
_ITSELF: Sequence[Path] = ((),)
"""The path of a value that does not match as a whole."""


def matches(kind: str, data: Data) -> bool:
    """Return whether data has the fields and types of a `job`, an `asset` or a `config`."""
    return not refused(kind, data)


def refused(kind: str, data: Data) -> Sequence[Path]:
    """Return the paths that do not match a schema, in the order of the document; empty if all match."""
    schema = _read(kind)
    return _refused(schema, data, schema)


def first_refused(kind: str, data: Data) -> Path | None:
    """Return the first path that does not match a schema, or None if all match."""
    return next(iter(refused(kind, data)), None)


def fields(kind: str, *path: str | int) -> tuple[str, ...]:
    """Return the fields of the mapping at a path; empty if the schema has no fields there."""
    return tuple(_at(kind, path).get("properties", ()))


def is_unknown(kind: str, path: Path) -> bool:
    """Return whether the last step of a path is a field that the schema does not allow."""
    schema = _at(kind, path[:-1])
    return bool(path) and schema.get("additionalProperties") is False and path[-1] not in schema["properties"]


def drop_invalid(data: Any, paths: Collection[Path]) -> Any:
    """Return the data without the values at paths, so that the rest can be checked."""
    if () in paths:
        return {}
    if not isinstance(data, dict):
        return None if paths and isinstance(data, list) else data
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    return {
        key: drop_invalid(value, below[key]) if key in below else value
        for key, value in data.items()
        if () not in below.get(key, ())
    }


@cache
def _read(kind: str) -> Schema:
    schema: Schema = json.loads(shipped(kind))
    return schema


def shipped(kind: str) -> bytes:
    """Return the text of a schema in the package, or beside the package in a clone of the repository."""
    package = os.path.dirname(os.path.dirname(__file__))
    loader: Any = __spec__.loader if __spec__ else None  # reads from a zip file too
    for directory in (package, os.path.dirname(package)):
        try:
            text: bytes = loader.get_data(os.path.join(directory, "schemas", f"{kind}.json"))
        except OSError:
            continue
        return text
    raise FileNotFoundError(f"schemas/{kind}.json")


def _refused(schema: Schema, value: Data, root: Schema) -> Sequence[Path]:
    """Return the paths below a value that do not match a schema."""
    if "$ref" in schema:
        return _refused(_pointed(schema["$ref"], root), value, root)
    if "anyOf" in schema:
        return _refused_by_all(schema["anyOf"], value, root)
    types = schema.get("type", "string" if "enum" in schema else None)
    if types and _TYPES.get(type(value), "string") not in types:
        return _ITSELF
    if isinstance(value, dict):
        return _refused_in_mapping(schema, value, root)
    if isinstance(value, list) and "items" in schema:
        items = schema["items"]
        return [(index, *path) for index, item in enumerate(value) for path in _refused(items, item, root)]
    return ()


def _refused_by_all(schemas: list[Schema], value: Data, root: Schema) -> Sequence[Path]:
    """Return no path if any schema matches; otherwise the paths of the schema for the value's type."""
    refusals = _ITSELF
    for schema in schemas:
        paths = _refused(schema, value, root)
        if not paths:
            return ()
        if paths != _ITSELF:
            refusals = paths
    return refusals


def _refused_in_mapping(schema: Schema, value: dict[str, Data], root: Schema) -> Sequence[Path]:
    refusals: list[Path] = [(name,) for name in schema.get("required", ()) if name not in value]
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    if isinstance(others, dict) and "$ref" in others:
        others = _pointed(others["$ref"], root)
    for key, item in value.items():
        below = known.get(key, others)
        if below is True or (below and isinstance(item, str) and "string" in below.get("type", ())):
            continue  # most items are strings
        paths = _ITSELF if below is False else _refused(below, item, root)
        if paths:
            refusals += [(key, *path) for path in paths]
    return refusals


def _pointed(pointer: str, root: Schema) -> Schema:
    """Return the part of a schema that a `$ref` refers to."""
    part = root
    for step in pointer.split("/")[1:]:
        part = part[step]
    return part


def _at(kind: str, path: Path) -> Schema:
    """Return the part of a schema for the mapping or list at a path, or an empty schema."""
    root = _read(kind)
    schema = _with_fields(root, root)
    for step in path:
        below = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
        schema = _with_fields(below or {}, root)
    return schema


def _with_fields(schema: Schema, root: Schema) -> Schema:
    """Return the part of a schema for mappings and lists, which an `anyOf` or a `$ref` can contain."""
    parts = [schema, *schema.get("anyOf", ())]
    parts = [_pointed(part["$ref"], root) if "$ref" in part else part for part in parts]
    return next((part for part in parts if "properties" in part or "items" in part), schema)
