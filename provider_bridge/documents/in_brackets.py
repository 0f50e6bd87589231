"""Keys in brackets without a space after their colon: `{Team:data}` is a key without a value.

Imported only for a file with such a key, or with a key such as `dativo:team` and no value.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from .yaml_parser import position_of

if TYPE_CHECKING:
    from .attached import Problem
    from .yaml_parser import Event

_COLON = re.compile(r"\s*:")
_UNSPACED = re.compile(r"([^:]+):(?!//).")


def unspaced(text: bytes, key: Event) -> Problem | None:
    """Return the error of a key without a value whose first colon has no space after it, or None.

    The key has its own colon in `{dativo:team: }`, which removes a tag.
    """
    word = _UNSPACED.match(key.value)
    if key.style or word is None or _COLON.match(_characters(text), key.end_mark.index):
        return None
    line, column = position_of(key)
    is_one_line = key.start_mark.line == key.end_mark.line
    return "no_space", (line, column + word.end(1) if is_one_line else column), (word[1], ""), None


@lru_cache(maxsize=1)
def _characters(text: bytes) -> str:
    """Return a text as the parser counts its characters: without a byte order mark."""
    return text.decode().removeprefix("\ufeff")
