"""Exact sums: amounts in the smallest unit, shared and rounded so that the parts equal the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..bills.bill import DIGITS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

Key = TypeVar("Key", bound=Any)  # can be sorted
Row = TypeVar("Row", bound=Any)  # can be sorted

_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),  # noqa: SIM905
        0,
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),  # noqa: SIM905
    **dict.fromkeys("CLF UYW".split(), 4),  # noqa: SIM905
}
"""Currencies whose minor unit is no hundredth: ISO 4217, list one,
https://www.six-group.com/en/products-services/financial-information/data-standards.html (read 2026-11-30)."""


def digits(currency: str) -> int:
    """Return the digits after the point of a currency's minor unit."""
    return _DIGITS.get(currency, 2)


def rounded(amount: int, places: int) -> int:
    """Return an amount in minor units; a half is rounded away from zero."""
    unit: int = 10 ** (DIGITS - places)
    half = unit // 2
    return (amount + half) // unit if amount >= 0 else -((-amount + half) // unit)


def round_parts(total: int, parts: Mapping[Key, int], places: int) -> dict[Key, int]:
    """Return parts in minor units that add up to a total.

    The largest remainders are rounded up, ties by key.

    The total is the sum of the parts, rounded up or down.
    """
    return round_table({"": total}, {"": parts}, places)[""]


def round_table(
    totals: Mapping[Row, int], rows: Mapping[Row, Mapping[Key, int]], places: int
) -> dict[Row, dict[Key, int]]:
    """Return rows of parts in minor units: the parts of each row add up to its total.

    In a row the parts are rounded up whose columns lost the most so far, so that the sum of a column is near to the
    exact one. Rows with the fewest parts to round come first, because the others can make up for them.

    A total is the sum of its row, rounded up or down.
    """
    unit: int = 10 ** (DIGITS - places)
    lost: dict[Key, int] = {}
    table: dict[Row, dict[Key, int]] = {}
    for row in sorted(rows, key=lambda row: (sum(amount % unit > 0 for amount in rows[row].values()), row)):
        parts = rows[row]
        floors = {key: amount // unit for key, amount in parts.items()}
        may_grow = {key: amount % unit + lost.get(key, 0) for key, amount in parts.items() if amount % unit}
        missing = totals[row] - sum(floors.values())
        for key in sorted(may_grow, key=lambda key: (-may_grow[key], key))[:missing]:
            floors[key] += 1
        for key, amount in parts.items():
            lost[key] = lost.get(key, 0) + amount - floors[key] * unit
        table[row] = floors
    return table


def round_second(
    totals: Mapping[Key, int], firsts: Mapping[Key, int], seconds: Mapping[Key, int], places: int
) -> dict[Key, int]:
    """Return the second of the two parts of each rounded total, in minor units.

    Each part is rounded up or down. The sum of the seconds is as near to the exact one as the totals allow.
    """
    unit: int = 10 ** (DIGITS - places)
    parts = {key: max(second // unit, totals[key] + -firsts[key] // unit) for key, second in seconds.items()}
    may_grow = [
        key for key, part in parts.items() if part < min(-(-seconds[key] // unit), totals[key] - firsts[key] // unit)
    ]
    missing = max(rounded(sum(seconds.values()), places) - sum(parts.values()), 0)
    for key in sorted(may_grow, key=lambda key: (parts[key] * unit - seconds[key], key))[:missing]:
        parts[key] += 1
    return parts


def share(amount: int, weights: Mapping[Key, int | Fraction]) -> dict[Key, int]:
    """Return an amount in proportion to weights, none of which is negative; empty where all are zero."""
    whole = sum(weights.values())
    if not whole:
        return {}
    parts = {key: int(amount * weight // whole) for key, weight in weights.items() if weight}
    missing = amount - sum(parts.values())
    for key in sorted(parts)[:missing]:
        parts[key] += 1
    return parts


def written(minor_units: int, places: int) -> str:
    """Return an amount as text: `-1234.50`."""
    sign, number = "-" if minor_units < 0 else "", f"{abs(minor_units):0{places + 1}d}"
    return f"{sign}{number[: len(number) - places]}.{number[len(number) - places :]}" if places else f"{sign}{number}"


def written_exactly(amount: int) -> str:
    """Return an exact amount as text, without zeros at its end."""
    text = written(amount, DIGITS)
    return text.rstrip("0").rstrip(".") or "0"
