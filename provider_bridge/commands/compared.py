"""The frame of commands that compare jobs with resources: those of a plan, or live ones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import console, pipeline
from ..audit import reported_findings
from ..audit.text_blocks import report
from ..diagnostics import QUERY, Diagnostic, Location, Severities, finish, is_error, sort
from ..files import globs
from ..wording import count
from .options import in_working_directory, query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..audit import AlikeFindings
    from ..jobs.job import Job
    from ..project import Project
    from ..result import Result


class ComparedJobs(NamedTuple):
    """The jobs of a command line, at least one, and what their project decides about diagnostics."""

    result: Result[Job]
    project: Project
    severities: Severities

    def reported(self, alike: Sequence[AlikeFindings]) -> list[AlikeFindings]:
        """Return the findings that are reported, with their severities."""
        return reported_findings(alike, self.severities)

    def in_jobs(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return all diagnostics about jobs, finished and sorted."""
        finished = finish(diagnostics, self.project.documents.locate, self.severities)
        return sort([*self.result.all_diagnostics(), *finished])

    def for_reports(self, in_jobs: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Return diagnostics as reports have them: exempted ones too, with paths from the working directory."""
        return in_working_directory(sort([*in_jobs, *self.result.exempted()]), self.project.root.relative_to_cwd)


def compared_jobs(jobs: Sequence[str], verb: str, **options: Any) -> ComparedJobs | None:
    """Return the jobs of a command line; or report why there is none to compare, and return None.

    The verb is that of the message: `audit`.
    """
    job_query = query(jobs or (globs.yaml_glob(os.curdir),), None, **options)
    result = pipeline.run(job_query, os.environ, lambda job, _: job)
    if result.project is None:
        console.print_report(result.all_diagnostics())
        return None
    if not (result.kept or result.failed):
        console.print_report(_no_job(verb, len(result.files)))
        return None
    return ComparedJobs(result, result.project, Severities(job_query.strict, result.project.config.severities))


def text(
    in_jobs: Sequence[Diagnostic], alike: Sequence[AlikeFindings], checked: bool, success: str, exempted: int
) -> str:
    """Return the report for people, or a line of success if there is nothing to report."""
    accepted = f"{count(exempted, 'diagnostic')} exempted by provider-bridge.yaml\n" if exempted else ""
    return (report(in_jobs, alike, checked) if in_jobs or alike else success) + accepted


def exit_code(in_jobs: Iterable[Diagnostic], alike: Iterable[AlikeFindings]) -> int:
    """Return 1 if there is an error, else 0."""
    return int(
        any(map(is_error, in_jobs)) or any(is_error(finding.diagnostic) for each in alike for finding in each.findings)
    )


def carry(resources: int) -> str:
    """Return the verb and object of success for so many resources."""
    return "carries the tags of its job" if resources == 1 else "carry the tags of their jobs"


def _no_job(verb: str, files: int) -> list[Diagnostic]:
    message = 'no job to {1:bare}: none of {0:bare} has "infrastructure"'
    fix = "add jobs with --jobs: files, directories or globs"
    no_job = Diagnostic("glob-empty", message, fix, Location(QUERY), values=(count(files, "YAML file"), verb))
    return finish([no_job])
