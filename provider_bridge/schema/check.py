"""Whether a document has its shape, and where not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import accept

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from ..documents.yaml_loader import Data

_ACCEPTS = {"job": accept.job, "asset": accept.asset, "config": accept.config}


def errors(kind: str, data: Data, document: str) -> list[Diagnostic]:
    """Return what is wrong with the shape of a `job`, an `asset` or a `config`."""
    if _ACCEPTS[kind](data):
        return []
    from .errors import explain

    return explain(kind, data, document)


def drop_invalid(data: Any, diagnostics: list[Diagnostic]) -> Any:
    """Return the data without the values that have the wrong shape, so that what is right can still be checked."""
    return _dropped(data, [diagnostic.location.path for diagnostic in diagnostics])


def _dropped(data: Any, paths: list[tuple[str | int, ...]]) -> Any:
    if () in paths:
        return {}
    if not isinstance(data, dict):
        return None if paths and isinstance(data, list) else data
    below: dict[str | int, list[tuple[str | int, ...]]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    return {
        key: _dropped(value, below[key]) if key in below else value
        for key, value in data.items()
        if () not in below.get(key, ())
    }
