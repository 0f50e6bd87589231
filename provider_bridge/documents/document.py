"""A YAML file as a document: its data, and the position of each value.

Scalars are strings as written; a null is a plain `null`, `Null`, `NULL`, `~` or an empty value.
"""

from __future__ import annotations

from functools import lru_cache

from ..diagnostics import Diagnostic, in_document
from ..light_typing import TYPE_CHECKING, NamedTuple
from .yaml_loader import build

if TYPE_CHECKING:
    from typing import Any

    from .data import Data, Owned, Position
    from .positions import PositionMap

    Map = dict[str, Data]
    Path = tuple[str | int, ...]


class Document(NamedTuple):
    """A parsed YAML file: its path below the root, its data, and its bytes for positions."""

    path: str
    data: Data
    text: bytes
    refused: frozenset[Path] = frozenset()
    """Paths of missing values, and of wrong ones, which the data does not have. Already reported."""

    def position(self, path: Path, on_key: bool = False) -> Position:
        """Return the position of the value at a path or of its key, or of the nearest value above."""
        return find_position(self.text, path, on_key)

    @property
    def may_have_variables(self) -> bool:
        """`True` if a value may hold `${`: as it is, or written with an escape."""
        return b"${" in self.text or b"\\" in self.text


def parse(text: bytes, path: str, owned: Owned | None = None) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document in a YAML text, or None if it has an error, and its errors.

    `owned` are the fields that Provider Bridge reads, None means all. Some errors in other values are ignored.
    """
    data, diagnostics = build(text, owned, None)
    if diagnostics:
        return None, [in_document(diagnostic, path) for diagnostic in diagnostics]
    return Document(path, data, text), []


def as_map(data: Data) -> Map:
    """Return a mapping as it is, or an empty one for another value."""
    return data if isinstance(data, dict) else {}


def find_position(text: bytes, path: Path, on_key: bool = False) -> Position:
    """Return the position in a text of the value at a path or of its key, or of the nearest value above."""
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

    A text with an error has no positions: the file changed after its data was read.
    """
    from .positions import PositionMap

    positions = PositionMap()
    data, _ = build(text, {}, positions)
    return data, positions
