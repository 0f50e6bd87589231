"""Access to decoded JSON of any shape."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

_MAX_DIGITS = 640
"""Digits that Python reads whatever its setting (`sys.int_info.str_digits_check_threshold`)."""


class ExactDecoder(json.JSONDecoder):
    """A decoder that keeps the text of numbers that Python does not read, and refuses NaN and infinity."""

    def __init__(self) -> None:
        super().__init__(parse_int=_integer, parse_float=_float, parse_constant=_no_constant)


def decoded_json(text: Any) -> Any:
    """Return the data in a JSON text, or None if there is none."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def as_dict(value: Any) -> dict[str, Any]:
    """Return a mapping, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_dicts(values: Any) -> list[dict[str, Any]]:
    """Return the mappings in a list, or an empty list for anything else."""
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _integer(text: str) -> int | str:
    """Return a number, or its text if it has more digits than Python reads."""
    return int(text) if len(text) < _MAX_DIGITS else text


def _float(text: str) -> float | str:
    """Return a number, or its text if it is too large for a float."""
    number = float(text)
    return number if isfinite(number) else text


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not valid JSON")
