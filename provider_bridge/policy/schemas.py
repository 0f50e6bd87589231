"""The JSON Schemas of a policy's rules: read from YAML, and judged themselves before anything is judged by them."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from ..documents.yaml_loader import MAX_DEPTH
from ..wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..documents.document import Path
    from ..documents.yaml_loader import Data

    Error = tuple[Path, str]

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_COUNTS = re.compile("(?:min|max)(?:Length|Properties|Items|Contains)|multipleOf")
_SCHEMAS = {
    *("additionalProperties", "unevaluatedProperties", "propertyNames", "not", "if", "then", "else"),
    *("items", "contains", "unevaluatedItems"),
}
_ANNOTATIONS = {
    *("$schema", "$id", "$comment", "$defs", "$anchor"),
    *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
    *("then", "else", "minContains", "maxContains", "contentEncoding", "contentMediaType"),
}
"""Keywords that the library has no function for: they judge nothing alone."""
_SHOWN = 200
"""How much is shown of what is no schema or no pattern."""
_SCHEMA_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
_SCHEMAS_BY_NAME = {"properties", "patternProperties", "$defs", "dependentSchemas"}


def read_schema(written: Data) -> Any:
    """A JSON Schema as YAML holds it: counts are numbers, a schema may be a boolean, all else is text as tags are."""
    if isinstance(written, dict):
        return {keyword: _keyword(keyword, value) for keyword, value in written.items()}
    return written == "true" if written in ("true", "false") else written


def _keyword(keyword: str, value: Data) -> Any:
    if keyword in _SCHEMAS_BY_NAME and isinstance(value, dict):
        parts = {name: read_schema(part) for name, part in value.items()}
        # The same, but it lets the library say which tag it is.
        return {name: {"not": {}} if part is False else part for name, part in parts.items()}
    if keyword in _SCHEMA_LISTS and isinstance(value, list):
        return [read_schema(part) for part in value]
    if keyword in _SCHEMAS:
        return read_schema(value)
    if isinstance(value, str) and _COUNTS.fullmatch(keyword) and value.isdecimal():
        return int(value[:9])
    return value


def schema_error(schema: Any) -> Error | None:
    """Why nothing can be judged by a schema, at the path of a part of it; None where it is sound."""
    from jsonschema import Draft202012Validator, SchemaError

    unsound = _keyword_error(schema) or _pattern_error(schema)
    if unsound:  # the library would stumble over some patterns
        return unsound
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return tuple(error.path), error.message[:_SHOWN]
    return _reference_error(schema, schema, (), (), 0, {})


def _keyword_error(schema: Any) -> Error | None:
    """The first keyword that JSON Schema doesn't have: a misspelt one would judge nothing, silently."""
    from jsonschema import Draft202012Validator

    known = {*Draft202012Validator.VALIDATORS, *_ANNOTATIONS}
    for path, part in _parts(schema, ()):
        for keyword in part:
            if keyword not in known and not keyword.startswith("x-"):
                return (*path, keyword), f'"{keyword}" is no keyword{did_you_mean(keyword, known)}'
    return None


def _pattern_error(schema: Any) -> Error | None:
    """The first regular expression that isn't one, or that Python reads otherwise than its author may mean it."""
    for path, part in _parts(schema, ()):
        for keyword in ("pattern", "patternProperties"):
            written = part.get(keyword, ())
            for pattern in [written] if isinstance(written, str) else written if isinstance(written, dict) else ():
                reason = _reason_against(pattern)
                if reason:
                    return (*path, keyword), f'"{pattern[:_SHOWN]}" is no regular expression: {reason}'
    return None


def _parts(schema: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A schema and all that stand in it, each at its path."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for keyword, value in schema.items():
        if keyword in _SCHEMAS_BY_NAME and isinstance(value, dict):
            for name, part in value.items():
                yield from _parts(part, (*path, keyword, name))
        elif keyword in _SCHEMA_LISTS and isinstance(value, list):
            for index, part in enumerate(value):
                yield from _parts(part, (*path, keyword, index))
        elif keyword in _SCHEMAS:
            yield from _parts(value, (*path, keyword))


def _reference_error(
    root: Any, part: Any, path: Path, followed: tuple[str, ...], depth: int, sound: dict[str, int]
) -> Error | None:
    """The first reference that leads out of the schema, nowhere, back to itself, or on and on.

    `depth` is that of the part with all references on the way written out, `sound` what was followed already, and at
    what depth: two references in each of thirty parts would be a thousand million.
    """
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, below in steps:
        if step in _REFERENCES and isinstance(below, str):
            if step != "$ref" or below in followed or not (target := _target(root, below)):
                return (*path, step), f'"{step}: {below}" leads to no other part of this schema, as "#/$defs/…" does'
            if depth > MAX_DEPTH:
                return (*path, step), f"with its references written out it is more than {MAX_DEPTH} levels deep"
            if sound.get(below, -1) >= depth:
                continue
            found = _reference_error(root, target[0], path, (*followed, below), depth + 1, sound)
            if found:
                return (*path, step), found[1]
            sound[below] = depth
        elif step not in ("enum", "const"):
            found = _reference_error(root, below, (*path, step), followed, depth + 1, sound)
            if found:
                return found
    return None


def _target(root: Any, reference: str) -> tuple[Any] | None:
    """What a reference of the form `#/$defs/name` leads to, in a tuple; None where it leads nowhere."""
    if not reference.startswith("#/"):
        return None
    part = root
    for step in reference[2:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(part, dict) or name not in part:
            return None
        part = part[name]
    return (part,)


def _reason_against(pattern: str) -> str | None:
    """Why a pattern is no regular expression; None where it is one. A warning counts: `[[:digit:]]` is no digit."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(pattern)
        except Warning as doubt:
            return f"it may be read in two ways ({doubt})"
        except (re.error, ValueError, OverflowError) as error:
            return str(error)
        except RecursionError:
            return "it is nested too deeply"
    return None
