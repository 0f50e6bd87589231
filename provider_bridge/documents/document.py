"""YAML files as documents: their data, and where in the file each value stands.

Scalars keep the text that was written; a null is a plain `null`, `Null`, `NULL`, `~` or nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import ERROR, Diagnostic
from .yaml_loader import Places, Quoted, build
from .yaml_parser import Problem

if TYPE_CHECKING:
    from .yaml_loader import Data, Owned
    from .yaml_parser import Spot

    Map = dict[str, Data]
    Path = tuple[str | int, ...]

__all__ = ["MAX_BYTES", "Document", "Quoted", "Refused", "read", "spot"]

MAX_BYTES = 1024 * 1024


class Document(NamedTuple):
    """A YAML file that was read: its path under the root, its data, and its bytes, to look up places in."""

    path: str
    data: Data
    text: bytes

    def spot(self, path: Path, key: bool = False) -> Spot:
        """Line and column of the value at a path (or of its key); of the nearest one above it where there is none."""
        return spot(self.text, path, key)


class Refused(Exception):  # noqa: N818 (it is what happened to a document, not an error of ours)
    """A text that isn't a document: carries everything that is wrong with it."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


def read(text: bytes, path: str, owned: Owned | None = None) -> Document:
    """The document that a YAML text holds.

    `owned` are the fields that are ours: a YAML tag outside them is ignored, inside them it is an error; None means
    all. Raises `Refused` with everything that is wrong.
    """
    problems: list[Problem] = []
    data: Data = None
    try:
        data = build(text, owned, None, problems)
    except Problem as problem:
        problems.append(problem)
    if problems:
        raise Refused([Diagnostic(path, *each.spot, each.rule, ERROR, each.message, each.fix) for each in problems])
    return Document(path, data, text)


def spot(text: bytes, path: Path, key: bool = False) -> Spot:
    """Line and column in a text of the value at a path, or of its key, or of the nearest one above it."""
    found = (1, 1)
    try:
        node, places = _placed(text)
    except Problem:  # the file has changed since it was read for its data
        return found
    for depth, step in enumerate(path, 1):
        spots = (places.keys if key and depth == len(path) else places.values).get(id(node), {})
        if step not in spots:
            return found
        found = spots[step]
        node = node[step]
    return found


@lru_cache(maxsize=16)
def _placed(text: bytes) -> tuple[Any, Places]:
    """A text read once more, with the place of every value: only what is spoken of pays for places."""
    places = Places()
    return build(text, {}, places, []), places
