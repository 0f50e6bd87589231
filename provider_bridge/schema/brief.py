"""Diagnostics without pydantic: the first error of a document, or all its unknown fields."""

from __future__ import annotations

from ..diagnostics import ERROR, RENAME, WARNING, Diagnostic, Edit, Location, Near
from ..light_typing import TYPE_CHECKING
from .check import fields, is_unknown, refused
from .near_miss import has_no_space

if TYPE_CHECKING:
    from typing import Any

    from ..documents.data import Data
    from ..documents.document import Path

NAMES = {"job": "a job", "asset": "an asset", "config": "a configuration file"}
_FIX = "install provider-bridge with pipx or pip, which installs pydantic too, for the full report"


def explain(kind: str, data: Data, document: str) -> list[Diagnostic]:
    """Return the first error of a document; if it has none, its unknown fields."""
    unknown: list[Diagnostic] = []
    for path in refused(kind, data):
        if not is_unknown(kind, path):
            return severe(kind, [_first_error(kind, data, Location(document, path))])
        unknown.append(unknown_field(Location(document, path), fields(kind, *path[:-1])))
    return severe(kind, unknown)


def severe(kind: str, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics of a document, all as errors if it is the configuration file.

    A misspelled rule would otherwise be ignored.
    """
    if kind != "config":
        return diagnostics
    return [diagnostic._replace(rule="config-invalid", severity=ERROR) for diagnostic in diagnostics]


def unknown_field(location: Location, known: tuple[str, ...]) -> Diagnostic:
    """Return a warning about a field that a block does not have."""
    block, name = location._replace(path=location.path[:-1]).field, str(location.path[-1])
    message, fix = "unknown field {0} in {1}{near}", "remove the field, or use one of: {2:all}"
    if not block:
        message = "unknown field {0}{near}"
    unspaced = next((field for field in known if has_no_space(name, field)), None)
    if unspaced is not None:
        fix = 'add a space after "{2:bare}:"'
        return Diagnostic("field-unknown", message, fix, location.key(), WARNING, (name, block, unspaced))
    near, edit = Near(name, known, "rename it to {near}, or remove it"), Edit(RENAME, name)
    return Diagnostic("field-unknown", message, fix, location.key(), WARNING, (name, block, known), near, edit=edit)


def _first_error(kind: str, data: Data, location: Location) -> Diagnostic:
    rule, message = "field-type", "{0} does not match the schema of {1:bare}"
    if not location.path:
        message = "the document does not match the schema of {1:bare}"
    elif _is_missing(data, location.path):
        rule, message = "field-missing", "required field {0} is missing"
    values = (location.field, NAMES[kind])
    return Diagnostic(rule, message, _FIX, location, values=values)


def _is_missing(data: Any, path: Path) -> bool:
    for step in path[:-1]:
        data = data[step]
    return isinstance(data, dict) and path[-1] not in data
