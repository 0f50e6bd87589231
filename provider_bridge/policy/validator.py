"""The JSON Schema validator of rules: draft 2020-12, with an error for each key that is missing or not allowed."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    Errors = Iterator[ValidationError]


@lru_cache(maxsize=1024)
def validator(schema: str) -> Any:
    """Return the validator of a schema that is given as JSON text."""
    return _VALIDATOR(json.loads(schema), registry=Registry())  # which fetches nothing


def _required(validator: Any, keys: list[str], instance: Any, _schema: Any) -> Errors:
    if validator.is_type(instance, "object"):
        yield from (ValidationError("missing", path=[key]) for key in keys if key not in instance)


def _dependent_required(validator: Any, dependencies: dict[str, list[str]], instance: Any, schema: Any) -> Errors:
    for key, keys in dependencies.items():
        if validator.is_type(instance, "object") and key in instance:
            yield from _required(validator, keys, instance, schema)


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Errors:
    if not validator.is_type(instance, "object"):
        return
    for key, value in instance.items():
        if key in schema.get("properties", ()):
            continue
        if any(re.search(pattern, key) for pattern in schema.get("patternProperties", ())):
            continue
        if allowed is False:
            yield ValidationError("not allowed", path=[key])
        else:
            yield from validator.descend(value, allowed, path=key)


def _unevaluated_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Errors:
    """Ask the library about each key alone: the pattern allows all others."""
    library = Draft202012Validator.VALIDATORS["unevaluatedProperties"]
    if not any(library(validator, allowed, instance, schema)):
        return
    for key in instance:
        patterns = {**schema.get("patternProperties", {}), rf"^(?!{re.escape(key)}\Z)": True}
        if any(library(validator, allowed, instance, {**schema, "patternProperties": patterns})):
            yield ValidationError("not allowed", path=[key])


_VALIDATOR = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "required": _required,
        "dependentRequired": _dependent_required,
        "additionalProperties": _additional_properties,
        "unevaluatedProperties": _unevaluated_properties,
    },
)
