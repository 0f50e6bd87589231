"""The positions of a document's keys and values, for diagnostics and origins."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .data import Position


class PositionMap:
    """The position of each key and value of a tree: by container identity, then by key or index."""

    def __init__(self) -> None:
        self.keys: dict[int, dict[str | int, Position]] = {}
        self.values: dict[int, dict[str | int, Position]] = {}
        self._containers: list[Any] = []  # an identity is only good as long as its container lives

    def add_key(self, mapping: Any, key: str, position: Position) -> None:
        """Remember the position of a key of a mapping."""
        self.keys.setdefault(id(mapping), {})[key] = position
        self._containers.append(mapping)

    def add_value(self, container: Any, step: str | int, position: Position) -> None:
        """Remember the position of the value at a key or index of a container."""
        self.values.setdefault(id(container), {})[step] = position
        self._containers.append(container)

    def copy(self, source: Any, target: Any, keys: Sequence[str]) -> None:
        """Copy the positions of keys from one mapping to another."""
        for positions in (self.keys, self.values):
            known = positions.get(id(source), {})
            positions.setdefault(id(target), {}).update((key, known[key]) for key in keys)
