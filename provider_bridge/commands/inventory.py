"""The command `inventory`: check that live resources carry the tags of their jobs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import click

from .. import console
from ..audit import AuditSettings
from ..audit.render import findings_data, rendered
from ..diagnostics import DiagnosticError, finish
from ..inventory import inventory
from ..inventory.kinds import KINDS
from ..inventory.reader import as_data
from ..wording import count, escape_control, json_text
from . import completion
from .collector import without_collector
from .compared import carry, compared_jobs, exit_code, text
from .input_file import read_exports
from .options import about_jobs_as_option, format_option

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
        console.print_report(finish(error.diagnostics))
        return 1
    compared = compared_jobs(jobs, "compare", **options)
    if compared is None:
        return 1
    result, project, _ = compared
    config, kept = project.config, list(result.kept.values())
    settings = AuditSettings(config.audit_allow_tags, config.audit_exclude)
    locate = cache(project.documents.file_and_line)
    done = inventory(listed, kept, config.tag_prefix, locate, not result.failed, settings)
    live, in_jobs = compared.reported(done.findings), compared.in_jobs(done.diagnostics)
    if form == "text":
        success = f"provider-bridge: {_success(done.resources, len(kept))}\n"
        reported = text(in_jobs, live, done.resources > 0, success, len(result.exempted()))
        console.write_result(reported + "".join(map(_not_listed, listed)))
    elif form == "json":
        data = findings_data(compared.for_reports(in_jobs), live, done.resources, actual="live")
        console.write_result(json_text({"exports": [*map(as_data, listed)], **data}) + "\n")
    else:
        console.write_result(rendered(form, compared.for_reports(in_jobs), live, done.resources))
    return exit_code(in_jobs, live)


def _success(resources: int, jobs: int) -> str:
    if not resources:
        return "no resource was checked"
    return f"{count(resources, 'live resource')} {carry(resources)} ({count(jobs, 'job')})"


def _not_listed(export: Export) -> str:
    """Return a line about what an export does not show."""
    listed = f"{count(export.resources, 'resource')} of kind {export.kind}"
    return escape_control(f"{export.location.document}: {listed}; not listed: {export.module.NOT_LISTED}") + "\n"
