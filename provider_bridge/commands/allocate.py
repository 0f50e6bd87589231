"""The command `allocate`: lead the cost on a bill to the jobs that caused it."""

from __future__ import annotations

import os
import re
import sys
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from .. import console, pipeline
from ..allocation import output_data, output_text
from ..allocation.allocate import Allocated, Bill, allocate, keys_to_read
from ..allocation.billed_job import BilledJob, billed
from ..allocation.groups import JOB, TENANT
from ..allocation.printed_sql import aggregating, spellings_of
from ..bills.bill import BillError
from ..bills.engine import located
from ..bills.formats import FORMATS
from ..bills.formats.shape import COSTS
from ..bills.request import GRAINS, Request
from ..costs.dialects import DIALECTS, STORAGES
from ..costs.focus import default_storage
from ..diagnostics import QUERY, Diagnostic, Location, Severities, finish, is_error, sort
from ..diff.git import RevisionError
from ..diff.tempdir import TempdirError, with_tempdir
from ..policy.allocation import CATEGORIES, Allocation, CostFilter
from ..providers import PROVIDERS
from ..wording import did_you_mean, escape_control, json_text
from .collector import without_collector
from .grouping import by_option, check_group
from .options import about_jobs_as_option, format_option, query
from .output_file import named, write
from .revision import at_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console

    from ..bills.files import BillFile
    from ..jobs.job import Job
    from ..project import Project

_DATE = click.DateTime(["%Y-%m-%d"])
_MANY_BYTES = 20_000_000
"""From how many bytes of bills on a terminal shows how far it is: about a second of work."""


def _plain(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not value.isprintable() or "`" in value or ";" in value:
        raise click.BadParameter(f'"{value}" is not the name of a table', param=parameter)
    return value


def _memory(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})? ?[KMGT]i?B", value):
        raise click.BadParameter(
            f'"{value}" is not a size: use a number with a unit, for example 512MB', param=parameter
        )
    return value


@click.command("allocate")
@click.argument("bills", nargs=-1, metavar="BILL...")
@about_jobs_as_option
@click.option(
    "--bill-format", type=click.Choice(["auto", *FORMATS]), default="auto", show_default=True, help="Format of the bill"
)
@click.option("--from", "first", type=_DATE, metavar="DATE", help="First day of the charges (YYYY-MM-DD)")
@click.option("--to", "end", type=_DATE, metavar="DATE", help="End date, exclusive (YYYY-MM-DD)")
@click.option("--cost", type=click.Choice(COSTS), default="effective", show_default=True, help="Kind of cost")
@by_option("job|tenant|KEY", "Group by job, tenant or a tag of the jobs; repeatable")
@click.option("--grain", type=click.Choice([*GRAINS]), default="total", show_default=True, help="Length of a period")
@click.option(
    "--where",
    multiple=True,
    metavar="KEY=VALUE",
    help="Take only lines with this service, account, category or tag; repeatable",
)
@click.option("--revision", metavar="REV", help="Take the jobs of this git revision")
@format_option("text", "json", "csv", "markdown", "focus", help_text="Format of the result")
@click.option("--output", metavar="FILE", help="Write the result to a file")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit 1 if less of the cost is direct or split",
)
@click.option(
    "--memory",
    default="1GB",
    show_default=True,
    callback=_memory,
    metavar="SIZE",
    help="Memory for adding up; more goes to disk",
)
@click.option(
    "--print-sql", "dialect", type=click.Choice([*DIALECTS]), help="Print SQL that adds up FOCUS data; read no bill"
)
@click.option("--tags", "storage", type=click.Choice(STORAGES), help="With --print-sql: how the table has the tags")
@click.option(
    "--table", default="focus", show_default=True, callback=_plain, metavar="TABLE", help="With --print-sql: the table"
)
@without_collector()
def command(
    bills: tuple[str, ...],
    jobs: tuple[str, ...],
    by: tuple[str, ...],
    revision: str | None,
    form: str,
    output: str | None,
    fail_under: float | None,
    dialect: str | None,
    storage: str | None,
    table: str,
    **options: Any,
) -> int:
    """Show what each job, tenant or tag costs on a bill, and why the rest leads to no job.

    BILL is a file, a directory or a glob of an export: .csv, .csv.gz, .parquet or .json.

    \b
    Examples:
      provider-bridge allocate bills --jobs jobs --by tenant
      provider-bridge allocate --jobs jobs --print-sql athena --tags map --table focus
    """
    if bool(bills) == (dialect is not None):
        raise click.UsageError("--print-sql reads no bill" if dialect else "name a bill, or use --print-sql")
    if output is not None and _is_bill(output, bills):
        raise click.BadParameter(f'"{output}" is a file of the bill', param_hint="--output")
    bill = _bill(bills, options)

    def work(folder: str) -> int:
        asked = _asked(jobs or (os.curdir,), by, revision, folder, options)
        if asked is None:
            return 1
        if dialect is not None:
            write(_statement(asked, bill, by, dialect, storage, table), output)
            return 0
        write_rows = partial(write, output=output) if form == "focus" else None
        allocated, code = _allocated(asked, bill, os.path.join(folder, "spill"), write_rows)
        if allocated is not None and form != "focus":
            write(_rendered(form, allocated, by), output)
        return code if allocated is None else max(code, _judged(allocated, fail_under))

    try:
        return with_tempdir(work)
    except (RevisionError, TempdirError) as error:
        console.print_stderr(f"provider-bridge: {escape_control(str(error))}")
        return 1


class _Asked(NamedTuple):
    """The jobs to lead cost to, and their project."""

    project: Project
    jobs: list[BilledJob]
    allocation: Allocation
    severities: Severities
    diagnostics: list[Diagnostic]
    """What is reported about the jobs."""

    @property
    def prefix(self) -> str:
        """The prefix of the keys of identity tags."""
        return self.project.config.tag_prefix

    def locate(self, location: Location) -> Location:
        """Return a location with its line; those of a bill have none."""
        return located(location, self.project.documents.locate)


def _bill(paths: tuple[str, ...], options: dict[str, Any]) -> Bill:
    """Return what is asked of a bill; its options are taken away from the others."""
    first, end = (value and value.date() for value in (options.pop("first"), options.pop("end")))
    if first and end and first >= end:
        raise click.BadParameter(f"{end} is not after {first}", param_hint="--to")
    cost, grain, form, memory = (options.pop(name) for name in ("cost", "grain", "bill_format", "memory"))
    return Bill(paths, cost, grain, first, end, form, memory, _filter(options.pop("where")))


def _asked(
    jobs: Sequence[str], by: Sequence[str], revision: str | None, folder: str, options: dict[str, Any]
) -> _Asked | None:
    """Return the jobs; None where there are none, or an error hides their tags, which is reported."""
    if revision is not None:
        jobs, options, _ = at_revision(revision, jobs, options, os.path.join(folder, "revision"))
    job_query = query(jobs, None, **options)

    def keep(job: Job, project: Project) -> BilledJob:
        return billed(job, project.config.tag_prefix, project.documents.locate)

    result = pipeline.run(job_query, os.environ, keep, with_faulty=True)
    project = result.project
    billed_jobs = [*result.kept.values(), *result.faulty.values()]
    if project is None or any(map(is_error, result.diagnostics[None])) or result.unread or not billed_jobs:
        console.print_report(result.all_diagnostics() or [_no_job()])
        return None
    for name in by:
        check_group(name, billed_jobs)
    severities = Severities(job_query.strict, project.config.severities)
    allocation = project.config.allocation or Allocation()
    return _Asked(project, billed_jobs, allocation, severities, result.all_diagnostics())


def _allocated(
    asked: _Asked, bill: Bill, spill: str, write_rows: Callable[[Iterator[str]], None] | None
) -> tuple[Allocated | None, int]:
    """Return the allocation, None where there are errors, and the exit code so far."""
    try:
        allocated = allocate(bill, asked.jobs, asked.allocation, asked.prefix, spill, _with_progress, write_rows)
    except BillError as error:
        console.print_report(finish(error.diagnostics, asked.locate, asked.severities))
        return None, 1
    warnings = finish(allocated.diagnostics, asked.locate, asked.severities)
    console.print_report(sort([*asked.diagnostics, *warnings]))
    return allocated, int(any(map(is_error, [*asked.diagnostics, *warnings])))


def _statement(asked: _Asked, bill: Bill, by: Sequence[str], dialect: str, storage: str | None, table: str) -> str:
    """Return the statement that adds up FOCUS data by the tags that lead to jobs."""
    storage = storage or default_storage(dialect)
    providers = [name for name in PROVIDERS if any(job.provider == name for job in asked.jobs)]
    names = [*keys_to_read(bill, asked.allocation, asked.prefix), *(name for name in by if name not in (JOB, TENANT))]
    keys = [spellings_of(name, asked.jobs, providers) for name in dict.fromkeys(names)]
    request = Request(bill.cost, bill.grain, (), bill.first, bill.end)
    statement = aggregating(dialect, storage, table, keys, request)
    if statement is None:
        raise click.BadParameter(f'"{dialect}" has no tags as {storage}', param_hint="--tags")
    return statement


def _no_job() -> Diagnostic:
    message, fix = "there is no job to lead cost to", "name jobs with --jobs: files, directories or globs"
    return finish([Diagnostic("glob-empty", message, fix, Location(QUERY))])[0]


def _filter(where: Iterable[str]) -> CostFilter:
    """Return the lines to take: a service, an account, a category, and tags by key."""
    facts: dict[str, str] = {}
    tags: dict[str, str] = {}
    for condition in where:
        key, equals, value = condition.partition("=")
        if not equals or not key:
            raise click.BadParameter(f'"{condition}" is not KEY=VALUE', param_hint="--where")
        values = facts if key in ("service", "account", "category") else tags
        if values.setdefault(key, value) != value:
            raise click.BadParameter(f'"{key}" has two values, and no line has both', param_hint="--where")
    category = facts.get("category")
    if category is not None and category.lower() not in map(str.lower, CATEGORIES):
        hint = did_you_mean(category, CATEGORIES)
        raise click.BadParameter(f'"{category}" is not a charge category{hint}', param_hint="--where")
    return CostFilter(facts.get("service"), facts.get("account"), category, tags)


def _with_progress(files: Sequence[BillFile]) -> Iterable[BillFile]:
    size = sum(os.path.getsize(file.absolute) for file in files)
    if size < _MANY_BYTES or not sys.stderr or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    terminal = Console(stderr=True)
    return track(files, "Reading", console=terminal, transient=True) if len(files) > 1 else _spinning(files, terminal)


def _spinning(files: Sequence[BillFile], terminal: Console) -> Iterator[BillFile]:
    """Return a file, with a sign of life on a terminal while it is read: DuckDB reads it in one call."""
    with terminal.status("Reading"):
        yield from files


def _rendered(form: str, allocated: Allocated, by: Sequence[str]) -> str:
    if form == "json":
        return json_text(output_data.as_data(allocated, by)) + "\n"
    render = {"text": output_text.as_text, "csv": output_text.as_csv, "markdown": output_text.as_markdown}
    return render[form](allocated, by)


def _is_bill(output: str, bills: Sequence[str]) -> bool:
    """Return whether a path is that of a bill."""
    path = os.path.realpath(output)
    return os.path.isfile(path) and any(
        path == each or path.startswith(os.path.join(each, "")) for each in named(bills)
    )


def _judged(allocated: Allocated, fail_under: float | None) -> int:
    """Return 1 where less of the cost than asked for leads to jobs."""
    code = 0
    for cost in allocated.currencies if fail_under is not None else ():
        whole = cost.whole
        led = Fraction(100 * (whole.direct + whole.split), whole.total) if whole.total else Fraction(100)
        if led < Fraction(str(fail_under)):
            part = f"{int(led * 10) / 10:.1f}%"  # cut, not rounded: it must be less than what is asked for
            text = f"{part} of the cost in {cost.currency} leads to jobs, less than {fail_under:g}%"
            console.print_stderr(f"provider-bridge: {escape_control(text)}")
            code = 1
    return code
