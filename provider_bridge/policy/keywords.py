"""The keywords of JSON Schema draft 2020-12 and the form of their values, from its metaschemas."""

from __future__ import annotations

from functools import cache
from urllib.parse import urljoin

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..documents.document import Path

SCHEMA = "a schema"
SCHEMAS = "a list of schemas"
NAMED_SCHEMAS = "schemas by name"
COUNT = "a count"
NUMBER = "a number"
BOOLEAN = "a boolean"
OTHER = "anything else"
FORMATS = ("date", "email", "idn-email", "ipv4", "ipv6", "regex", "uuid")
"""The values of `format` that are checked."""
RENAMED = {"definitions": "$defs", "dependencies": "dependentRequired", "additionalItems": "items"}
"""Keywords of older drafts, and their new names."""
UNSUPPORTED = (
    *("$dynamicRef", "$dynamicAnchor", "$vocabulary"),
    *("contentEncoding", "contentMediaType", "contentSchema"),
)
"""Keywords that have no effect here."""
NEEDS = {
    **dict.fromkeys(("then", "else"), ("if",)),
    **dict.fromkeys(("minContains", "maxContains"), ("contains",)),
    "if": ("then", "else"),
}
"""Keywords that have no effect without one of some others."""
SEE_DRAFT = "write the schema in JSON Schema draft 2020-12 (json-schema.org)"
"""The fix for a schema that is not valid."""
_IN_VOCABULARY = {"$dynamicRef": "#meta"}
"""The value with which a metaschema declares a schema."""


@cache
def forms() -> Mapping[str, str]:
    """Return all keywords, each with the form of its value."""
    from jsonschema import Draft202012Validator
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

    meta: dict[str, Any] = Draft202012Validator.META_SCHEMA
    vocabularies = [REGISTRY.contents(urljoin(meta["$id"], part["$ref"])) for part in meta["allOf"]]
    return {keyword: _form(value) for each in vocabularies for keyword, value in each["properties"].items()}


def _form(value: Any) -> str:
    if value == _IN_VOCABULARY:
        return SCHEMA
    if not isinstance(value, dict):
        return OTHER
    if value.get("$ref") == "#/$defs/schemaArray":
        return SCHEMAS
    if value.get("additionalProperties") == _IN_VOCABULARY:
        return NAMED_SCHEMAS
    if value.get("$ref", "").startswith("#/$defs/nonNegativeInteger"):
        return COUNT
    return {"number": NUMBER, "boolean": BOOLEAN}.get(value.get("type", ""), OTHER)


def schemas_below(keyword: str, value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the schemas in a keyword's value, each with its path below the keyword."""
    form = forms().get(keyword)
    if form == SCHEMA:
        yield (), value
    elif form == SCHEMAS:
        yield from (((index,), part) for index, part in enumerate(value))
    elif form == NAMED_SCHEMAS:
        yield from (((name,), part) for name, part in value.items())


def parts(schema: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield a valid schema and all schemas in it that are mappings, each with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for keyword, value in schema.items():
            for steps, below in schemas_below(keyword, value):
                yield from parts(below, (*path, keyword, *steps))
