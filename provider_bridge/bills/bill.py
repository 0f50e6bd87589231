"""A bill: its lines, added up by everything that allocation looks at, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import DiagnosticError, Location

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

DIGITS = 18
"""Digits of a cost after the point: amounts are whole numbers of this smallest unit."""
BILL = Location("bill")
"""The location of a diagnostic about all files."""


def in_file(path: str, line: int = 1) -> Location:
    """Return a location in a file of a bill: it is never read for a position."""
    return Location(path, (), False, line, 1)


def units(amount: str) -> int:
    """Return a decimal with all its digits as a whole number of the smallest unit."""
    return int(amount.replace(".", ""))


class BillError(DiagnosticError):
    """A bill that cannot be allocated; its diagnostics are not finished."""


class Tags(NamedTuple):
    """The tags of a line that were asked for, by position; None where the line lacks one."""

    state: str
    """`none`, `unreadable` or `some`."""
    values: tuple[str | None, ...]
    ambiguous: tuple[int, ...] = ()
    """The positions of tags that have two values."""


class Line(NamedTuple):
    """Lines in one currency that lead to one target, with the tags of those with the most cost."""

    tags: Tags
    more_tags: Tags
    """Tags to match by where `tags` match no job."""
    cloud: str | None
    """`aws`, `gcp`, `azure`, `kubernetes`, or None for another provider."""
    category: str
    """Lower case: `usage`, `purchase`, `tax`, `credit` or `adjustment`."""
    service: str
    service_code: str | None
    account: str | None
    currency: str
    cost: int
    rows: int


class Lead(NamedTuple):
    """The target of a line, and whether its cost is wanted by service."""

    target: int
    """A number of the stage that takes the lines."""
    by_service: bool = False


class Charge(NamedTuple):
    """The cost of lines with one target in a period."""

    target: int
    service: str
    """Empty for a target whose cost is not wanted by service."""
    period: str
    """The month `2025-01`, the day `2025-01-31`, or empty for the whole bill."""
    currency: str
    cost: int
    rows: int


class Source(NamedTuple):
    """A file of a bill after it was read."""

    path: str
    format: str
    rows: int
    totals: Mapping[str, int]
    """The exact cost by currency."""
    first: date | None
    last: date | None
    """The days of the first and the last charge; None without lines."""
    basis: str = ""
    """`actual` or `amortized`, where the file shows it."""
    has_months: bool = False
    """Whether it has the charges of whole months, whose days are not known."""

    def less(self, taken: Mapping[str, int]) -> Source:
        """Return the file with other totals: what is taken away is negative."""
        totals = {currency: total + taken.get(currency, 0) for currency, total in self.totals.items()}
        return self._replace(totals=totals)


def days(sources: Sequence[Source]) -> tuple[date, date]:
    """Return the days of the first and the last charge of sources that have any."""
    return min(each.first for each in sources if each.first), max(each.last for each in sources if each.last)
