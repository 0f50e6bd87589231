"""The command `report`: the tags, problems and cost of a project as one HTML page."""

from __future__ import annotations

import os
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import click

from .. import console, pipeline
from ..allocation.allocate import Allocated, Bill, allocate
from ..allocation.billed_job import BilledJob, billed
from ..audit import AlikeFindings, AuditSettings, audit, exempt_findings, one_by_one, reported_findings, with_address
from ..bills.engine import located
from ..bills.request import FITTING
from ..diagnostics import Diagnostic, DiagnosticError, Severities, finish, sort
from ..diff.tempdir import TempdirError, with_tempdir
from ..html.cost_data import cost_data
from ..html.page import render
from ..html.page_data import GENERATOR, Checked, page_data
from ..html.reported_job import ReportedJob, reported
from ..inventory import inventory
from ..jobs import backend
from ..policy.allocation import Allocation
from ..wording import count, escape_control, json_text
from .collector import without_collector
from .exempted import exemption_diagnostics, today_option
from .grouping import by_option, check_group
from .input_file import read_exports, read_plan
from .options import about_jobs, format_option, query
from .output_file import named, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from ..audit.plan import Plan
    from ..inventory.reader import Export
    from ..jobs.job import Job
    from ..project import Project
    from ..result import Result

_GROUPS = ("job", "tenant", "provider")
"""What the page groups by in any case."""


class _Kept(NamedTuple):
    """The facts about a job on the page."""

    reported: ReportedJob
    billed: BilledJob
    state: backend.State
    job: Job | None


class _Inputs(NamedTuple):
    """The files beside the jobs."""

    plan: Plan | None
    exports: list[Export]
    bills: tuple[str, ...]


@click.command("report")
@about_jobs
@click.option("--plan", metavar="PLAN", help="Plan to audit, as terraform show -json prints it")
@click.option(
    "--bill", "bills", multiple=True, metavar="BILL", help="Bill to allocate: file, directory or glob; repeatable"
)
@click.option(
    "--inventory", "exports", multiple=True, metavar="FILE", help="Export of live resources to check; repeatable"
)
@by_option("KEY", "Group coverage and cost by this tag; repeatable  [default: the first required tag]")
@click.option("--output", metavar="FILE", help="File to write")
@format_option("html", "json", help_text="Format of the report")
@click.option("--force", is_flag=True, help="Overwrite a file that is not a report")
@today_option
@without_collector()
def command(
    jobs: tuple[str, ...],
    plan: str | None,
    bills: tuple[str, ...],
    exports: tuple[str, ...],
    by: tuple[str, ...],
    output: str | None,
    form: str,
    force: bool,
    today: datetime | None,
    **options: Any,
) -> int:
    """Write the tags, the problems and the cost of jobs as one HTML page, which loads nothing.

    \b
    Examples:
      provider-bridge report jobs --bill bills --output project.html
      provider-bridge report jobs --plan plan.json --inventory live.json --output project.html
    """
    if form == "html" and output is None:
        raise click.UsageError("name the HTML file with --output, or use --format json")
    if output is not None and os.path.realpath(output) in named((*bills, *exports, *([plan] if plan else []))):
        raise click.BadParameter(f'"{output}" is a file that the report is about', param_hint="--output")
    if output is not None and not force and not _may_overwrite(output):
        raise click.BadParameter(f'"{output}" is not a report: use --force to overwrite it', param_hint="--output")
    finished: Callable[[Iterable[Diagnostic]], list[Diagnostic]] = finish
    try:
        inputs = _Inputs(None if plan is None else read_plan(plan), read_exports(exports), bills)
        job_query = query(jobs, None, **options)
        result = pipeline.run(job_query, os.environ, _keeping(by, plan is not None or bool(exports)), with_faulty=True)
        project = result.project
        if project is None:
            console.print_report(result.all_diagnostics())
            return 1
        severities = Severities(job_query.strict, project.config.severities)
        finished = partial(finish, locate=partial(located, locate=project.documents.locate), severities=severities)
        page = _page(inputs, result, project, _groups(by, result, project), severities, today)
    except DiagnosticError as error:
        console.print_report(finished(error.diagnostics))
        return 1
    except TempdirError as error:
        console.print_stderr(f"provider-bridge: {escape_control(str(error))}")
        return 1
    return _written(page, form, output, project, bills)


def _keeping(by: tuple[str, ...], with_job: bool) -> Callable[[Job, Project], _Kept]:
    def keep(job: Job, project: Project) -> _Kept:
        locate, config = project.documents.locate, project.config
        of_bill = billed(job, config.tag_prefix, locate)
        of_page = reported(job, of_bill, by or _default_group(project), config, locate)
        return _Kept(of_page, of_bill, backend.state_of(job), job if with_job else None)

    return keep


def _default_group(project: Project) -> tuple[str, ...]:
    return tuple(tag.key for tag in project.config.required_tags[:1])


def _groups(by: tuple[str, ...], result: Result[_Kept], project: Project) -> tuple[str, ...]:
    """Return the tags that the page groups by.

    Raises:
        click.BadParameter: No job has such a tag.

    """
    jobs = [each.billed for each in (*result.kept.values(), *result.faulty.values())]
    for name in by:
        if name in _GROUPS:
            raise click.BadParameter(f'the report has groups by "{name}" in any case', param_hint="--by")
        check_group(name, jobs)
    return by or _default_group(project)


def _page(
    inputs: _Inputs,
    result: Result[_Kept],
    project: Project,
    by: tuple[str, ...],
    severities: Severities,
    today: datetime | None,
) -> dict[str, Any]:
    """Return the data of the page.

    Raises:
        DiagnosticError: A bill cannot be read, or jobs cannot be told apart on it.

    """
    checked = _checked(inputs, result, project, severities, today)
    all_jobs = [*result.kept.items(), *result.faulty.items()]
    listed = sorted(each.reported.with_diagnostics(result.diagnostics[subject]) for subject, each in all_jobs)
    cost = None
    if inputs.bills and not result.unread:
        allocated = _allocated(inputs.bills, [each.billed for _, each in all_jobs], project)
        locate = partial(located, locate=project.documents.locate)
        checked = checked._replace(allocate=finish(allocated.diagnostics, locate, severities))
        cost = cost_data(allocated, by)
    return page_data(listed, result.unread, checked, project.config, inputs.exports, by, cost)


def _checked(
    inputs: _Inputs, result: Result[_Kept], project: Project, severities: Severities, today: datetime | None
) -> Checked:
    """Return what `validate`, `audit` and `inventory` report, with what is exempted."""
    config, locate = project.config, cache(project.documents.file_and_line)
    jobs = {key: each.job for key, each in result.kept.items() if each.job}
    settings = AuditSettings(config.audit_allow_tags, config.audit_exclude)

    def in_jobs(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        return finish(diagnostics, project.documents.locate, severities)

    in_plan: list[Diagnostic] = []
    accepted: list[Diagnostic] = []
    live: list[Diagnostic] = []
    if inputs.plan is not None:
        audited = audit(inputs.plan, [*jobs.values()], config, locate, not result.failed, settings)
        exempted, findings = exempt_findings(audited.findings, config.exemptions, jobs)
        accepted = [*map(with_address, exempted)]
        in_plan = [
            *map(with_address, one_by_one(reported_findings([AlikeFindings(findings)], severities))),
            *in_jobs(audited.diagnostics),
        ]
    if inputs.exports:
        compared = inventory(inputs.exports, [*jobs.values()], config.tag_prefix, locate, not result.failed, settings)
        live = [
            *map(with_address, one_by_one(reported_findings(compared.findings, severities))),
            *in_jobs(compared.diagnostics),
        ]
    all_accepted = [*result.exempted(), *accepted]
    of_exemptions = exemption_diagnostics(project, all_accepted, today, in_audit=inputs.plan is not None)
    of_states = backend.shared_states(each.state for each in result.kept.values())
    validated = [*result.all_diagnostics(), *in_jobs([*of_states, *of_exemptions]), *result.exempted()]
    return Checked(sort(validated), sort([*in_plan, *accepted]), sort(live))


def _allocated(bills: tuple[str, ...], jobs: Sequence[BilledJob], project: Project) -> Allocated:
    """Return the cost of jobs by day for a short bill, otherwise by month.

    Raises:
        BillError: A bill cannot be read, or jobs cannot be told apart on it.

    """
    allocation, prefix = project.config.allocation or Allocation(), project.config.tag_prefix
    bill = Bill(bills, grain=FITTING)
    return with_tempdir(lambda folder: allocate(bill, jobs, allocation, prefix, folder))


def _written(page: Mapping[str, Any], form: str, output: str | None, project: Project, bills: Sequence[str]) -> int:
    """Write the report, and return the exit code: 1 without the cost that was asked for."""
    text = json_text(page) + "\n" if form == "json" else render(page, _base(output or "", project.root.directory))
    write(text, output)
    if bills and not page["cost"]:
        unread = count(page["project"]["unread"], "job")
        console.print_stderr(f"provider-bridge: the report has no cost: errors hide the tags of {unread}")
        return 1
    return 0


def _base(output: str, root: str) -> str:
    """Return the path from the page to the project's root, as an address."""
    relative = os.path.relpath(root, os.path.dirname(os.path.abspath(output)) or os.curdir)
    return "./" if relative == os.curdir else f"./{quote(relative.replace(os.sep, '/'))}/"


def _may_overwrite(output: str) -> bool:
    """Return whether the file can be written: it is missing, a device, or from this command."""
    if not os.path.isfile(output):
        return True
    marks = (f'<meta name="generator" content="{GENERATOR}">', f'{{\n  "generator": "{GENERATOR}"')
    try:
        with open(output, "rb") as file:
            head = file.read(2000).decode("utf-8", "replace")
    except OSError:
        return False
    return head.startswith(marks[1]) or (head.startswith("<!doctype html>") and marks[0] in head)
