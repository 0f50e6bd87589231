"""The JSON Schema validator of rules: draft 2020-12, with the key in the path of errors about a key.

Scalars of a schema are strings, as YAML has them: `const: 3600` holds for the number and for the string.
"""

from __future__ import annotations

import json
import re
import warnings
from functools import lru_cache

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry

from ..light_typing import TYPE_CHECKING
from .dates import is_date
from .keywords import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Errors = Iterator[ValidationError]


@lru_cache(maxsize=1024)
def validator(schema: str) -> Any:
    """Return the validator of a schema that is given as JSON text."""
    # The empty registry fetches nothing.
    return _VALIDATOR(json.loads(schema), registry=Registry(), format_checker=_FORMAT_CHECKER)


def _required(validator: Any, keys: list[str], instance: Any, _schema: Any) -> Errors:
    if validator.is_type(instance, "object"):
        yield from (ValidationError("missing", path=[key]) for key in keys if key not in instance)


def _const(_validator: Any, value: Any, instance: Any, _schema: Any) -> Errors:
    if _as_written(instance) != value:
        yield ValidationError("another value")


def _enum(_validator: Any, values: list[Any], instance: Any, _schema: Any) -> Errors:
    if _as_written(instance) not in values:
        yield ValidationError("another value")


def _as_written(data: Any) -> Any:
    """Return data with numbers and booleans as strings, which all scalars of a rule are."""
    if isinstance(data, dict):
        return {key: _as_written(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_written(item) for item in data]
    return data if isinstance(data, str) or data is None else json.dumps(data)


def _dependent_required(validator: Any, dependencies: dict[str, list[str]], instance: Any, schema: Any) -> Errors:
    for key, keys in dependencies.items():
        if validator.is_type(instance, "object") and key in instance:
            yield from _required(validator, keys, instance, schema)


def _property_names(validator: Any, names: Any, instance: Any, _schema: Any) -> Errors:
    for key in instance if validator.is_type(instance, "object") else ():
        for error in validator.descend(key, names):
            yield ValidationError("a key", path=[key], context=[error])


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
        "const": _const,
        "enum": _enum,
        "required": _required,
        "dependentRequired": _dependent_required,
        "propertyNames": _property_names,
        "additionalProperties": _additional_properties,
        "unevaluatedProperties": _unevaluated_properties,
    },
)

_FORMAT_CHECKER = FormatChecker(FORMATS)


@_FORMAT_CHECKER.checks("date")
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or is_date(value)


@_FORMAT_CHECKER.checks("regex")
def _is_regex(value: object) -> bool:
    """Return whether Python can compile a string, however deep it is nested and whatever it warns of."""
    if isinstance(value, str):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                re.compile(value)
            except (re.error, ValueError, OverflowError, RecursionError):
                return False
    return True
