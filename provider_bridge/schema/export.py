"""The models as JSON Schemas: for editors, for `schemas/`, and for the accepting path's copy of the shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .api_models import Query, ResolvedJob
from .models import MODELS, TAG_TREE_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

SCHEMAS: dict[str, type[BaseModel]] = {**MODELS, "query": Query, "result": ResolvedJob}


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a document (draft 2020-12), for editors and for `schemas/`."""
    exported = shape(kind)
    for part in _parts(exported):
        if "choices" in part:
            choices = {"enum": part.pop("choices")}
            variable = {"type": "string", "pattern": r"\$\{"}
            part |= choices if part.get("type") == "string" else {"anyOf": [choices, variable, {"type": "null"}]}
        if part.get("type") == "string" and "default" in part and part["default"] is None:
            del part["default"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://provider-bridge.dev/schemas/{kind}.json",
        **exported,
    }


def shape(kind: str) -> dict[str, Any]:
    """The JSON Schema of what is judged before variables are known: the source of `accept.py`."""
    exported = SCHEMAS[kind].model_json_schema()
    for part in _parts(exported):
        if part.get("additionalProperties") is True:  # what holds anyway, and only newer versions of pydantic say
            del part["additionalProperties"]
        if "see" in part:  # pydantic follows every $ref that it meets, and knows none of these
            part["$ref"] = part.pop("see")
            if part["$ref"].endswith("TagTree"):
                exported.setdefault("$defs", {})["TagTree"] = TAG_TREE_SCHEMA
    return exported


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for part in list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(part)
