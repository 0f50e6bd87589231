"""The tags or fields of alternatives in a schema (`anyOf`, `oneOf`, `not`)."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..documents.document import Path

MISSING = "no alternative matches, because tags or fields are missing"
NONE = "no alternative matches"
SEVERAL = "more than one alternative matches"
TOGETHER = "tags or fields are set that must not be set together"


class Alternatives(NamedTuple):
    """The problem with alternatives, and the paths of each alternative."""

    problem: str
    paths: tuple[tuple[Path, ...], ...]


def alternatives(error: Any) -> Alternatives | None:
    """Return the alternatives of an error of `anyOf`, `oneOf` or `not`; None if a branch has no path."""
    if error.validator == "not":
        return _named(TOGETHER, [_required(error.validator_value, error)])
    if error.validator not in ("anyOf", "oneOf"):
        return None
    if not error.context:
        return _named(SEVERAL, [_required(schema, error) for schema in error.validator_value])
    branches: dict[int, list[Any]] = {}
    for below in error.context:
        branches.setdefault(below.schema_path[0], []).extend(_leaves(below))
    is_missing = all(leaf.validator == "required" for leaves in branches.values() for leaf in leaves)
    paths = [[tuple(leaf.absolute_path) for leaf in leaves] for leaves in branches.values()]
    return _named(MISSING if is_missing else NONE, paths)


def _named(problem: str, branches: list[list[Path]]) -> Alternatives | None:
    paths = tuple(tuple(dict.fromkeys(filter(None, branch))) for branch in branches)
    return Alternatives(problem, paths) if all(paths) else None


def _required(schema: Any, error: Any) -> list[Path]:
    """Return the paths that a schema requires, or none if it has other keywords."""
    if not isinstance(schema, dict) or set(schema) != {"required"}:
        return []
    return [(*error.absolute_path, key) for key in schema["required"]]


def _leaves(error: Any) -> Iterator[Any]:
    if error.context:
        for below in error.context:
            yield from _leaves(below)
    else:
        yield error
