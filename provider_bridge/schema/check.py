"""Whether a document has its shape, and where not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import Finding, Where
from . import accept

if TYPE_CHECKING:
    from ..documents.yaml_loader import Data

_ACCEPTS = {"job": accept.job, "asset": accept.asset, "config": accept.config}


def check(kind: str, data: Data, document: str) -> list[Finding]:
    """What is wrong with the shape of a `job`, an `asset` or a `config`. Only a refused one pays for pydantic."""
    if _ACCEPTS[kind](data):
        return []
    from .errors import problems

    return [
        Finding(
            problem.rule, problem.message, problem.fix, Where(document, problem.path, problem.on_key), problem.severity
        )
        for problem in problems(kind, data)
    ]


def without(data: Any, findings: list[Finding]) -> Any:
    """The data without the values that have the wrong shape, so that what is right can still be checked."""
    return _removed(data, [finding.where.path for finding in findings])


def _removed(data: Any, paths: list[tuple[str | int, ...]]) -> Any:
    if () in paths:
        return {}
    if not isinstance(data, dict):
        return None if paths and isinstance(data, list) else data
    below: dict[str | int, list[tuple[str | int, ...]]] = {}
    for path in paths:
        below.setdefault(path[0], []).append(path[1:])
    return {
        key: _removed(value, below[key]) if key in below else value
        for key, value in data.items()
        if () not in below.get(key, ())
    }
