"""The table of jobs: its columns and rows, and both as JSON for the script of the page."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ..wording import count
from .tables import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORD, FILE, LINE, NUMBER, AMOUNT = "word", "file", "line", "number", "amount"
"""The kinds of columns: `line` is shown with the file before it."""
_NAMES = ("tenant", "environment", "provider", "runtime")
_COUNTS = ("tags", "missing", "errors", "warnings")
_PARTS = ("direct", "split", "total")


class Column(NamedTuple):
    """A column of the table."""

    name: str
    kind: str
    digits: int = 0
    """Digits after the point of an amount, which is in minor units."""


class JobsTable(NamedTuple):
    """The columns, and for each job a row of their values; a job without cost has None for it."""

    columns: tuple[Column, ...]
    rows: list[list[Any]]


def jobs_table(page: Mapping[str, Any]) -> JobsTable:
    """Return the table of all jobs: those with the most cost first, without a bill by key."""
    currencies = (page["cost"] or {"currencies": {}})["currencies"]
    by = [group["by"] for group in page["coverage"]["groups"][2:]]
    columns = [Column("job", WORD), Column("file", FILE), Column("line", LINE)]
    columns += [Column(name, WORD) for name in (*_NAMES, *by)] + [Column(name, NUMBER) for name in _COUNTS]
    costs: list[tuple[int, dict[str, Mapping[str, Any]]]] = []
    for currency, cost in currencies.items():
        columns += [Column(f"{part} {currency}", AMOUNT, cost["digits"]) for part in _PARTS]
        costs.append((cost["digits"], {job["key"]: job for job in cost["jobs"]}))
    rows = [
        [
            *(job[name] for name in ("key", "path", "line", *_NAMES)),
            *(job["values"][key] for key in by),
            *(job["tags"], len(job["missing"]), job["errors"], job["warnings"]),
            *(amount for digits, of_jobs in costs for amount in _amounts(of_jobs.get(job["key"]), digits)),
        ]
        for job in page["jobs"]
    ]
    if costs:
        total = len(columns) - len(_PARTS) * (len(costs) - 1) - 1
        rows.sort(key=lambda row: (row[total] is None, -(row[total] or 0)))
    return JobsTable(tuple(columns), rows)


def _amounts(cost: Mapping[str, Any] | None, digits: int) -> list[int | None]:
    """Return the parts of the cost of a job in minor units."""
    return [None] * len(_PARTS) if cost is None else [int(Decimal(cost[part]).scaleb(digits)) for part in _PARTS]


def as_table(jobs: JobsTable, first: int) -> Table:
    """Return the first rows as a table, for readers without JavaScript."""
    visible = [(index, column) for index, column in enumerate(jobs.columns) if column.kind != LINE]
    rows = [[_cell(row, index, column) for index, column in visible] for row in jobs.rows[:first]]
    numbers = tuple(number for number, (_, column) in enumerate(visible) if column.kind in (NUMBER, AMOUNT))
    caption = count(len(jobs.rows), "job") + (
        f", the first {first} without JavaScript" if len(jobs.rows) > first else ""
    )
    return Table(caption, tuple(column.name for _, column in visible), rows, numbers)


def _cell(row: Sequence[Any], index: int, column: Column) -> Cell:
    value = row[index]
    if column.kind == FILE:
        line = f"line {row[index + 1]}"
        return Cell(line, "", value, row[index + 1], f"{value} {line}")
    if column.kind == AMOUNT:
        return Cell("" if value is None else f"{Decimal(value).scaleb(-column.digits):,f}")
    return Cell(str(value))


def coded(table: JobsTable, base: str) -> str:
    """Return the table as JSON with each string once, and without `<`, which could end the element."""
    words: dict[str, int] = {}
    is_word = [column.kind in (WORD, FILE) for column in table.columns]
    rows = [
        [
            words.setdefault(cell, len(words)) if word else cell
            for cell, word in zip(_without_path(row), is_word, strict=True)
        ]
        for row in table.rows
    ]
    data = {"base": base, "columns": [column._asdict() for column in table.columns], "words": list(words), "rows": rows}
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _without_path(row: Sequence[Any]) -> list[Any]:
    """Return a row with an empty path, if the job's key and tenant tell it."""
    key, path, line, tenant, *rest = row
    return [key, "" if path == f"{key.removesuffix(f'@{tenant}')}.yaml" else path, line, tenant, *rest]
