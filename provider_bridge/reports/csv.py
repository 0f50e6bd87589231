"""Tables as CSV, for spreadsheets: no cell is a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from ..wording import escape_control

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What starts a formula, full-width too: https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11-30)."""


def render(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV; a cell that would be a formula starts with an apostrophe."""
    output = StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([inert(text) for text in row] for row in rows)
    return output.getvalue()


def inert(text: str) -> str:
    """Return a text as a cell that no spreadsheet computes."""
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return escape_control(f"'{text}" if is_formula else text)
