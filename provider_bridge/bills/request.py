"""The request of an allocation: the parts of a bill to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from .keys import WantedKey

GRAINS = {"total": "''", "month": "strftime(start, '%Y-%m')", "day": "strftime(start, '%Y-%m-%d')"}
"""The lengths of a period, each with the name of a period as SQL."""
FITTING = "fitting"
"""Stands for `day` if a bill is short enough to look at its days, and for `month` otherwise."""
MOST_DAYS = 62
"""How long such a bill is at most: two months."""


class Request(NamedTuple):
    """The parts of a bill to read."""

    cost: str
    """`effective`, `billed` or `list`."""
    grain: str
    """`total`, `month` or `day`."""
    keys: tuple[WantedKey, ...]
    first: date | None = None
    end: date | None = None
    """The day after the last."""
    format: str = "auto"

    @property
    def needs_days(self) -> bool:
        """True if a bill of whole months cannot answer it."""
        return self.grain == "day" or any(bound and bound.day > 1 for bound in (self.first, self.end))
