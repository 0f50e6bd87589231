"""The command `inventory`: check that live resources carry the tags of their jobs."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from .. import console, pipeline
from ..audit import AuditSettings, join_extra, with_severity
from ..audit.render import findings_data, rendered
from ..audit.text_blocks import report
from ..diagnostics import QUERY, Diagnostic, DiagnosticError, Location, Severities, finish, is_error, sort
from ..files import globs
from ..inventory import inventory
from ..inventory.kinds import KINDS
from ..inventory.reader import as_data
from ..wording import count, escape_control, json_text
from . import completion
from .collector import without_collector
from .input_file import read_exports
from .options import about_jobs_as_option, format_option, in_working_directory, query

if TYPE_CHECKING:
    from ..inventory.reader import Export


@click.command("inventory")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=completion.paths)
@about_jobs_as_option
@click.option("--kind", type=click.Choice([*KINDS]), help="Kind of all files  [default: by the shape of each]")
@format_option("text", "json", "sarif", "github")
@without_collector()
def command(files: tuple[str, ...], jobs: tuple[str, ...], kind: str | None, form: str, **options: Any) -> int:
    """Check that live resources have the tags of their jobs.

    FILE is an export in JSON of the cloud's own command, or - for standard input. The exit code is 1 if there is an
    error.

    \b
    Example:
      aws resourcegroupstaggingapi get-resources --output json > live.json
      provider-bridge inventory live.json --jobs jobs
    """
    try:
        listed = read_exports(files, kind)
    except DiagnosticError as error:
        console.print_report(finish(error.diagnostics, lambda location: location))
        return 1
    job_query = query(jobs or (globs.yaml_glob(os.curdir),), None, **options)
    result = pipeline.run(job_query, os.environ, lambda job, _: job)
    project = result.project
    if project is None or not (result.kept or result.failed):
        console.print_report(result.all_diagnostics() if project is None else _no_job(len(result.files)))
        return 1
    config, severities = project.config, Severities(job_query.strict, project.config.severities)
    settings = AuditSettings(config.audit_allow_tags, config.audit_exclude)
    locate, kept = cache(project.documents.file_and_line), list(result.kept.values())
    done = inventory(listed, kept, config.tag_prefix, locate, not result.failed, settings)
    live = [each for each in (with_severity(one, severities) for one in join_extra(done.findings)) if each.is_reported]
    of_jobs = finish(done.diagnostics, project.documents.locate, severities)
    in_jobs = sort([*result.all_diagnostics(), *of_jobs])
    if form == "text":
        success = f"provider-bridge: {_success(done.resources, len(kept))}\n"
        text = report(in_jobs, live, done.resources > 0) if in_jobs or live else success
        console.write_result(text + "".join(map(_not_listed, listed)))
    else:
        in_jobs = in_working_directory(sort([*in_jobs, *result.exempted()]), project.root.relative_to_cwd)
        if form == "json":
            data = findings_data(in_jobs, live, done.resources, actual="live")
            console.write_result(json_text({"exports": [*map(as_data, listed)], **data}) + "\n")
        else:
            console.write_result(rendered(form, in_jobs, live, done.resources))
    return int(any(map(is_error, (*in_jobs, *(finding.diagnostic for finding in live)))))


def _no_job(files: int) -> list[Diagnostic]:
    message = 'no job to compare: none of {0:bare} has "infrastructure"'
    fix = "add jobs with --jobs: files, directories or globs"
    no_job = Diagnostic("glob-empty", message, fix, Location(QUERY), values=(count(files, "YAML file"),))
    return finish([no_job], lambda location: location)


def _success(resources: int, jobs: int) -> str:
    if not resources:
        return "no resource was checked"
    carry = "carries the tags of its job" if resources == 1 else "carry the tags of their jobs"
    return f"{count(resources, 'live resource')} {carry} ({count(jobs, 'job')})"


def _not_listed(export: Export) -> str:
    """Return a line about what an export does not show."""
    listed = f"{count(len(export.resources), 'resource')} of kind {export.kind}"
    return escape_control(f"{export.location.document}: {listed}; not listed: {export.module.NOT_LISTED}") + "\n"
