"""A YAML file as a document: its data, and the position of each value.

Scalars keep the text that was written; a null is a plain `null`, `Null`, `NULL`, `~` or nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, in_document
from .yaml_loader import build

if TYPE_CHECKING:
    from .data import Data, Owned, Position
    from .positions import PositionMap

    Map = dict[str, Data]
    Path = tuple[str | int, ...]


class Document(NamedTuple):
    """A YAML file that was read: its path below the root, its data, and its bytes, to look up positions in."""

    path: str
    data: Data
    text: bytes

    def position(self, path: Path, on_key: bool = False) -> Position:
        """Return line and column of the value at a path or of its key, else of the nearest value above it."""
        return find_position(self.text, path, on_key)

    @property
    def may_have_variables(self) -> bool:
        """`True` if a value may hold `${`: as it is, or written with an escape."""
        return b"${" in self.text or b"\\" in self.text


def parse(text: bytes, path: str, owned: Owned | None = None) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document that a YAML text holds, None where it has an error, and everything that is wrong with it.

    `owned` are the fields that are ours, None means all. What is wrong with a value counts only where it is used there.
    """
    data, diagnostics = build(text, owned, None)
    if diagnostics:
        return None, [in_document(diagnostic, path) for diagnostic in diagnostics]
    return Document(path, data, text), []


def find_position(text: bytes, path: Path, on_key: bool = False) -> Position:
    """Return line and column in a text of the value at a path or of its key, else of the nearest value above it."""
    position = (1, 1)
    node, positions = _parse_with_positions(text)
    for depth, step in enumerate(path, 1):
        of_node = (positions.keys if on_key and depth == len(path) else positions.values).get(id(node), {})
        if step not in of_node:
            return position
        position = of_node[step]
        node = node[step]
    return position


@lru_cache(maxsize=16)
def _parse_with_positions(text: bytes) -> tuple[Any, PositionMap]:
    """Parse a document again with positions. Slow, so only diagnostics use it.

    A text that is refused has none: the file has changed since it was read for its data.
    """
    from .positions import PositionMap

    positions = PositionMap()
    data, _ = build(text, {}, positions)
    return data, positions
