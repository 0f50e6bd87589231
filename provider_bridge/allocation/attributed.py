"""The rows of a FOCUS bill, each with its job, for any FOCUS tool."""

from __future__ import annotations

import csv
import io
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ..bills.bill import BillError, Line
from ..bills.formats import focus
from ..bills.split_rows import is_asked, named
from ..bills.sql import identifier
from ..bills.table import stream
from ..bills.tag_sql import cloud
from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from ..bills.request import Request
    from ..bills.sql import Column
    from ..bills.tagged_lines import TaggedTable
    from .billed_job import BilledJob
    from .ledger import Ledger

COLUMNS = tuple(f"x_ProviderBridge{name}" for name in ("Job", "Layer", "File", "Line", "Pool", "Eligible", "Reason"))
"""The columns that are added: FOCUS has `x_` for those that are not its own."""
_MANY = 50_000
"""Distinct facts whose columns are kept: a bill may have as many as rows."""
_PIECE = 1 << 16
_FACTS = ("category", "service", "service_code", "account", "currency")


def as_focus(
    connection: DuckDBPyConnection,
    files: Sequence[TaggedTable],
    request: Request,
    ledger: Ledger,
    jobs: Sequence[BilledJob],
) -> Iterator[str]:
    """Return the rows of FOCUS files as CSV, with what each leads to.

    Raises:
        BillError: A file is not FOCUS.

    """
    for tagged in files:
        if focus.missing(tagged.table.columns):
            message, fix = "the file is not FOCUS, so its rows cannot have FOCUS columns", 'use another "--format"'
            raise BillError(Diagnostic("bill-format", message, fix, tagged.table.file.location))
    columns = list(dict.fromkeys(column.name for tagged in files for column in tagged.table.columns.all()))
    by_key = {job.key: job for job in jobs}

    def rows() -> Iterator[Sequence[Any]]:
        yield (*columns, *COLUMNS)
        for tagged in files:
            added = lru_cache(_MANY)(partial(_added, ledger, by_key, tagged))
            for values, *facts in stream(connection, tagged.table.file, _statement(tagged, columns, request)):
                last = added(*facts)
                if last is not None:
                    yield (*values, *last)

    return _csv(rows())


def _csv(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Return rows as CSV, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _added(
    ledger: Ledger, jobs: Mapping[str, BilledJob], tagged: TaggedTable, *facts: str | None
) -> tuple[Any, ...] | None:
    """Return what is added to a row with these facts; None for a row that is not asked for."""
    *tags, provider, category, service, code, account, currency = facts
    both = tagged.lookup.of_line(tags)
    line = Line(*both, provider, category or "", service or "", code, account or "", currency or "", cost=0, rows=1)
    attribution = ledger.attribution(line)
    if attribution is None:
        return None
    job = jobs.get(attribution.job)
    location = (job.layer, job.location.document, job.location.line) if job else ("", "", "")
    eligible = "false" if attribution.reason else "true"
    return attribution.job, *location, attribution.pool, eligible, attribution.reason


def _statement(tagged: TaggedTable, columns: Sequence[str], request: Request) -> str:
    """Return the query for the rows of a file with these columns, as they are and as lines."""
    table, shape = tagged.table, tagged.shape
    texts = {column.name: _text(column) for column in table.columns.all()}
    listed = ", ".join(texts.get(name, "NULL") for name in columns)
    facts = ", ".join(f"{getattr(shape, name)} AS {name}" for name in _FACTS)
    return f"""
SELECT listed, {tagged.lookup.columns(*named(shape))}, {cloud("provider")}, {", ".join(_FACTS)}
FROM (SELECT [{listed}] AS listed, {facts}, {shape.tags.expression} AS tags,
  {shape.more_tags.expression} AS more_tags, {shape.provider} AS provider, {shape.start} AS start FROM {table.relation})
WHERE {is_asked(request)}"""  # noqa: S608


def _text(column: Column) -> str:
    """Return a column as FOCUS writes it in CSV: tags as JSON, times in UTC."""
    name = identifier(column.name)
    if column.type.startswith(("MAP", "STRUCT")):
        return f"CAST(to_json({name}) AS VARCHAR)"
    if column.type.startswith("TIMESTAMP"):
        return f"strftime(CAST({name} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ')"
    return f"CAST({name} AS VARCHAR)"
