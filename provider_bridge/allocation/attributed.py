"""The rows of a FOCUS bill, each with its job, for any FOCUS tool."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from .bill import BillError, Line
from .formats import focus
from .split_rows import is_asked, named
from .sql import identifier
from .table import stream
from .tag_sql import cloud

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from .billed_job import BilledJob
    from .ledger import Attribution, Ledger
    from .request import Request
    from .sql import Column
    from .tagged_lines import TaggedTable

COLUMNS = tuple(f"x_ProviderBridge{name}" for name in ("Job", "Layer", "File", "Line", "Pool", "Eligible", "Reason"))
"""The columns that are added: FOCUS has `x_` for those that are not its own."""
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
    yield _csv([*columns, *COLUMNS])
    for tagged in files:
        names = [column.name for column in tagged.table.columns.all()]
        for values, line in _rows(connection, tagged, request):
            attribution = ledger.attribution(line)
            if attribution is not None:
                row = dict(zip(names, values, strict=True))
                yield _csv([*(row.get(name) for name in columns), *_added(attribution, by_key)])


def _csv(values: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()


def _added(attribution: Attribution, jobs: Mapping[str, BilledJob]) -> list[Any]:
    job = jobs.get(attribution.job)
    location = [job.layer, job.location.document, job.location.line] if job else ["", "", ""]
    eligible = "false" if attribution.reason else "true"
    return [attribution.job, *location, attribution.pool, eligible, attribution.reason]


def _rows(connection: DuckDBPyConnection, tagged: TaggedTable, request: Request) -> Iterator[tuple[list[Any], Line]]:
    """Return each row as it is, and as a line."""
    table, shape = tagged.table, tagged.shape
    columns = [f"{_text(column)} AS c{index}" for index, column in enumerate(table.columns.all())]
    facts = [f"{getattr(shape, name)} AS {name}" for name in _FACTS]
    listed = ", ".join(f"c{index}" for index in range(len(columns)))
    statement = f"""
SELECT [{listed}], {tagged.lookup.columns(*named(shape))}, {cloud("provider")}, {", ".join(_FACTS)}
FROM (SELECT {", ".join(columns)}, {", ".join(facts)}, {shape.tags.expression} AS tags,
  {shape.more_tags.expression} AS more_tags, {shape.provider} AS provider, {shape.start} AS start FROM {table.relation})
WHERE {is_asked(request)}"""  # noqa: S608
    for values, *tags, provider, category, service, code, account, currency in stream(
        connection, table.file, statement
    ):
        both = tagged.lookup.of_line(tags)
        facts_of_all = (provider, category, service or "", code, account or "", currency)
        yield values, Line(*both, *facts_of_all, cost=0, rows=1)


def _text(column: Column) -> str:
    """Return a column as FOCUS writes it in CSV: tags as JSON, times in UTC."""
    name = identifier(column.name)
    if column.type.startswith(("MAP", "STRUCT")):
        return f"CAST(to_json({name}) AS VARCHAR)"
    if column.type.startswith("TIMESTAMP"):
        return f"strftime(CAST({name} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ')"
    return f"CAST({name} AS VARCHAR)"
