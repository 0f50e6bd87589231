"""An allocation for a terminal, as Markdown, and as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ..reports.csv import inert
from ..wording import escape_control
from .exact import written
from .groups import JOB, TENANT, grouped
from .output_tables import Table, fixes, heading, of_jobs, of_pools, of_reasons, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .allocate import Allocated


def as_text(allocated: Allocated, by: Sequence[str] = ()) -> str:
    """Return an allocation as people read it on a terminal."""
    lines = [title(allocated)]
    for cost in allocated.currencies:
        lines += ["", heading(cost)]
        tables = [of_jobs(cost, allocated, by), of_pools(cost), of_reasons(cost, allocated)]
        for table in tables:
            if table.rows:
                lines += ["", *_aligned(table)]
        lines += [f"fix for {reason}: {fix}" for reason, fix in fixes(cost)]
    return "\n".join([*map(escape_control, lines), ""])


def _aligned(table: Table) -> Iterator[str]:
    rows = [table.columns, *table.rows]
    widths = [max(len(escape_control(row[index])) for row in rows) for index in range(len(table.columns))]
    for row in rows:
        cells = [
            text.rjust(width) if index >= table.numbers else text.ljust(width)
            for index, (text, width) in enumerate(zip(map(escape_control, row), widths, strict=True))
        ]
        yield "  " + "  ".join(cells).rstrip()


def as_markdown(allocated: Allocated, by: Sequence[str] = ()) -> str:
    """Return an allocation as Markdown: no value can become a link, an image or HTML."""
    lines = [f"### {_cell(title(allocated))}"]
    for cost in allocated.currencies:
        lines += ["", f"**{_cell(heading(cost))}**"]
        for table in (of_jobs(cost, allocated, by), of_pools(cost), of_reasons(cost, allocated)):
            if table.rows:
                marks = ["---:" if index >= table.numbers else "---" for index in range(len(table.columns))]
                lines += ["", _row(map(_cell, table.columns)), _row(marks)]
                lines += [_row(map(_cell, row)) for row in table.rows]
        lines += [""] + [f"- {_cell(reason)}: {_cell(fix)}" for reason, fix in fixes(cost)]
    return "\n".join([*lines, ""])


def _row(cells: object) -> str:
    return f"| {' | '.join(cells)} |"  # type: ignore[arg-type]


def _cell(text: str) -> str:
    """Return a text with the special characters of Markdown and HTML escaped."""
    return "".join(f"&#{ord(char)};" if char in "<>&|`*_[]()!\\#~@:" else char for char in escape_control(text))


def as_csv(allocated: Allocated, by: Sequence[str] = ()) -> str:
    """Return an allocation as CSV: a row for each job, or what jobs are grouped by, and for each reason."""
    names = tuple(by) or (JOB, TENANT)
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow(["period", "currency", *names, "reason", "direct", "split", "unallocated", "total", "lines"])
    for cost in allocated.currencies:
        for period in (cost.whole,) if allocated.bill.grain == "total" else cost.periods:
            for group in grouped(period.jobs, allocated.jobs, names):
                amounts = [written(amount, cost.digits) for amount in (group.direct, group.split, 0, group.total)]
                values = map(inert, group.values)
                rows.writerow([period.period, cost.currency, *values, "", *amounts, group.rows])
            for each in period.reasons:
                amounts = [written(amount, cost.digits) for amount in (0, 0, each.cost, each.cost)]
                rows.writerow([period.period, cost.currency, *("" for _ in names), each.reason, *amounts, each.rows])
    return buffer.getvalue()
