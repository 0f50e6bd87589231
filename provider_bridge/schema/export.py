"""The models as JSON Schemas: for editors, and for `schemas/`, which `check` interprets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .api_models import Query, ResolvedJob
from .field_types import TAG_TREE_SCHEMA
from .models import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

SCHEMAS: dict[str, type[BaseModel]] = {**MODELS, "query": Query, "result": ResolvedJob}


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document, a query or a resolved job."""
    exported = SCHEMAS[kind].model_json_schema()
    for part in _parts(exported):
        _simplify(part)
        if part.get("$ref", "").endswith("TagTree"):
            exported.setdefault("$defs", {})["TagTree"] = TAG_TREE_SCHEMA
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://provider-bridge.dev/schemas/{kind}.json",
        **exported,
    }


def _simplify(part: dict[str, Any]) -> None:
    """Change a part of a schema, as pydantic exports it, to what editors and `check` need."""
    if part.get("additionalProperties") is True:  # what holds anyway, and only newer versions of pydantic write
        del part["additionalProperties"]
    if "see" in part:  # pydantic follows every $ref that it meets, and knows none of these
        part["$ref"] = part.pop("see")
    if "oneOf" in part:  # alternatives of a union that no value fits twice
        part["anyOf"] = part.pop("oneOf")
    if "choices" in part:
        choices = {"enum": part.pop("choices")}
        variable = {"type": ["string", "null"], "pattern": r"\$\{"}
        part |= choices if part.get("type") == "string" else {"anyOf": [choices, variable]}
    if "default" in part and part["default"] is None:  # editors would offer it first
        del part["default"]
    value, *others = part.get("anyOf", ({},))
    if others == [{"type": "null"}] and "type" in value:
        del part["anyOf"]
        types = value["type"] if isinstance(value["type"], list) else [value["type"]]
        part |= value | {"type": [*types, "null"]}


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for part in list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(part)
