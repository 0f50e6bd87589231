"""Diagnostics about the fields of a job, from errors of the `jsonschema` library."""

from __future__ import annotations

import json

from ..diagnostics import Diagnostic, Location
from ..light_typing import TYPE_CHECKING
from .alternatives import MISSING, SEVERAL, TOGETHER, alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ..documents.document import Path
    from .alternatives import Alternatives
    from .rules import Rule

_OF_DOCUMENT = ("name", "tenant_id", "environment")
"""Fields at the top level of a job file."""
_DERIVED: dict[str | int, Path] = {"key": (), "path": (), "container_path": (), "slug": ("name",)}
"""Fields that a job file does not have, and the path of their source in the file."""


def job_diagnostics(rule: Rule, errors: Iterable[Any], document: str) -> Iterator[Diagnostic]:
    """Return the diagnostics of the errors of a rule on jobs. `document` is the path of the job file."""
    for error in errors:
        path = tuple(error.path)
        location = Location(document, _path_in_file(path))
        named = alternatives(error) if isinstance(error.instance, dict) else None
        if error.validator in ("required", "dependentRequired"):
            yield _missing(rule, path, location)
        elif error.validator in ("additionalProperties", "unevaluatedProperties", "propertyNames"):
            yield _not_allowed(rule, path, location.key())
        elif named:
            yield _about_alternatives(rule, named, location)
        elif path:
            yield _with_fix(_about_value(rule, path, location, error), error)
        else:
            yield _about_job(rule, location)


def _missing(rule: Rule, path: Path, location: Location) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        "{2:bare} Required field {0} is missing ({1:bare})"
        if rule.message
        else "required field {0} is missing ({1:bare})",
        "set {0}",
        location,
        rule.severity,
        (_field(path), rule.source, rule.message),
    )


def _not_allowed(rule: Rule, path: Path, location: Location) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        "{2:bare} {0} must not be set ({1:bare})" if rule.message else "{0} must not be set ({1:bare})",
        "remove {0}",
        location,
        rule.severity,
        (_field(path), rule.source, rule.message),
    )


def _about_alternatives(rule: Rule, named: Alternatives, location: Location) -> Diagnostic:
    branches = [tuple(map(_field, paths)) for paths in named.paths]
    fields = tuple(sorted({field for branch in branches for field in branch}))
    if named.problem == TOGETHER and len(fields) == 1:
        (path,) = named.paths[0]
        return _not_allowed(rule, path, Location(location.document, _path_in_file(path), on_key=True))
    diagnostic = Diagnostic(
        f"policy/{rule.name}",
        "{2:bare} These fields match no alternative of the rule: {0:all} ({1:bare})"
        if rule.message
        else "these fields match no alternative of the rule: {0:all} ({1:bare})",
        "set one of: {0:all}",
        location,
        rule.severity,
        (fields, rule.source, rule.message),
    )
    if named.problem == MISSING:
        return diagnostic._replace(
            message="{2:bare} One of these fields must be set: {0:all} ({1:bare})"
            if rule.message
            else "one of these fields must be set: {0:all} ({1:bare})",
            values=(tuple(" and ".join(branch) for branch in branches), rule.source, rule.message),
        )
    if named.problem in (SEVERAL, TOGETHER):
        return diagnostic._replace(
            message="{2:bare} These fields must not be set together: {0:all} ({1:bare})"
            if rule.message
            else "these fields must not be set together: {0:all} ({1:bare})",
            fix="remove one of: {0:all}",
        )
    return diagnostic


def _about_value(rule: Rule, path: Path, location: Location, error: Any) -> Diagnostic:
    """Return a diagnostic about a value, whose values start with the expected value and the field."""
    value, wanted = error.instance, error.validator_value
    diagnostic = Diagnostic(
        f"policy/{rule.name}",
        "{3:bare} The value of {1} is not allowed ({2:bare})"
        if rule.message
        else "the value of {1} is not allowed ({2:bare})",
        "correct {1} to satisfy the rule ({2:bare})",
        location,
        rule.severity,
        (
            tuple(map(str, wanted)) if isinstance(wanted, list) else str(wanted),
            *(_field(path), rule.source, rule.message, value if isinstance(value, str) else json.dumps(value)),
        ),
    )
    if isinstance(value, str):
        return diagnostic._replace(
            message="{3:bare} Value {4} of {1} is not allowed ({2:bare})"
            if rule.message
            else "value {4} of {1} is not allowed ({2:bare})"
        )
    if isinstance(value, bool | int | float):
        return diagnostic._replace(
            message="{3:bare} Value {4:bare} of {1} is not allowed ({2:bare})"
            if rule.message
            else "value {4:bare} of {1} is not allowed ({2:bare})"
        )
    return diagnostic


def _about_job(rule: Rule, location: Location) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        "{1:bare} ({0:bare})" if rule.message else "the job does not satisfy the rule ({0:bare})",
        "correct the job to satisfy the rule ({0:bare})",
        location,
        rule.severity,
        (rule.source, rule.message),
    )


def _with_fix(diagnostic: Diagnostic, error: Any) -> Diagnostic:
    """Return a diagnostic about a value with the fix for the keyword that fails."""
    match error.validator:
        case "enum":
            return diagnostic._replace(fix="use one of: {0:all}")
        case "const":
            return diagnostic._replace(
                fix="set {1} to {0}" if isinstance(error.instance, str) else "set {1} to {0:bare}"
            )
        case "pattern":
            return diagnostic._replace(fix="use a value that matches {0}")
        case "format":
            return diagnostic._replace(fix="use a value of the format {0}")
        case "minLength":
            return diagnostic._replace(fix="use at least {0:bare} characters")
        case "maxLength":
            return diagnostic._replace(fix="use at most {0:bare} characters")
        case "minimum":
            return diagnostic._replace(fix="set {1} to at least {0:bare}")
        case "maximum":
            return diagnostic._replace(fix="set {1} to at most {0:bare}")
        case "exclusiveMinimum":
            return diagnostic._replace(fix="set {1} to more than {0:bare}")
        case "exclusiveMaximum":
            return diagnostic._replace(fix="set {1} to less than {0:bare}")
        case "multipleOf":
            return diagnostic._replace(fix="set {1} to a multiple of {0:bare}")
        case "minItems":
            return diagnostic._replace(fix="use at least {0:bare} items")
        case "maxItems":
            return diagnostic._replace(fix="use at most {0:bare} items")
    return diagnostic


def _path_in_file(path: Path) -> Path:
    """Return the path in a job file of a field of the resolved job."""
    first = path[0] if path else ""
    if first in _DERIVED:
        return _DERIVED[first]
    if first == "budget":
        return ("finops", *(step for step in path if step != "amount"))
    return path if not path or first in _OF_DOCUMENT else ("infrastructure", *path)


def _field(path: Path) -> str:
    """Return the field path for messages: `infrastructure.networking.subnet_ids[0]`."""
    steps = path if path[0] in _DERIVED else _path_in_file(path)
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
