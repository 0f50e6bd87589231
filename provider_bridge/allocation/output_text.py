"""An allocation for a terminal, as Markdown, and as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ..reports import markdown
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
    """Return an allocation as Markdown: text of bills and jobs is in code spans, where it is inert."""
    lines = [f"### {title(allocated)}"]
    for cost in allocated.currencies:
        lines += ["", markdown.code(heading(cost))]
        for table in (of_jobs(cost, allocated, by), of_pools(cost), of_reasons(cost, allocated)):
            if table.rows:
                lines += ["", *_as_markdown(table)]
        lines += [""] + [f"- {markdown.code(reason)}: {markdown.code(fix)}" for reason, fix in fixes(cost)]
    return "\n".join([*lines, ""])


def _as_markdown(table: Table) -> Iterator[str]:
    rows = [[*map(_cell, row[: table.numbers]), *row[table.numbers :]] for row in table.rows]
    columns = [name if name.isidentifier() else _cell(name) for name in table.columns]
    return markdown.table(columns, rows, table.numbers)


def _cell(text: str) -> str:
    return markdown.code_cell(text or None)


def as_csv(allocated: Allocated, by: Sequence[str] = ()) -> str:
    """Return an allocation as CSV: a row for each job, or what jobs are grouped by, and for each reason."""
    names = tuple(by) or (JOB, TENANT)
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow(
        ["period", "currency", *map(inert, names), "reason", "direct", "split", "unallocated", "total", "lines"]
    )
    for cost in allocated.currencies:
        currency = inert(cost.currency)
        for period in (cost.whole,) if allocated.bill.grain == "total" else cost.periods:
            for group in grouped(period.jobs, allocated.jobs, names):
                amounts = [written(amount, cost.digits) for amount in (group.direct, group.split, 0, group.total)]
                values = map(inert, group.values)
                rows.writerow([period.period, currency, *values, "", *amounts, group.rows])
            for each in period.reasons:
                amounts = [written(amount, cost.digits) for amount in (0, 0, each.cost, each.cost)]
                rows.writerow([period.period, currency, *("" for _ in names), each.reason, *amounts, each.rows])
    return buffer.getvalue()
