"""Bars for inline SVG: where each part of a bar begins and how wide it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEFT, _WIDTH, _STEP = 260, 400, 26
_LABEL = 34
"""How many characters of a label have room."""


class Part(NamedTuple):
    """A part of a bar."""

    kind: str
    """`direct`, `split` or `rest`: its color."""
    x: str
    width: str
    text: str


class Bar(NamedTuple):
    """A bar with its label and its value as text."""

    label: str
    value: str
    y: int
    parts: tuple[Part, ...]


class Chart(NamedTuple):
    """Bars below one another."""

    title: str
    legend: str
    height: int
    bars: tuple[Bar, ...]


def chart(title: str, legend: str, rows: Sequence[tuple[str, str, Sequence[tuple[str, Decimal]]]]) -> Chart:
    """Return a chart of rows: label, value as text, and the kinds of parts with their amounts.

    A part that is not above zero has no width: the table beside the chart has its amount.
    """
    sums = [sum((max(amount, Decimal(0)) for _, amount in parts), Decimal(0)) for _, _, parts in rows]
    greatest = max(sums, default=Decimal(0)) or Decimal(1)
    bars = [
        Bar(_shortened(label), value, index * _STEP, _parts(parts, greatest))
        for index, (label, value, parts) in enumerate(rows)
    ]
    return Chart(title, legend, max(len(rows), 1) * _STEP, tuple(bars))


def _parts(parts: Sequence[tuple[str, Decimal]], greatest: Decimal) -> tuple[Part, ...]:
    drawn, start = [], Decimal(_LEFT)
    for kind, amount in parts:
        width = max(amount, Decimal(0)) * _WIDTH / greatest
        drawn.append(Part(kind, f"{start:.2f}", f"{width:.2f}", f"{kind}: {amount}"))
        start += width
    return tuple(drawn)


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL else f"…{label[-_LABEL + 1 :]}"
