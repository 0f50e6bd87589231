"""Types of fields for the pydantic models: strings, tag values, lists of strings, and blocks."""

from __future__ import annotations

from typing import Annotated, Any, Union

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

# Editors use the schemas too, and read `cpu: 2048` as a number. So a string may be any scalar.
SCALAR = ["string", "number", "boolean"]


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("field-type", "must be a string")
    return value


def _tag_value(value: Any) -> Any:
    if isinstance(value, dict):
        raise PydanticCustomError("tag-nested", "must be a string or a list of strings")
    return _list_of_strings(value) if isinstance(value, list) else value


def _list_of_strings(value: list[Any]) -> list[Any]:
    for index, item in enumerate(value):
        if not isinstance(item, str):
            kind = "a mapping" if isinstance(item, dict) else "a list" if isinstance(item, list) else "null"
            raise PydanticCustomError("tag-nested", "must be a string, found {kind}", {"kind": kind, "path": (index,)})
    return value


def _tag_tree(value: Any) -> Any:
    if isinstance(value, dict):
        for key, item in value.items():
            try:
                _tag_tree(item)
            except PydanticCustomError as error:
                context = {**(error.context or {})}
                context["path"] = (key, *context.get("path", ()))
                raise PydanticCustomError("tag-nested", error.message_template, context) from None
        return value
    return _tag_value(value)


Text = Annotated[Any, AfterValidator(_text), WithJsonSchema({"type": SCALAR})]
NonEmpty = Annotated[Any, AfterValidator(_text), WithJsonSchema({"type": SCALAR, "minLength": 1})]
_TEXTS: dict[str, Any] = {"type": SCALAR}
TagValue = Annotated[
    Any, AfterValidator(_tag_value), WithJsonSchema({"type": [*SCALAR, "null", "array"], "items": _TEXTS})
]
TagTree = Annotated[Any, AfterValidator(_tag_tree), WithJsonSchema({"see": "#/$defs/TagTree"})]
TAG_TREE_SCHEMA: dict[str, Any] = {
    "title": "Tag values",
    "description": "A string, a list of strings, or a mapping of them. Each leaf becomes a tag.",
    "type": [*SCALAR, "null", "array", "object"],
    "items": _TEXTS,
    "additionalProperties": {"$ref": "#/$defs/TagTree"},
}


def field(
    title: str,
    description: str,
    *examples: Any,
    choices: tuple[str, ...] = (),
    default: Any = None,
    keywords: dict[str, Any] | None = None,
) -> Any:
    """Return a field with its documentation.

    `choices` and `keywords` are for editors only: a value with a variable does not match them.
    """
    more = {**(keywords or {}), **({"choices": list(choices)} if choices else {})}
    return Field(default, title=title, description=description, examples=[*examples], json_schema_extra=more or None)


def matching(pattern: str) -> dict[str, Any]:
    """Return the keywords for a string that matches a pattern or has a variable."""
    return {"pattern": rf"{pattern}|\$\{{"}


class Closed(BaseModel):
    """A block that allows no other fields."""

    model_config = ConfigDict(extra="forbid")


class Open(BaseModel):
    """A document that other programs use too, so that unknown fields are ignored."""

    model_config = ConfigDict(extra="allow")


MAPPING, LIST, OTHER = "\0mapping", "\0list", "\0other"
BRANCHES = (MAPPING, LIST, OTHER)
"""Branches of a union. The NUL distinguishes them from keys in a path."""


def mapping_or_other(value: Any) -> str:
    """Return the branch of a union that a value belongs to."""
    return MAPPING if isinstance(value, dict) else OTHER


OneOrMore = Annotated[
    Union[Annotated[list[Text], Tag(LIST)], Annotated[Text, Tag(OTHER)]],
    Discriminator(lambda value: LIST if isinstance(value, list) else OTHER),
    WithJsonSchema({"type": [*SCALAR, "array"], "items": _TEXTS}),
]
