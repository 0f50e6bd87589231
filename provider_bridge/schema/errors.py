"""Why a document has the wrong shape, in the words of its author: only a refused document comes here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from ..diagnostics import ERROR, WARNING, nearest
from ..secrets import quoted
from .models import ARTICLES, BRANCHES, MODELS, block

if TYPE_CHECKING:
    from pydantic import BaseModel


class Problem(NamedTuple):
    """One way in which a document has the wrong shape, at the path of a value in it."""

    rule: str
    message: str
    fix: str
    path: tuple[str | int, ...]
    severity: str = ERROR
    on_key: bool = False


def problems(kind: str, data: Any) -> list[Problem]:
    """Why `data` isn't a document of that kind (`job`, `asset`, `config`); nothing where it is one."""
    model = MODELS[kind]
    try:
        model.model_validate(data)
    except ValidationError as refusal:
        found = [_problem(kind, model, error) for error in refusal.errors(include_url=False)]
        if kind == "config":  # a rule that is misspelt must not silently be none
            return [problem._replace(rule="config-invalid", severity=ERROR) for problem in found]
        return found
    return []


def _problem(kind: str, model: type[BaseModel], error: Any) -> Problem:
    path = tuple(step for step in error["loc"] if step not in BRANCHES)
    path += tuple((error.get("ctx") or {}).get("path", ()))
    name = ".".join(map(str, path)) or ARTICLES[kind]
    if error["type"] == "missing" or (path == ("tenant_id",) and error["input"] is None):
        return Problem("field-missing", f'the field "{name}" is missing', f'add "{path[-1]}: …"', path)
    if error["type"] == "extra_forbidden":
        known = _fields(model, path[:-1])
        return Problem(
            "field-unknown",
            f'"{name}" is not a field{nearest(str(path[-1]), known)}',
            f"remove it, or use one of: {', '.join(known)}",
            path,
            WARNING,
            True,
        )
    if error["type"] == "tag-nested":
        return Problem(
            "tag-nested", f'"{name}": {error["msg"]}', "write one tag for each value, or a list of texts", path
        )
    wanted = {"list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping"}.get(error["type"], "a text")
    return Problem(
        "field-type", f"{name} takes {wanted}, not {_described(error['input'])}", f"write {wanted} here", path
    )


def _fields(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The fields of the block at a path below a model."""
    for step in path:
        model = (block(model, step) if isinstance(step, str) and step in model.model_fields else None) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"the text {quoted(value)}"
