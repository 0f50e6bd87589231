"""The models as JSON Schemas, for editors and for `check`, which interprets them."""

from __future__ import annotations

from copy import deepcopy
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
    definitions = exported.pop("$defs", {})
    has_trees = False
    for part in _parts(exported):
        _inline(part, definitions)
        _simplify(part)
        has_trees |= part.get("$ref", "").endswith("TagTree")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://provider-bridge.dev/schemas/{kind}.json",
        **({"$defs": {"TagTree": TAG_TREE_SCHEMA}} if has_trees else {}),
        **exported,
    }


def _inline(part: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Put a definition in the place of its reference: editors show the title and text of the field only."""
    if "$ref" in part:
        definition = deepcopy(definitions[part.pop("$ref").rpartition("/")[2]])
        part |= {keyword: value for keyword, value in definition.items() if keyword not in ("title", "description")}
    for alternative in part.get("anyOf", ()):
        _inline(alternative, definitions)


def _simplify(part: dict[str, Any]) -> None:
    """Change a part of a schema, as pydantic exports it, to what editors and `check` need."""
    if "see" in part:  # pydantic follows every $ref that it meets, and knows none of these
        part["$ref"] = part.pop("see")
    if "oneOf" in part:  # alternatives of a union that no value fits twice
        part["anyOf"] = part.pop("oneOf")
    if "default" in part and part["default"] is None:  # editors would offer it first
        del part["default"]
    _make_nullable(part)
    if part.get("additionalProperties") is True:  # what holds anyway, and only newer versions of pydantic write
        del part["additionalProperties"]
    if "choices" in part:
        _restrict(part, part.pop("choices"))


def _make_nullable(part: dict[str, Any]) -> None:
    """List null with the types of a field, not as an alternative, for which editors repeat the title."""
    value, *others = part.get("anyOf", ({},))
    if others != [{"type": "null"}]:
        return
    del part["anyOf"]
    types = value.get("type", "string")
    part |= value | {"type": [*(types if isinstance(types, list) else [types]), "null"]}
    if "enum" in part:
        part["enum"] = [*part["enum"], None]


def _restrict(part: dict[str, Any], choices: list[str]) -> None:
    """Restrict a field to some values; in a document they, or null, or a variable."""
    if part.get("type") == "string":
        part["enum"] = choices
        return
    part |= {"type": ["string", "null"], "if": {"pattern": r"\$\{"}, "else": {"enum": choices}}
    if "title" in part:
        part["examples"] = choices


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for part in list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(part)
