"""The allocation of a bill: read its files, lead each line to a job, and settle what is shared."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from ..bills.bill import BillError, days
from ..bills.engine import connect
from ..bills.files import expand, nothing_to_read
from ..bills.keys import wanted
from ..bills.messages import empty_period, nothing_to_take, only_months
from ..bills.overlap import overlaps
from ..bills.reader import Reader
from ..bills.request import FITTING, Request
from ..policy.allocation import Allocation, CostFilter
from .attributed import as_focus
from .billed_job import merged_keys
from .ledger import Ledger
from .matching import JobIndex, without_identity
from .pools import unknown_weights
from .statement import CurrencyCost, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from ..bills.bill import Source
    from ..bills.files import BillFile
    from ..diagnostics import Diagnostic
    from .billed_job import BilledJob


class Bill(NamedTuple):
    """The options of an allocation."""

    paths: tuple[str, ...]
    cost: str = "effective"
    grain: str = "total"
    first: date | None = None
    end: date | None = None
    format: str = "auto"
    memory: str = "1GB"
    only: CostFilter = CostFilter()


class Allocated(NamedTuple):
    """The statement of a bill, and the days that it is about: from the first to the one before `end`."""

    bill: Bill
    first: date
    end: date
    sources: tuple[Source, ...]
    currencies: tuple[CurrencyCost, ...]
    jobs: tuple[BilledJob, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Warnings."""


def allocate(
    bill: Bill,
    jobs: Sequence[BilledJob],
    allocation: Allocation,
    prefix: str,
    directory: str,
    track: Callable[[Sequence[BillFile]], Iterable[BillFile]] = iter,
    write_rows: Callable[[Iterator[str]], None] | None = None,
) -> Allocated:
    """Return the cost of each job.

    `directory` is for data that does not fit into memory; `track` may follow the files.

    `write_rows` gets the rows of the bill as CSV, with what each leads to.

    Raises:
        BillError: A file cannot be read, or jobs cannot be told apart.

    """
    files = expand(bill.paths)
    if not files:
        raise BillError(nothing_to_read())
    keys = tuple(map(wanted, keys_to_read(bill, allocation, prefix)))
    index = JobIndex(jobs, allocation.identity)
    fields = {f"{prefix}:{field}": field for field in (*allocation.identity, "tenant")}
    ledger = Ledger(index, keys, fields, allocation.pools, bill.only)
    request = Request(bill.cost, "total", keys, bill.first, bill.end, bill.format)
    with closing(connect([file.absolute for file in files], bill.memory, directory)) as connection:
        if bill.grain == FITTING:
            bill = bill._replace(grain=Reader(connection, request, ledger).fitting_grain(files))
        request = request._replace(grain=bill.grain)
        reader = Reader(connection, request, ledger)
        sources = _read(reader, files, track, request)
        errors = list(index.diagnostics()) or ([] if ledger.totals else [nothing_to_take()])
        if errors:
            raise BillError(*errors)
        currencies = settle(ledger, allocation.pools, index, prefix)
        if write_rows:
            write_rows(as_focus(connection, reader.files, request, ledger, jobs))
    warnings = [
        *without_identity(jobs, allocation.identity, prefix),
        *merged_keys(jobs, keys),
        *unknown_weights(allocation.pools, index),
        *ledger.diagnostics(),
    ]
    first, last = days(sources)
    end = bill.end or last + timedelta(days=1)
    return Allocated(bill, bill.first or first, end, tuple(sources), tuple(currencies), tuple(jobs), tuple(warnings))


def keys_to_read(bill: Bill, allocation: Allocation, prefix: str) -> list[str]:
    """Return the keys of the tags that decide what a line leads to."""
    fields = (*allocation.identity, *(["tenant"] if any(pool.tenant == "same" for pool in allocation.pools) else []))
    filters = (bill.only, *(pool.where for pool in allocation.pools))
    return list(
        dict.fromkeys([f"{prefix}:{field}" for field in fields] + [key for each in filters for key in each.tags])
    )


def _read(
    reader: Reader,
    files: Sequence[BillFile],
    track: Callable[[Sequence[BillFile]], Iterable[BillFile]],
    request: Request,
) -> list[Source]:
    sources = [reader.read(file) for file in track(files)]
    if not sum(source.rows for source in sources):
        raise BillError(empty_period(reader.whole(files)))
    diagnostics = [*overlaps(sources, reader)]
    if request.needs_days:
        diagnostics += [only_months(source) for source in sources if source.has_months]
    if diagnostics:
        raise BillError(*diagnostics)
    taken = reader.take_from_parents()
    return [source.less(taken.get(source.path, {})) for source in sources]
