"""The command `audit`: check that the resources of a plan carry the tags of their jobs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..audit import AlikeFindings, AuditSettings, audit, exempt_findings, with_address
from ..audit.render import rendered
from ..diagnostics import DiagnosticError, finish
from ..wording import count, escape_control
from . import completion
from .collector import without_collector
from .compared import carry, compared_jobs, exit_code, text
from .exempted import exemption_diagnostics, today_option
from .input_file import read_plan
from .options import about_jobs_as_option, format_option

if TYPE_CHECKING:
    from datetime import datetime


@click.command("audit")
@click.argument("plan", metavar="PLAN", shell_complete=completion.paths)
@click.argument("more", nargs=-1, metavar="[JOB]...", shell_complete=completion.paths)
@about_jobs_as_option
@format_option("text", "json", "sarif", "github")
@click.option("--changed", is_flag=True, help="Check only resources that the plan creates or changes")
@today_option
@without_collector()
def command(
    plan: str,
    more: tuple[str, ...],
    jobs: tuple[str, ...],
    form: str,
    changed: bool,
    today: datetime | None,
    **options: Any,
) -> int:
    """Check that the resources of a plan have the tags of their jobs.

    PLAN is the output of `terraform show -json FILE`: a file, or - for standard input. The exit code is 1 if there is
    an error.

    \b
    Example:
      terraform plan -out=plan.out && terraform show -json plan.out > plan.json
      provider-bridge audit plan.json --jobs jobs
    """
    try:
        planned = read_plan(plan)
    except DiagnosticError as error:
        console.print_report(finish(error.diagnostics))
        return 1
    compared = compared_jobs((*jobs, *more), "audit", **options)
    if compared is None:
        return 1
    result, project, _ = compared
    config, locate = project.config, cache(project.documents.file_and_line)
    settings = AuditSettings(config.audit_allow_tags, config.audit_exclude, changed)
    done = audit(planned, list(result.kept.values()), config, locate, not result.failed, settings)
    accepted, findings = exempt_findings(done.findings, config.exemptions, result.kept)
    in_plan = compared.reported([AlikeFindings(findings)])
    all_accepted = [*result.exempted(), *map(with_address, accepted)]
    of_exemptions = exemption_diagnostics(project, all_accepted, today, in_audit=True)
    in_jobs = compared.in_jobs([*done.diagnostics, *of_exemptions])
    if form == "text":
        success = _success(done.resources, len(result.kept), planned.location.document)
        console.write_result(text(in_jobs, in_plan, done.checked, success, len(all_accepted)))
    else:
        in_reports = compared.for_reports(in_jobs)
        console.write_result(rendered(form, in_reports, [*in_plan, AlikeFindings(accepted)], done.resources))
    return exit_code(in_jobs, in_plan)


def _success(resources: int, jobs: int, plan: str) -> str:
    if not resources:
        return f"provider-bridge: no resource was checked in {escape_control(plan)}\n"
    checked = f"{count(resources, 'resource')} in {escape_control(plan)}"
    return f"provider-bridge: {checked} {carry(resources)} ({count(jobs, 'job')})\n"
