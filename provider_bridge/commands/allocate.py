"""The command `allocate`: lead the cost on a bill to the jobs that caused it."""

from __future__ import annotations

import os
import re
import sys
from fractions import Fraction
from functools import partial
from glob import glob
from typing import TYPE_CHECKING, Any

import click

from .. import console, pipeline
from ..allocation import output_data, output_text
from ..allocation.allocate import Allocated, Bill, allocate
from ..allocation.bill import BILL, BillError
from ..allocation.billed_job import BilledJob, billed, spelled
from ..allocation.engine import ENGINE
from ..allocation.formats import FORMATS
from ..allocation.formats.shape import COSTS
from ..allocation.groups import JOB, TENANT
from ..allocation.request import GRAINS
from ..diagnostics import QUERY, Diagnostic, Location, Severities, finish, is_error, sort
from ..diff.git import RevisionError
from ..diff.tempdir import TempdirError, with_tempdir
from ..policy.allocation import CATEGORIES, Allocation, CostFilter
from ..wording import did_you_mean, escape_control, json_text
from .options import about_jobs_as_option, query
from .revision import at_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from ..allocation.bill_files import BillFile
    from ..project import Project

_DATE = click.DateTime(["%Y-%m-%d"])
_MANY_BYTES = 20_000_000
"""From how many bytes of bills on a terminal shows how far it is: about a second of work."""


def _memory(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})? ?[KMGT]i?B", value):
        raise click.BadParameter(
            f'"{value}" is not a size: use a number with a unit, for example 512MB', param=parameter
        )
    return value


@click.command("allocate")
@click.argument("bills", nargs=-1, required=True, metavar="BILL...")
@about_jobs_as_option
@click.option(
    "--bill-format", type=click.Choice(["auto", *FORMATS]), default="auto", show_default=True, help="Format of the bill"
)
@click.option("--from", "first", type=_DATE, metavar="DATE", help="First day of the charges (YYYY-MM-DD)")
@click.option("--to", "end", type=_DATE, metavar="DATE", help="End date, exclusive (YYYY-MM-DD)")
@click.option("--cost", type=click.Choice(COSTS), default="effective", show_default=True, help="Kind of cost")
@click.option(
    "--by", multiple=True, metavar="job|tenant|KEY", help="Group by job, tenant or a tag of the jobs; repeatable"
)
@click.option("--grain", type=click.Choice([*GRAINS]), default="total", show_default=True, help="Length of a period")
@click.option(
    "--where",
    multiple=True,
    metavar="KEY=VALUE",
    help="Take only lines with this service, account, category or tag; repeatable",
)
@click.option("--revision", metavar="REV", help="Take the jobs of this git revision")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "markdown", "focus"]),
    default="text",
    show_default=True,
    help="Format of the result",
)
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
def command(
    bills: tuple[str, ...],
    jobs: tuple[str, ...],
    bill_format: str,
    first: datetime | None,
    end: datetime | None,
    cost: str,
    by: tuple[str, ...],
    grain: str,
    where: tuple[str, ...],
    revision: str | None,
    form: str,
    output: str | None,
    fail_under: float | None,
    memory: str,
    **options: Any,
) -> int:
    """Show what each job, tenant or tag costs on a bill, and why the rest leads to no job.

    BILL is a file, a directory or a glob of an export: .csv, .csv.gz, .parquet or .json.

    \b
    Example:
      provider-bridge allocate bills --jobs jobs --by tenant
    """
    if first and end and first >= end:
        raise click.BadParameter(f"{end.date()} is not after {first.date()}", param_hint="--to")
    if output is not None and _is_bill(output, bills):
        raise click.BadParameter(f'"{output}" is a file of the bill', param_hint="--output")
    write_rows = partial(_write, output=output) if form == "focus" else None
    bill = Bill(bills, cost, grain, first and first.date(), end and end.date(), bill_format, memory, _filter(where))
    try:
        allocated, code = with_tempdir(
            lambda folder: _allocated(bill, jobs or (os.curdir,), by, revision, folder, options, write_rows)
        )
    except (RevisionError, TempdirError) as error:
        console.print_stderr(f"provider-bridge: {escape_control(str(error))}")
        return 1
    if allocated is None:
        return code
    if form != "focus":
        _write(_rendered(form, allocated, by), output)
    return max(code, _judged(allocated, fail_under))


def _allocated(
    bill: Bill,
    jobs: Sequence[str],
    by: Sequence[str],
    revision: str | None,
    folder: str,
    options: dict[str, Any],
    write_rows: Callable[[Iterator[str]], None] | None,
) -> tuple[Allocated | None, int]:
    """Return the allocation, None where there are errors, and the exit code so far."""
    if revision is not None:
        jobs, options = at_revision(revision, jobs, options, os.path.join(folder, "revision"))
    job_query = query(jobs, None, **options)
    result = pipeline.run(
        job_query, os.environ, lambda job, project: billed(job, _prefix(project), project.documents.locate)
    )
    project = result.project
    if project is None or result.failed or not result.kept:
        console.print_report(result.all_diagnostics() or [_no_job()])
        return None, 1
    billed_jobs = list(result.kept.values())
    for name in by:
        _check_group(name, billed_jobs)
    severities = Severities(job_query.strict, project.config.severities)
    locate = partial(_locate, project)
    allocation = project.config.allocation or Allocation()
    try:
        spill = os.path.join(folder, "spill")
        allocated = allocate(bill, billed_jobs, allocation, _prefix(project), spill, _with_progress, write_rows)
    except BillError as error:
        console.print_report(finish(error.diagnostics, locate, severities))
        return None, 1
    warnings = finish(allocated.diagnostics, locate, severities)
    console.print_report(sort([*result.all_diagnostics(), *warnings]))
    return allocated, int(any(map(is_error, warnings)))


def _locate(project: Project, location: Location) -> Location:
    return location if location.document in (BILL.document, ENGINE) else project.documents.locate(location)


def _prefix(project: Project) -> str:
    return project.config.tag_prefix


def _no_job() -> Diagnostic:
    message, fix = "there is no job to lead cost to", "name jobs with --jobs: files, directories or globs"
    return finish([Diagnostic("glob-empty", message, fix, Location(QUERY))], lambda location: location)[0]


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


def _check_group(name: str, jobs: Sequence[BilledJob]) -> None:
    if name not in (JOB, TENANT) and not any(spelled(job, name) for job in jobs):
        known = {key for job in jobs for key in job.tags}
        raise click.BadParameter(f'no job has the tag "{name}"{did_you_mean(name, known)}', param_hint="--by")


def _with_progress(files: Sequence[BillFile]) -> Iterable[BillFile]:
    size = sum(os.path.getsize(file.absolute) for file in files)
    if size < _MANY_BYTES or not sys.stderr or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, "Reading", console=Console(stderr=True), transient=True)


def _rendered(form: str, allocated: Allocated, by: Sequence[str]) -> str:
    if form == "json":
        return json_text(output_data.as_data(allocated, by)) + "\n"
    render = {"text": output_text.as_text, "csv": output_text.as_csv, "markdown": output_text.as_markdown}
    return render[form](allocated, by)


def _is_bill(output: str, bills: Sequence[str]) -> bool:
    """Return whether a path is that of a bill."""
    path = os.path.realpath(output)
    named = [os.path.realpath(match) for bill in bills for match in (bill, *glob(bill, recursive=True))]
    return os.path.isfile(path) and any(path == each or path.startswith(os.path.join(each, "")) for each in named)


def _write(result: str | Iterable[str], output: str | None) -> None:
    """Write the result, to a file as a whole or not at all."""
    if output is None:
        console.write_result(result)
        return
    partial_file = f"{output}.{os.getpid()}.partial"
    try:
        with open(partial_file, "x", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.writelines([result] if isinstance(result, str) else result)
        os.replace(partial_file, output)
    except OSError as error:
        raise click.BadParameter(f'"{output}" cannot be written: {error.strerror}', param_hint="--output") from None
    finally:
        if os.path.exists(partial_file):
            os.remove(partial_file)


def _judged(allocated: Allocated, fail_under: float | None) -> int:
    """Return 1 where less of the cost than asked for leads to jobs."""
    code = 0
    for cost in allocated.currencies if fail_under is not None else ():
        whole = cost.whole
        led = Fraction(100 * (whole.direct + whole.split), whole.total) if whole.total else Fraction(100)
        if led < Fraction(str(fail_under)):
            text = f"{float(led):.1f}% of the cost in {cost.currency} leads to jobs, less than {fail_under:g}%"
            console.print_stderr(f"provider-bridge: {escape_control(text)}")
            code = 1
    return code
