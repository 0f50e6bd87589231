"""The size of a value that an alias repeats."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .data import Data


def weight(value: Data) -> tuple[int, int, int]:
    """Return the number of values, characters (both with keys) and levels of a value."""
    if not isinstance(value, (dict, list)):
        return 1, len(value or ""), 0
    values, characters, height = 1, 0, 0
    for below in map(weight, value if isinstance(value, list) else value.values()):
        values, characters, height = values + below[0], characters + below[1], max(height, below[2])
    if isinstance(value, dict):
        values, characters = values + len(value), characters + sum(map(len, value))
    return values, characters, height + 1
