"""The shapes of the data that rules check, and the keywords of JSON Schema that can check each."""

from __future__ import annotations

from types import MappingProxyType

from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NO_FIELDS: Mapping[str, Shape] = MappingProxyType({})
_OF_OTHERS = (
    *("patternProperties", "additionalProperties", "unevaluatedProperties"),
    *("items", "prefixItems", "contains", "unevaluatedItems"),
)
"""Keywords with schemas for keys that they do not name, or for items."""


class Shape(NamedTuple):
    """The shape of a part of the data: its JSON type, empty for any, and the shapes below it."""

    type: str = ""
    fields: Mapping[str, Shape] = _NO_FIELDS
    other: Shape | None = None
    """The shape of other keys' values or of list items; None if there are none."""

    def below(self, keyword: str, name: str) -> Shape:
        """Return the shape of the data that a schema below a keyword checks; `name` is its name."""
        if keyword == "$defs" or not self.type:
            return ANY  # a reference tells what it checks
        if keyword == "propertyNames":
            return STRING
        if keyword == "properties":
            return self.fields.get(name) or self.other or ANY
        return (self.other or ANY) if keyword in _OF_OTHERS else self


ANY = Shape()
STRING = Shape("string")
NUMBER = Shape("number")
BOOLEAN = Shape("boolean")
STRINGS = Shape("array", other=STRING)
TAG_MAP = Shape("object", other=STRING)
"""The canonical map."""


def _strings(*names: str) -> dict[str, Shape]:
    return dict.fromkeys(names, STRING)


RESOLVED_JOB = Shape(
    "object",
    {
        **_strings("key", "path", "container_path", "name", "slug", "tenant_id", "environment", "provider"),
        "budget": Shape("object", {"amount": NUMBER, "currency": STRING}),
        "runtime": Shape("object", _strings("type", "cluster_name", "namespace", "service_account")),
        "compute": Shape("object", {**_strings("cpu", "memory", "instance_type"), "max_runtime_seconds": NUMBER}),
        "networking": Shape(
            "object",
            {"vpc_id": STRING, "subnet_ids": STRINGS, "security_group_ids": STRINGS, "private_networking": BOOLEAN},
        ),
        "storage": Shape("object", _strings("bucket", "prefix", "kms_key_id")),
        "terraform": Shape(
            "object",
            {
                **_strings("module_source", "module_version", "workspace"),
                **dict.fromkeys(("backend_config", "variables"), ANY),
            },
        ),
        "dagster": Shape(
            "object",
            {
                **_strings("code_location", "repository"),
                "op_config": ANY,
                "resource_requirements": Shape(
                    "object", _strings("request_cpu", "request_memory", "limit_cpu", "limit_memory")
                ),
            },
        ),
    },
)
"""The resolved job without its tags, labels, annotations, warnings and origins."""

APPLICABLE: Mapping[str, tuple[str, ...]] = {
    "string": ("pattern", "enum", "const", "format", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "enum", "const"),
    "boolean": ("const", "enum"),
    "array": (
        *("contains", "minContains", "maxContains", "items", "prefixItems", "unevaluatedItems"),
        *("uniqueItems", "minItems", "maxItems", "enum", "const"),
    ),
    "object": (
        *("required", "properties", "patternProperties", "additionalProperties", "propertyNames"),
        *("dependentRequired", "dependentSchemas", "unevaluatedProperties", "minProperties", "maxProperties"),
        *("enum", "const"),
    ),
}
"""The keywords that check values of a type; others combine schemas or have no effect."""
_ALL_APPLICABLE = frozenset(keyword for keywords in APPLICABLE.values() for keyword in keywords)
TYPES: Mapping[str, tuple[str, ...]] = {"number": ("number", "integer")}
"""Other values of `type` that match values of a type."""


def applies(keyword: str, shape: Shape) -> bool:
    """Return whether a keyword has an effect on data of a shape."""
    return not shape.type or keyword not in _ALL_APPLICABLE or keyword in APPLICABLE[shape.type]


def set_fields(data: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """Return the fields of a shape that are set, without blocks that set none."""
    fields = {}
    for name, below in shape.fields.items():
        value = data.get(name)
        if below.fields:
            value = set_fields(value or {}, below) or None
        if value is not None:
            fields[name] = value
    return fields
