"""Files of a bill that hold the same charges: their sum would count them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic
from .bill import in_file
from .files import overlap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .bill import Source
    from .reader import Reader


def overlaps(sources: Sequence[Source], reader: Reader) -> Iterator[Diagnostic]:
    """Report files with the same lines, and actual beside amortized cost."""
    by_facts: dict[tuple[object, ...], list[Source]] = {}
    by_basis: dict[str, Source] = {}
    for source in sources:
        facts = (source.rows, tuple(source.totals.items()), source.first, source.last)
        alike = by_facts.setdefault(facts, [])
        first = next((other for other in alike if source.rows and reader.has_same_lines(other, source)), None)
        if first:
            yield overlap(first.path, source.path)
        alike.append(source)
        if source.basis:
            by_basis.setdefault(source.basis, source)
    if len(by_basis) > 1:
        actual, amortized = by_basis["actual"], by_basis["amortized"]
        if _overlap_in_time(actual, amortized):
            message, fix = (
                "the file has amortized cost, and {0} has actual cost of the same days",
                "name only one of the two",
            )
            yield Diagnostic("bill-overlap", message, fix, in_file(amortized.path), values=(actual.path,))


def _overlap_in_time(one: Source, other: Source) -> bool:
    return bool(
        one.first and other.first and one.last and other.last and one.first <= other.last and other.first <= one.last
    )
