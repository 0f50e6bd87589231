"""Charts for inline SVG: the positions and sizes of their shapes, as text."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    Amounts = Sequence[tuple[str, Decimal]]
    """The parts of a bar: kind and amount."""

_LEFT, _WIDTH, _VALUE, _STEP, _BAR = 200, 260, 100, 26, 18
"""Bars: the room for labels, bars and values, and the heights of a row and of a bar in it."""
_LABEL = 27
"""How many characters of a label have room."""
_AXIS, _COLUMNS, _HEIGHT = 100, 680, 200
"""Columns: the room for the names of lines and for columns, and their height."""
_LABELS = 8
"""How many periods have their name below the axis."""
_STRIP = 34
"""The height of a row of columns."""
_ZERO = Decimal(0)


class Shape(NamedTuple):
    """A rectangle: a part of a bar or of a column."""

    kind: str
    """Its color: `direct`, `split`, `rest` or `bad`."""
    x: str
    y: str
    width: str
    height: str
    text: str


class Label(NamedTuple):
    """A text; `anchor` is that of SVG."""

    x: int
    y: int
    text: str
    anchor: str = "start"


class Chart(NamedTuple):
    """Shapes, the lines of an axis, and texts, in a box."""

    title: str
    legend: tuple[tuple[str, str], ...]
    """The kinds of shapes, each with its meaning."""
    width: int
    height: int
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    across: tuple[int, int] = (0, 0)
    """Where lines begin and end."""
    lines: tuple[int, ...] = ()
    """The heights of horizontal lines."""


def bars(title: str, legend: Sequence[tuple[str, str]], rows: Sequence[tuple[str, str, Amounts]]) -> Chart:
    """Return a chart of bars below one another: label, value as text, and parts.

    A part that is not above zero has no width: the table beside the chart has its amount.
    """
    greatest = max((_above(parts) for _, _, parts in rows), default=_ZERO) or Decimal(1)
    shapes: list[Shape] = []
    labels: list[Label] = []
    for index, (label, value, parts) in enumerate(rows):
        top, start = index * _STEP, Decimal(_LEFT)
        labels += [Label(0, top + 14, _shortened(label)), Label(_LEFT + _WIDTH + 10, top + 14, value)]
        shapes.append(_shape("frame", (_LEFT, top, _WIDTH, _BAR), ""))
        for kind, amount in parts:
            width = max(amount, _ZERO) * _WIDTH / greatest
            shapes.append(_shape(kind, (start, top, width, _BAR), f"{label}: {amount:,}"))
            start += width
    box = _LEFT + _WIDTH + _VALUE, max(len(rows), 1) * _STEP
    return Chart(title, tuple(legend), *box, tuple(shapes), tuple(labels))


def columns(title: str, legend: Sequence[tuple[str, str]], rows: Sequence[tuple[str, Amounts]]) -> Chart:
    """Return a chart of columns: label and parts, of which negative ones are below zero."""
    above = max((_above(parts) for _, parts in rows), default=_ZERO)
    below = max((_below(parts) for _, parts in rows), default=_ZERO)
    step = _tick((above + below) / 4)
    ticks = range(-_times(step, below), _times(step, above) + 1)
    scale = Decimal(_HEIGHT - 20) / (max(len(ticks) - 1, 1) * step)
    zero = 10 + ticks[-1] * step * scale
    lines = [int(zero - tick * step * scale) for tick in ticks]
    labels = [Label(_AXIS - 10, line + 4, f"{tick * step:,f}", "end") for tick, line in zip(ticks, lines, strict=True)]
    shapes: list[Shape] = []
    width = Decimal(_COLUMNS) / max(len(rows), 1)
    every = -(-len(rows) // _LABELS) or 1
    for index, (label, parts) in enumerate(rows):
        left = _AXIS + index * width
        shapes += _stack(label, parts, (left + width / 8, width * 3 / 4), (zero, scale))
        if index % every == 0:
            labels.append(Label(int(left + width / 2), _HEIGHT + 12, label, "middle"))
    box = _AXIS + _COLUMNS, _HEIGHT + 20
    return Chart(title, tuple(legend), *box, tuple(shapes), tuple(labels), (_AXIS, box[0]), tuple(lines))


def strips(title: str, periods: Sequence[str], rows: Sequence[tuple[str, str, Sequence[Decimal]]]) -> Chart:
    """Return a chart of rows: label, value as text, and an amount for each period, all to one scale."""
    amounts = [amount for _, _, of_row in rows for amount in of_row]
    above, below = max([_ZERO, *amounts]), -min([_ZERO, *amounts])
    scale = (_STRIP - 8) / (above + below or Decimal(1))
    whole = _AXIS + _COLUMNS - _LEFT - _VALUE
    width = Decimal(whole) / max(len(periods), 1)
    shapes: list[Shape] = []
    labels: list[Label] = []
    lines = []
    for index, (label, value, of_row) in enumerate(rows):
        zero = index * _STRIP + 4 + above * scale
        lines.append(int(zero))
        baseline = max(int(zero), index * _STRIP + 14)  # a line of negative amounts is at the top
        labels += [Label(0, baseline, _shortened(label)), Label(_LEFT + whole + 10, baseline, value)]
        for number, (period, amount) in enumerate(zip(periods, of_row, strict=True)):
            at = (_LEFT + number * width + width / 8, width * 3 / 4)
            shapes += _stack(f"{label}, {period}", [("rest", amount)], at, (zero, scale))
    box = _AXIS + _COLUMNS, max(len(rows), 1) * _STRIP + 4
    return Chart(title, (), *box, tuple(shapes), tuple(labels), (_LEFT, _LEFT + whole), tuple(lines))


def _stack(label: str, parts: Amounts, across: tuple[Decimal, Decimal], up: tuple[Decimal, Decimal]) -> list[Shape]:
    """Return the parts of a column: positive ones up from zero, negative ones down."""
    (left, width), (zero, scale) = across, up
    top = bottom = zero
    shapes = []
    for kind, amount in parts:
        height = abs(amount) * scale
        if amount > 0:
            top -= height
        if amount:
            shapes.append(_shape(kind, (left, top if amount > 0 else bottom, width, height), f"{label}: {amount:,}"))
        if amount < 0:
            bottom += height
    return shapes


def _shape(kind: str, box: Sequence[Decimal | int], text: str) -> Shape:
    x, y, width, height = (f"{number:.2f}".rstrip("0").rstrip(".") for number in box)
    return Shape(kind, x, y, width, height, text)


def _above(parts: Amounts) -> Decimal:
    return sum((max(amount, _ZERO) for _, amount in parts), _ZERO)


def _below(parts: Amounts) -> Decimal:
    return -sum((min(amount, _ZERO) for _, amount in parts), _ZERO)


def _tick(least: Decimal) -> Decimal:
    """Return the round step between the lines of an axis: 1, 2 or 5 and zeros."""
    power = Decimal(10) ** (least or Decimal(1)).adjusted()
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def _times(step: Decimal, length: Decimal) -> int:
    """Return how many steps are at least a length."""
    return int((length / step).to_integral_value(ROUND_CEILING))


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL else f"…{label[-_LABEL + 1 :]}"
