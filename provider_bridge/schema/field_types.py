"""Types of fields for the pydantic models: text, tag values, one or more, and blocks of fields."""

from __future__ import annotations

from typing import Annotated, Any, Union

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

# Schemas are for editors too, which read `cpu: 2048` as a number: there a text may be any scalar.
SCALAR = ["string", "number", "boolean"]


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("field-type", "takes a text")
    return value


def _tag_value(value: Any) -> Any:
    if isinstance(value, dict):
        raise PydanticCustomError("tag-nested", "a tag's value is a text or a list of texts, not a mapping")
    return _list_of_texts(value) if isinstance(value, list) else value


def _list_of_texts(value: list[Any]) -> list[Any]:
    for index, item in enumerate(value):
        if not isinstance(item, str):
            kind = "a mapping" if isinstance(item, dict) else "a list" if isinstance(item, list) else "null"
            raise PydanticCustomError(
                "tag-nested", "the items of a tag's list are texts, not {kind}", {"kind": kind, "path": (index,)}
            )
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
    "description": "A text, a list of texts, or a mapping of them: one tag for each leaf.",
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
    """Return a field with its documentation; `choices` and `keywords` are for editors, which know no variables."""
    more = {**(keywords or {}), **({"choices": list(choices)} if choices else {})}
    return Field(default, title=title, description=description, examples=[*examples], json_schema_extra=more or None)


def matching(pattern: str) -> dict[str, Any]:
    """Return the keywords of a text that matches a pattern or holds a variable."""
    return {"pattern": rf"{pattern}|\$\{{"}


class Closed(BaseModel):
    """A block without other fields: an unknown one is reported."""

    model_config = ConfigDict(extra="forbid")


class Open(BaseModel):
    """A document that other programs use too: other fields are ignored."""

    model_config = ConfigDict(extra="allow")


MAPPING, LIST, OTHER = "\0mapping", "\0list", "\0other"
BRANCHES = (MAPPING, LIST, OTHER)
"""Branches of a union; the NUL tells them from the keys in a path."""


def mapping_or_other(value: Any) -> str:
    """Return the branch of a union that a value belongs to."""
    return MAPPING if isinstance(value, dict) else OTHER


OneOrMore = Annotated[
    Union[Annotated[list[Text], Tag(LIST)], Annotated[Text, Tag(OTHER)]],
    Discriminator(lambda value: LIST if isinstance(value, list) else OTHER),
    WithJsonSchema({"type": [*SCALAR, "array"], "items": _TEXTS}),
]
