"""Whether a document has its shape, and where not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import accept
from .diagnostics import Finding, Where

if TYPE_CHECKING:
    from .yaml_tree import Data

_ACCEPTS = {"job": accept.job, "asset": accept.asset, "config": accept.config}


def check(kind: str, data: Data, document: str) -> list[Finding]:
    """What is wrong with the shape of a `job`, an `asset` or a `config`. Only a refused one pays for pydantic."""
    if _ACCEPTS[kind](data):
        return []
    from .explanation import problems

    return [
        Finding(
            problem.rule, problem.message, problem.fix, Where(document, problem.path, problem.on_key), problem.severity
        )
        for problem in problems(kind, data)
    ]


def without(data: Any, findings: list[Finding]) -> Any:
    """The data without the values that have the wrong shape, so that what is right can still be checked."""
    for finding in findings:
        data = _removed(data, finding.where.path)
    return data


def _removed(data: Any, path: tuple[str | int, ...]) -> Any:
    if not path:
        return {}
    if isinstance(data, dict) and path[0] in data:
        rest = {key: value for key, value in data.items() if key != path[0]}
        return rest if len(path) == 1 else {**rest, path[0]: _removed(data[path[0]], path[1:])}
    return None if isinstance(data, list) else data
