"""The allocation of a bill: read its files, lead each line to a job, and settle what is shared."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Diagnostic, is_error
from ..policy.allocation import Allocation, CostFilter
from .aggregate import Reader, days, empty_period
from .bill import BillError
from .bill_files import expand, nothing_to_read
from .billed_job import merged_keys
from .engine import connect
from .keys import wanted
from .ledger import Ledger
from .matching import JobIndex, without_identity
from .overlap import overlaps
from .pools import unknown_weights
from .request import Request
from .statement import CurrencyCost, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from .bill import Source
    from .bill_files import BillFile
    from .billed_job import BilledJob


class Bill(NamedTuple):
    """What is asked of a bill."""

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
) -> Allocated:
    """Return what each job costs. `directory` is for what does not fit into memory; `track` may follow the files.

    Raises:
        BillError: A file cannot be read, or jobs cannot be told apart.

    """
    files = expand(bill.paths)
    if not files:
        raise BillError(nothing_to_read())
    filters = (bill.only, *(pool.where for pool in allocation.pools))
    names = [f"{prefix}:{field}" for field in allocation.identity] + [key for each in filters for key in each.tags]
    keys = tuple(map(wanted, dict.fromkeys(names)))
    index = JobIndex(jobs, allocation.identity)
    ledger = Ledger(index, keys, allocation.pools, bill.only)
    request = Request(bill.cost, bill.grain, keys, bill.first, bill.end, bill.format)
    sources = _read(files, request, bill.memory, directory, ledger, track)
    diagnostics = list(index.diagnostics())
    if any(map(is_error, diagnostics)):
        raise BillError(*diagnostics)
    warnings = [
        *without_identity(jobs, allocation.identity, prefix),
        *merged_keys(jobs, keys),
        *unknown_weights(allocation.pools, index),
        *ledger.diagnostics(),
    ]
    first, last = days(sources)
    return Allocated(
        bill,
        bill.first or first,
        bill.end or last + timedelta(days=1),
        tuple(sources),
        tuple(settle(ledger, allocation.pools, index, prefix)),
        tuple(jobs),
        tuple(warnings),
    )


def _read(
    files: Sequence[BillFile],
    request: Request,
    memory: str,
    directory: str,
    ledger: Ledger,
    track: Callable[[Sequence[BillFile]], Iterable[BillFile]],
) -> list[Source]:
    connection = connect([file.absolute for file in files], memory, directory)
    try:
        reader = Reader(connection, request, ledger.take)
        sources = [reader.read(file) for file in track(files)]
        if not sum(source.rows for source in sources):
            everything = Reader(connection, request._replace(first=None, end=None), lambda _: None)
            raise BillError(empty_period([everything.read(file) for file in files]))
        diagnostics = list(overlaps(sources, reader))
        if diagnostics:
            raise BillError(*diagnostics)
        taken = reader.take_from_parents()
        sources = [source.less(taken.get(source.path, {})) for source in sources]
    finally:
        connection.close()
    return sources
