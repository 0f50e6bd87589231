"""A parser error as plain data: where the parser stopped, what it read there, and the lines around."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from .data import Position

    Cause = tuple[str, Position, tuple[str, ...]]
    """A name of `yaml_messages.MESSAGES`, a position, and the values of the message."""

_LINE_ENDS = ("\n", "\r", "\x85", "\u2028", "\u2029")
_COMMENT = re.compile(r"(?:^|\s)#")


class Refusal(NamedTuple):
    """A parser error. Lines and columns start at 0."""

    problem: str
    context: str
    line: int
    column: int
    start_line: int
    start_column: int
    lines: list[str]

    @property
    def position(self) -> Position:
        """The position at which the parser stopped."""
        return self.line + 1, self.column + 1

    @property
    def start(self) -> Position:
        """The start of the value that the parser was reading."""
        return self.start_line + 1, self.start_column + 1

    @property
    def text(self) -> str:
        """The line in which the parser stopped."""
        return self.lines[self.line]

    @property
    def character(self) -> str:
        """The character at which the parser stopped; an empty string at the end of a line."""
        return self.text[self.column : self.column + 1]

    def rest(self, line: int, column: int) -> str:
        """Return a line from a column on, without a comment."""
        return _COMMENT.split(self.lines[line][column:], maxsplit=1)[0].strip()

    def value(self, line: int, column: int) -> str:
        """Return the value at a position: the rest of the line, or in brackets the rest of the item."""
        before, value = self.lines[line][:column], self.rest(line, column)
        in_brackets = sum(map(before.count, "[{")) > sum(map(before.count, "]}"))
        return re.split(r"[,\]}]", value, maxsplit=1)[0].strip() if in_brackets else value

    def lines_above(self) -> Iterator[int]:
        """Yield the lines above, nearest first, without blank lines and comments."""
        return (line for line in range(self.line - 1, -1, -1) if self.rest(line, 0))


def refusal_of(error: yaml.YAMLError, text: str) -> Refusal:
    """Return a parser error in a text as plain data."""
    lines = (text + "\n").splitlines() if text[-1:] in _LINE_ENDS else text.splitlines()
    problem, context = getattr(error, "problem", None) or str(error), getattr(error, "context", None) or ""
    start, mark = (getattr(error, name, None) for name in ("context_mark", "problem_mark"))
    line, column = _within(mark, lines)
    return Refusal(problem, context, line, column, *_within(start or mark, lines), lines)


def _within(mark: Any, lines: list[str]) -> tuple[int, int]:
    """Return the line and column of a mark. libyaml has an extra line for the end of a text."""
    if mark is None:
        return 0, 0
    return (mark.line, mark.column) if mark.line < len(lines) else (len(lines) - 1, len(lines[-1]))
