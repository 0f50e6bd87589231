"""Markdown for comments on pull requests: text of documents is inert, as it is only in code spans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..wording import escape_control

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def code(text: str) -> str:
    """Return a text as a code span, in which Markdown and its services obey nothing, whatever it holds.

    The fence is longer than each run of backticks in the text. An empty text, which no span can hold, is `(empty)`.
    """
    line = escape_control(text, in_line=True)
    if not line:
        return "(empty)"
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    # Markdown strips one space from both ends, and a backtick at an end would belong to the fence.
    padding = " " if "`" in (line[0], line[-1]) or (line[0] == line[-1] == " " and line.strip()) else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def code_cell(text: str | None) -> str:
    """Return a text as a code span in a table; None is an empty cell.

    A table ends a cell at each `|` without a backslash, in code too: https://github.github.com/gfm/#example-200.
    """
    return " " if text is None else code(text).replace("|", "\\|")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: int | None = None) -> Iterator[str]:
    """Return the lines of a table of cells; from the column `numbers` on, they are aligned at the right."""
    marks = ["---" if numbers is None or index < numbers else "---:" for index in range(len(header))]
    for row in (header, marks, *rows):
        yield f"| {' | '.join(row)} |"
