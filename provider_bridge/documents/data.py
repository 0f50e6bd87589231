"""The types of a document's data, for type checkers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional, Union

Data = Union[str, None, list["Data"], dict[str, "Data"]]
"""The data of a document: every scalar is a string."""
Owned = Mapping[str, Optional["Owned"]]
"""Keys that Provider Bridge reads: with None the whole value, with a mapping only those keys of it."""
Position = tuple[int, int]
"""Line and column, from 1."""
