"""The JSON Schemas of rules: their reading from YAML, and their checks."""

from __future__ import annotations

import re
import warnings
from itertools import chain

from ..diagnostics import Diagnostic, Near
from ..light_typing import TYPE_CHECKING
from .applied import check_applied
from .keywords import (
    BOOLEAN,
    COUNT,
    FORMATS,
    NAMED_SCHEMAS,
    NEEDS,
    NUMBER,
    RENAMED,
    SCHEMA,
    SCHEMAS,
    SEE_DRAFT,
    UNSUPPORTED,
    forms,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..diagnostics import Location
    from ..documents.data import Data
    from .data_shapes import Shape

_BASE_KEYWORDS = ("$id", "$schema")
"""Keywords that change the meaning of references and schemas; a rule has one base and one draft."""
_BOOLEANS = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_SHOWN = 200
"""Characters that a message shows of the library's error."""


def read_schema(written: Data) -> Any:
    """Return a JSON Schema from YAML data. Numbers and booleans are typed only where a keyword needs them."""
    if isinstance(written, dict):
        return {
            keyword: _read_value(forms().get(keyword), value)
            for keyword, value in written.items()
            if keyword not in _BASE_KEYWORDS
        }
    return _BOOLEANS.get(written, written) if isinstance(written, str) else written


def _read_value(form: str | None, written: Data) -> Any:
    if form == SCHEMA:
        return read_schema(written)
    if form == SCHEMAS and isinstance(written, list):
        return [_never(read_schema(part)) for part in written]
    if form == NAMED_SCHEMAS and isinstance(written, dict):
        return {name: _never(read_schema(part)) for name, part in written.items()}
    if not isinstance(written, str):
        return written
    if form == COUNT and written.isdecimal():
        return int(written[:9])
    if form == NUMBER and _NUMBER.fullmatch(written):
        return float(written) if "." in written else int(written)
    return _BOOLEANS.get(written, written) if form == BOOLEAN else written


def _never(schema: Any) -> Any:
    """Return a schema, or instead of `false` an equal one whose errors have a path."""
    return {"not": {}} if schema is False else schema


def schema_problem(rule: str, schema: Any, shape: Shape, location: Location) -> Diagnostic | None:
    """Return the first error in a rule's schema for data of a shape, or None.

    `location` is that of the schema.
    """
    checks = (_check_form, _check_keywords, _check_patterns)
    diagnostics = chain.from_iterable(check(rule, schema, location) for check in checks)
    return next(chain(diagnostics, check_applied(rule, schema, shape, location)), None)


def _check_form(rule: str, schema: Any, location: Location) -> Iterator[Diagnostic]:
    from jsonschema import Draft202012Validator, FormatChecker, SchemaError

    try:
        # Without formats: the library stumbles over some patterns.
        Draft202012Validator.check_schema(schema, format_checker=FormatChecker(()))
    except SchemaError as error:
        if error.path and error.path[-1] == "type" and isinstance(error.instance, str):
            yield _unknown_type(rule, error.instance, location.below(*error.path))
            return
        yield Diagnostic(
            "config-invalid",
            "schema of rule {0} is not valid: {1:bare}",
            SEE_DRAFT,
            location.below(*error.path),
            values=(rule, error.message[:_SHOWN]),
        )


def _unknown_type(rule: str, name: str, at: Location) -> Diagnostic:
    message, fix = "unknown type {1} in rule {0}{near}", "use one of: {2:all}"
    return Diagnostic("config-invalid", message, fix, at, values=(rule, name, _TYPES), near=Near(name, _TYPES))


def _check_keywords(rule: str, schema: Any, location: Location) -> Iterator[Diagnostic]:
    """Report keywords and formats that have no effect."""
    for path, part in parts(schema):
        for keyword in part:
            yield from _check_keyword(rule, keyword, part, location.below(*path, keyword))
        if part.get("format", "date") not in FORMATS:
            yield Diagnostic(
                "config-invalid",
                "format {1} in rule {0} is not supported{near}",
                'use "pattern", or one of the formats: {2:list}',
                location.below(*path, "format"),
                values=(rule, part["format"], FORMATS),
                near=Near(part["format"], FORMATS),
            )


def _check_keyword(rule: str, keyword: str, part: Any, at: Location) -> Iterator[Diagnostic]:
    needed = NEEDS.get(keyword, (keyword,))
    if keyword in RENAMED:
        yield Diagnostic(
            "config-invalid",
            "keyword {1} in rule {0} is not in JSON Schema draft 2020-12",
            'rename {1} to {2}, and "#/definitions/…" to "#/$defs/…"'
            if keyword == "definitions"
            else "replace {1} with {2}",
            at.key(),
            values=(rule, keyword, RENAMED[keyword]),
        )
    elif keyword in UNSUPPORTED:
        yield Diagnostic(
            "config-invalid",
            "keyword {1} in rule {0} is not supported",
            "remove {1}",
            at.key(),
            values=(rule, keyword),
        )
    elif keyword not in forms() and not keyword.startswith("x-"):
        yield Diagnostic(
            "config-invalid",
            "unknown keyword {1} in rule {0}{near}",
            'use a keyword of JSON Schema draft 2020-12, or rename it to "x-{1:bare}"',
            at,
            values=(rule, keyword),
            near=Near(keyword, tuple(sorted(forms())), "rename it to {near}"),
        )
    elif not any(each in part for each in needed):
        yield Diagnostic(
            "config-invalid",
            "keyword {1} in rule {0} has no effect without {2}",
            "add {2}, or remove {1}",
            at.key(),
            values=(rule, keyword, needed[0]),
        )


def _check_patterns(rule: str, schema: Any, location: Location) -> Iterator[Diagnostic]:
    """Report patterns that are not regular expressions, or that can be read in two ways."""
    for path, part in parts(schema):
        for keyword in ("pattern", "patternProperties"):
            patterns: Iterable[str] = part.get(keyword, ())
            for pattern in [patterns] if isinstance(patterns, str) else patterns:
                yield from _check_pattern(rule, pattern, location.below(*path, keyword))


def _check_pattern(rule: str, pattern: str, location: Location) -> Iterator[Diagnostic]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # `[[:digit:]]` is no digit
        try:
            re.compile(pattern)
        except Warning as doubt:
            yield Diagnostic(
                "config-invalid",
                "pattern {1:200} in rule {0} can be read in two ways: {2:bare}",
                "escape special characters with a backslash",
                location,
                values=(rule, pattern, str(doubt)),
            )
        except (re.error, ValueError, OverflowError) as error:
            yield Diagnostic(
                "config-invalid",
                "pattern {1:200} in rule {0} is not a valid regular expression: {2:bare}",
                "correct the pattern",
                location,
                values=(rule, pattern, str(error)),
            )
        except RecursionError:
            yield Diagnostic(
                "config-invalid",
                "pattern {1:200} in rule {0} has too many nested levels",
                "simplify the pattern",
                location,
                values=(rule, pattern),
            )
