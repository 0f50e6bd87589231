"""A question about costs: the same for every bill, with the keys and values of one."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from ..wording import json_text

if TYPE_CHECKING:
    from datetime import date


class CostQuery(NamedTuple):
    """Tag keys to group by and values to filter by, as one bill has them; the grain is always a month."""

    group_by: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    """A key and its values, of which a charge must have one."""
    first: date
    end: date
    """The day after the last."""


def shell_argument(value: object) -> str:
    """Return a value as JSON in one word of a shell."""
    return shlex.quote(json_text(value, indent=None))
