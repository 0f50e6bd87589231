"""Diagnostics of a document whose fields or types are wrong. Slow, because they need pydantic."""

from __future__ import annotations

import re

from pydantic import ValidationError

from ..diagnostics import Diagnostic, Location
from ..light_typing import TYPE_CHECKING
from .brief import NAMES, severe, unknown_field
from .check import fields
from .field_types import BRANCHES
from .models import MODELS

if TYPE_CHECKING:
    from typing import Any

    from ..documents.data import Data

_UNSPACED = r"[^:\s/]+:(?=[^\s/])"
"""The start of a string that was meant as a mapping: `cost_center:HR-001`."""
_WANTED = {"list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping"}


def explain(kind: str, data: Data, document: str) -> list[Diagnostic]:
    """Return the errors in the fields and types of a document, which is a `job`, an `asset` or a `config`."""
    try:
        MODELS[kind].model_validate(data)
    except ValidationError as refusal:
        return severe(kind, [_diagnostic(kind, error, document) for error in refusal.errors(include_url=False)])
    return []


def _diagnostic(kind: str, error: Any, document: str) -> Diagnostic:
    context = error.get("ctx") or {}
    path = (*(step for step in error["loc"] if step not in BRANCHES), *context.get("path", ()))
    location = Location(document, path)
    if error["type"] == "missing" or (path == ("tenant_id",) and error["input"] is None):
        values = (location.field, str(path[-1]))
        message, fix = "required field {0} is missing", 'add "{1:bare}: …"'
        return Diagnostic("field-missing", message, fix, location, values=values)
    if error["type"] == "extra_forbidden":
        return unknown_field(location, fields(kind, *path[:-1]))
    if error["type"] == "tag-nested":
        message, fix = "{0} must be a string, found {1:bare}", "use a string, or remove the item"
        if "kind" not in context:
            message = "{0} must be a string or a list of strings, found a mapping"
            fix = "use a string, or add one tag for each value"
        return Diagnostic("tag-nested", message, fix, location, values=(location.field, context.get("kind", "")))
    return _wrong_type(kind, error, location)


def _wrong_type(kind: str, error: Any, location: Location) -> Diagnostic:
    wanted, value = _WANTED.get(error["type"], "a string"), error["input"]
    actual, text = _described(value)
    message = "{0} must be {1:bare}, found {2:bare}"
    fix = "replace it with {1:bare}"
    if text is not None:
        message = "{0} must be {1:bare}, found the string {3}"
    unspaced = re.match(_UNSPACED, text or "") if wanted == "a mapping" else None
    if unspaced:
        fix = "add a space after {5}"
    values = (location.field, wanted, actual, text or "", NAMES[kind], unspaced[0] if unspaced else "")
    if location.path:
        return Diagnostic("field-type", message, fix, location, values=values)
    message, fix = "{4:bare} must be {1:bare}, found {2:bare}", 'write each field as "NAME: VALUE"'
    if text is not None:
        message = "{4:bare} must be {1:bare}, found the string {3}"
    if value is None:
        message, fix = "the file is empty, expected {4:bare}", "add the fields of {4:bare}"
    if value is None and kind == "job":
        fix = 'add at least "tenant_id" and "infrastructure"'
    return Diagnostic("field-type", message, fix, location, values=values)


def _described(value: Any) -> tuple[str, str | None]:
    """Return the type of a value in words, and the value itself if it is a string."""
    if isinstance(value, dict):
        return "a mapping", None
    if isinstance(value, list):
        return "a list", None
    return ("null", None) if value is None else ("", str(value))
