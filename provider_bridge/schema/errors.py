"""Why a document has the wrong shape: only a refused document pays for pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..diagnostics import ERROR, WARNING, Diagnostic, Location, Near
from .models import BRANCHES, MODELS, NAMES, block

if TYPE_CHECKING:
    from pydantic import BaseModel

_WANTED = {"list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping"}


def explain(kind: str, data: Any, document: str) -> list[Diagnostic]:
    """Return why data is not a document of a kind (`job`, `asset`, `config`); nothing where it is one."""
    model = MODELS[kind]
    try:
        model.model_validate(data)
    except ValidationError as refusal:
        diagnostics = [_diagnostic(kind, model, error, document) for error in refusal.errors(include_url=False)]
        if kind == "config":  # a misspelled rule must not be ignored
            return [diagnostic._replace(rule="config-invalid", severity=ERROR) for diagnostic in diagnostics]
        return diagnostics
    return []


def _diagnostic(kind: str, model: type[BaseModel], error: Any, document: str) -> Diagnostic:
    context = error.get("ctx") or {}
    path = (*(step for step in error["loc"] if step not in BRANCHES), *context.get("path", ()))
    location, name = Location(document, path), ".".join(map(str, path)) or NAMES[kind]
    if error["type"] == "missing" or (path == ("tenant_id",) and error["input"] is None):
        values = (name, str(path[-1]))
        return Diagnostic("field-missing", "the field {0} is missing", 'add "{1:bare}: …"', location, values=values)
    if error["type"] == "extra_forbidden":
        known = tuple(_fields(model, path[:-1]))
        return Diagnostic(
            "field-unknown",
            "{0} is not a field{near}",
            "remove it, or use one of: {1:all}",
            location.key(),
            WARNING,
            (name, known),
            Near(str(path[-1]), known),
        )
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


def _fields(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Return the fields of the block at a path below a model."""
    for step in path:
        model = (block(model, step) if isinstance(step, str) and step in model.model_fields else None) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _described(value: Any) -> tuple[str, str | None]:
    """Return the type of a value in words, and its text where it is one."""
    if isinstance(value, dict):
        return "a mapping", None
    if isinstance(value, list):
        return "a list", None
    return ("nothing", None) if value is None else ("", str(value))
