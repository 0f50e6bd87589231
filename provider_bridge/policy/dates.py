"""Dates in a policy."""

from __future__ import annotations

import re
from datetime import date


def is_date(text: str) -> bool:
    """Return whether a string is a date of the calendar: `2027-03-31`."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False  # Python 3.11 and newer also read other forms
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
