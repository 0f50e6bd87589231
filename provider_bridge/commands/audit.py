"""The command `audit`: check that the resources of a plan carry the tags of their jobs."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from .. import console, pipeline
from ..audit import AuditSettings, audit, exempt_findings, join_extra, with_address, with_severity
from ..audit import plan as plans
from ..audit.render import rendered
from ..audit.text_blocks import report
from ..diagnostics import QUERY, Diagnostic, DiagnosticError, Location, Severities, finish, is_error, sort
from ..files import globs
from ..wording import count, escape_control
from . import completion
from .collector import without_collector
from .exempted import exemption_diagnostics, today_option
from .input_file import location_of, read
from .options import about_jobs_as_option, format_option, in_working_directory, query

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
    location = location_of(plan)
    try:
        planned = plans.parse(read(plan, location, "plan"), location)
    except DiagnosticError as error:
        console.print_report(finish(error.diagnostics, lambda location: location))
        return 1
    job_query = query((*jobs, *more) or (globs.yaml_glob(os.curdir),), None, **options)
    result = pipeline.run(job_query, os.environ, lambda job, _: job)
    project = result.project
    if project is None or not (result.kept or result.failed):
        console.print_report(result.all_diagnostics() if project is None else _no_job(len(result.files)))
        return 1
    config, severities = project.config, Severities(job_query.strict, project.config.severities)
    locate = cache(project.documents.file_and_line)
    settings = AuditSettings(config.audit_allow_tags, config.audit_exclude, changed)
    done = audit(planned, list(result.kept.values()), config, locate, not result.failed, settings)
    accepted, findings = exempt_findings(done.findings, config.exemptions, result.kept)
    in_plan = [each for each in (with_severity(one, severities) for one in join_extra(findings)) if each.is_reported]
    all_accepted = [*result.exempted(), *map(with_address, accepted)]
    of_exemptions = exemption_diagnostics(project, all_accepted, today, in_audit=True)
    of_jobs = finish([*done.diagnostics, *of_exemptions], project.documents.locate, severities)
    in_jobs = sort([*result.all_diagnostics(), *of_jobs])
    if form == "text":
        success = _success(done.resources, len(result.kept), location.document)
        text = report(in_jobs, in_plan, done.checked) if in_jobs or in_plan else success
        console.write_result(text + _accepted(len(all_accepted)))
    else:
        in_jobs = in_working_directory(sort([*in_jobs, *result.exempted()]), project.root.relative_to_cwd)
        console.write_result(rendered(form, in_jobs, [*in_plan, *accepted], done.resources))
    return int(any(map(is_error, (*in_jobs, *(finding.diagnostic for finding in in_plan)))))


def _no_job(files: int) -> list[Diagnostic]:
    message = 'no job to audit: none of {0:bare} has "infrastructure"'
    fix = "add jobs with --jobs: files, directories or globs"
    no_job = Diagnostic("glob-empty", message, fix, Location(QUERY), values=(count(files, "YAML file"),))
    return finish([no_job], lambda location: location)


def _accepted(diagnostics: int) -> str:
    return f"{count(diagnostics, 'diagnostic')} exempted by provider-bridge.yaml\n" if diagnostics else ""


def _success(resources: int, jobs: int, plan: str) -> str:
    if not resources:
        return f"provider-bridge: no resource was checked in {escape_control(plan)}\n"
    carry = "carries the tags of its job" if resources == 1 else "carry the tags of their jobs"
    return f"provider-bridge: {count(resources, 'resource')} in {escape_control(plan)} {carry} ({count(jobs, 'job')})\n"
