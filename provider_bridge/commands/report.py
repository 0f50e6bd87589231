"""The command `report`: the tags, problems and cost of a project as one HTML page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from .. import console, pipeline
from ..allocation.allocate import Bill, allocate
from ..allocation.billed_job import BilledJob, billed
from ..allocation.output_data import as_data
from ..audit import AuditSettings, audit, exempt_findings, join_extra, with_address, with_severity
from ..audit import plan as plans
from ..audit.plan import PlanError
from ..diagnostics import Diagnostic, DiagnosticError, Location, Severities, finish, is_error, sort
from ..diff.tempdir import TempdirError, with_tempdir
from ..html.page import GENERATOR, render
from ..html.page_data import ReportedJob, page_data, reported
from ..jobs import backend
from ..policy.allocation import Allocation
from ..wording import escape_control, json_text
from .exempted import exemption_diagnostics, today_option
from .options import about_jobs, format_option, query
from .output_file import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ..jobs.job import Job
    from ..project import Project
    from ..result import Result


class _Kept(NamedTuple):
    """The facts about a job on the page."""

    reported: ReportedJob
    billed: BilledJob | None
    state: backend.State
    job: Job | None


@click.command("report")
@about_jobs
@click.option("--plan", metavar="PLAN", help="Plan to audit, as terraform show -json prints it")
@click.option(
    "--bill", "bills", multiple=True, metavar="BILL", help="Bill to allocate: file, directory or glob; repeatable"
)
@click.option("--output", metavar="FILE", help="HTML file to write")
@format_option("html", "json", help_text="Format of the report")
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report")
@today_option
def command(
    jobs: tuple[str, ...],
    plan: str | None,
    bills: tuple[str, ...],
    output: str | None,
    form: str,
    force: bool,
    today: datetime | None,
    **options: Any,
) -> int:
    """Write the tags, the problems and the cost of jobs as one HTML page, which loads nothing.

    \b
    Example:
      provider-bridge report jobs --bill bills --output project.html
    """
    if form == "html" and output is None:
        raise click.UsageError("name the HTML file with --output, or use --format json")
    if output is not None and not force and not _may_overwrite(output):
        raise click.BadParameter(f'"{output}" is not a report: use --force to overwrite it', param_hint="--output")
    job_query = query(jobs, None, **options)

    def keep(job: Job, project: Project) -> _Kept:
        locate = project.documents.locate
        of_bill = billed(job, project.config.tag_prefix, locate) if bills else None
        return _Kept(reported(job, project.config, locate), of_bill, backend.state_of(job), job if plan else None)

    result = pipeline.run(job_query, os.environ, keep)
    project = result.project
    if project is None:
        console.print_report(result.all_diagnostics())
        return 1
    severities = Severities(job_query.strict, project.config.severities)
    try:
        diagnostics = _diagnostics(result, project, plan, severities, today)
        cost = _cost(bills, result, project) if bills and not result.failed else None
    except DiagnosticError as error:
        console.print_report(finish(error.diagnostics, _locate, severities))
        return 1
    except TempdirError as error:
        console.print_stderr(f"provider-bridge: {escape_control(str(error))}")
        return 1
    listed = [each.reported for _, each in sorted(result.kept.items())]
    page = page_data(listed, _failed(result), diagnostics, project.config, cost)
    text = json_text(page) + "\n" if form == "json" else render(page, _base(output or "", project.root.directory))
    write(text, output)
    if bills and result.failed:
        console.print_stderr("provider-bridge: the report has no cost: the jobs have errors")
        return 1
    return 0


def _locate(location: Location) -> Location:
    return location


def _diagnostics(
    result: Result[_Kept], project: Project, plan: str | None, severities: Severities, today: datetime | None
) -> list[Diagnostic]:
    """Return what `validate` and, with a plan, `audit` report, with what is exempted."""
    exempted = result.exempted()
    shared = list(backend.shared_states(each.state for each in result.kept.values()))
    in_plan: list[Diagnostic] = []
    if plan is not None:
        kept = {key: each.job for key, each in result.kept.items() if each.job}
        settings = AuditSettings(project.config.audit_allow_tags, project.config.audit_exclude)
        locate = project.documents.file_and_line
        planned = plans.parse(_read(plan), Location(plan))
        done = audit(planned, list(kept.values()), project.config, locate, not result.failed, settings)
        accepted, findings = exempt_findings(done.findings, project.config.exemptions, kept)
        in_plan = [with_address(with_severity(each, severities)) for each in join_extra(findings)]
        exempted = [*exempted, *map(with_address, accepted)]
        shared += done.diagnostics
    of_exemptions = exemption_diagnostics(project, exempted, today, in_audit=plan is not None)
    of_project = finish([*shared, *of_exemptions], project.documents.locate, severities)
    return sort([*result.all_diagnostics(), *of_project, *in_plan, *exempted])


def _read(plan: str) -> bytes:
    """Return the bytes of a plan.

    Raises:
        PlanError: The file cannot be read.

    """
    try:
        with open(plan, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        message, fix = "the plan cannot be read: {0:bare}", "correct the path of the plan"
        raise PlanError(Diagnostic("file-unreadable", message, fix, Location(plan), values=(reason,))) from None


def _cost(bills: Sequence[str], result: Result[_Kept], project: Project) -> Mapping[str, Any]:
    """Return the cost of jobs by month, as data.

    Raises:
        BillError: A bill cannot be read.

    """
    jobs = [each.billed for each in result.kept.values() if each.billed]
    config = project.config
    allocation = config.allocation or Allocation()
    bill = Bill(tuple(bills), grain="month")
    return as_data(with_tempdir(lambda folder: allocate(bill, jobs, allocation, config.tag_prefix, folder)))


def _failed(result: Result[_Kept]) -> list[tuple[str, Sequence[Diagnostic]]]:
    """Return the jobs with errors: their tenant where it is known, and what is wrong."""
    failed = []
    for subject, diagnostics in result.diagnostics.items():
        if subject is not None and any(map(is_error, diagnostics)) and subject not in result.kept:
            tenant = subject[1] if isinstance(subject, tuple) and len(subject) == 2 else None
            failed.append((str(tenant or ""), diagnostics))
    return failed


def _base(output: str, root: str) -> str:
    """Return the path from the page to the project's root, as an address."""
    relative = os.path.relpath(root, os.path.dirname(os.path.abspath(output)) or os.curdir)
    return "./" if relative == os.curdir else f"./{relative.replace(os.sep, '/')}/"


def _may_overwrite(output: str) -> bool:
    """Return whether the file can be written: it is missing, a device, or from this command."""
    if not os.path.isfile(output):
        return True
    try:
        with open(output, "rb") as file:
            return f'content="{GENERATOR}"'.encode() in file.read(2000)
    except OSError:
        return False
