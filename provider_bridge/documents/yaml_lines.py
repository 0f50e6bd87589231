"""The parts of a line of YAML: its indentation, its key and its value."""

from __future__ import annotations

import re

_ITEMS = re.compile(r" *(?:- +)*")
QUOTED = re.compile(r"""(?:"[^"]*"|'[^']*')?""")
"""A string in quotes, or nothing."""
_COLON = re.compile(r":(?=\s|$)|\s#")


def text_start(line: str) -> int:
    """Return the column at which a line's text starts, after the dashes of list items."""
    match = _ITEMS.match(line)
    return match.end() if match else 0


def indentation(line: str) -> int:
    """Return the number of spaces at the start of a line."""
    return len(line) - len(line.lstrip(" "))


def colon_of(line: str) -> int | None:
    """Return the column of the colon after a line's key, or None."""
    quoted = QUOTED.match(line, text_start(line))
    colon = _COLON.search(line, quoted.end() if quoted else 0)
    return colon.start() if colon and colon[0] == ":" else None


def unquoted(text: str) -> str:
    """Return a key without quotes and spaces around it."""
    return text.strip(" \"'")


def escaped(value: str) -> str:
    """Return a string with the escapes that double quotes need."""
    return value.replace("\\", "\\\\").replace('"', '\\"')
