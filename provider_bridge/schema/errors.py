"""Why a document has the wrong shape: only a refused document pays for pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..diagnostics import Diagnostic, Location
from .brief import NAMES, severe, unknown_field
from .check import fields
from .field_types import BRANCHES
from .models import MODELS

if TYPE_CHECKING:
    from ..documents.data import Data

_WANTED = {"list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping"}


def explain(kind: str, data: Data, document: str) -> list[Diagnostic]:
    """Return what is wrong with the fields and types of a document (`job`, `asset`, `config`); empty if nothing is."""
    try:
        MODELS[kind].model_validate(data)
    except ValidationError as refusal:
        return severe(kind, [_diagnostic(kind, error, document) for error in refusal.errors(include_url=False)])
    return []


def _diagnostic(kind: str, error: Any, document: str) -> Diagnostic:
    context = error.get("ctx") or {}
    path = (*(step for step in error["loc"] if step not in BRANCHES), *context.get("path", ()))
    location, name = Location(document, path), ".".join(map(str, path)) or NAMES[kind]
    if error["type"] == "missing" or (path == ("tenant_id",) and error["input"] is None):
        values = (name, str(path[-1]))
        return Diagnostic("field-missing", "the field {0} is missing", 'add "{1:bare}: …"', location, values=values)
    if error["type"] == "extra_forbidden":
        return unknown_field(location, fields(kind, *path[:-1]))
    if error["type"] == "tag-nested":
        message = "{0}: the items of a tag's list are texts, not {1:bare}"
        if "kind" not in context:
            message = "{0}: a tag's value is a text or a list of texts, not a mapping"
        fix = "write one tag for each value, or a list of texts"
        return Diagnostic("tag-nested", message, fix, location, values=(name, context.get("kind", "")))
    wanted, value = _WANTED.get(error["type"], "a text"), error["input"]
    actual, text = _described(value)
    message = "{0:bare} takes {1:bare}, not {2:bare}"
    if text is not None:
        message = "{0:bare} takes {1:bare}, not the text {3}"
    return Diagnostic("field-type", message, "write {1:bare} here", location, values=(name, wanted, actual, text or ""))


def _described(value: Any) -> tuple[str, str | None]:
    """Return the type of a value in words, and its text where it is one."""
    if isinstance(value, dict):
        return "a mapping", None
    if isinstance(value, list):
        return "a list", None
    return ("nothing", None) if value is None else ("", str(value))
