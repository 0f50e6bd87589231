"""`provider-bridge audit`: does every resource of a Terraform plan get the tags of its job?"""

from __future__ import annotations

import gc
import os
import stat
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from .. import pipeline
from .. import query_mode as answer
from ..audit import as_diagnostic, audit
from ..audit import plan as plans
from ..diagnostics import ERROR, QUERY, Diagnostic, count, is_error, printable, printable_json, report
from ..files import root as files
from ..query.parse import Refused
from .options import about_jobs_as_option, query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..audit import Audit


@contextmanager
def _without_collector() -> Iterator[None]:
    """A plan is a million objects, none of them garbage before the end: looking for some takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@click.command("audit")
@click.argument("plan", metavar="PLAN")
@click.argument("more", nargs=-1, metavar="[JOB]...")
@about_jobs_as_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text", help="Default: text."
)
@_without_collector()
def command(plan: str, more: tuple[str, ...], jobs: tuple[str, ...], form: str, **options: Any) -> int:
    """Check that the resources of a plan carry the tags of their jobs. Exits 1 where there are errors.

    PLAN is what `terraform show -json FILE` prints: a file, or - for standard input.

    \b
    Example:
      terraform plan -out=plan.out && terraform show -json plan.out > plan.json
      provider-bridge audit plan.json --jobs jobs
    """
    name = "stdin" if plan == "-" else plan.replace(os.sep, "/")
    try:
        planned = plans.parse(_read(plan))
        asked = query((*jobs, *more) or (files.yaml_files(os.curdir),), None, **options)
    except plans.NotAPlan as problem:
        answer.say([Diagnostic(name, problem.line, problem.column, problem.rule, ERROR, str(problem), problem.fix)])
        return 1
    except Refused as refused:
        return answer.refuse(refused)
    outcome = pipeline.run(asked, os.environ, lambda job, _: job)
    estate = outcome.estate
    if estate is None or not (outcome.jobs or outcome.failed):
        answer.say(outcome.diagnostics if estate is None else [_no_job(len(outcome.files))])
        return 1
    done = audit(planned, outcome.jobs, estate.policy, cache(estate.place), all_jobs=not outcome.failed)
    in_jobs = sorted({*outcome.diagnostics, *map(estate.locate, done.problems)})
    in_plan = [as_diagnostic(finding, name, asked.strict) for finding in done.findings]
    if form == "text":
        found = [*in_jobs, *in_plan]
        answer.write(report(found) if found else _all_is_well(done.resources, len(outcome.jobs), name))
    else:
        here = estate.root.from_here
        in_jobs = [each if each.path == QUERY else each._replace(path=here(each.path)) for each in in_jobs]
        answer.write(_rendered(form, in_jobs, in_plan, done))
    return int(any(map(is_error, (*in_jobs, *in_plan))))


def _read(plan: str) -> bytes:
    """The bytes of a plan. Raises `NotAPlan`."""
    if plan == "-":
        return answer.asked()
    try:
        mode = os.stat(plan).st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):  # a pipe is fine: <(terraform show -json plan.out)
            raise plans.NotAPlan("file-unreadable", "the plan is no file", "name a file, or - for standard input")
        with open(plan, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise plans.NotAPlan("file-missing", "the plan does not exist", "check the path") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise plans.NotAPlan("file-unreadable", f"the plan can't be read: {reason}", "name a file") from None


def _no_job(files: int) -> Diagnostic:
    message = f"there is no job to audit for: of {count(files, 'YAML file')} none has infrastructure"
    return Diagnostic(QUERY, 0, 0, "glob-empty", ERROR, message, "name jobs with --jobs: files, folders or globs")


def _all_is_well(resources: int, jobs: int, plan: str) -> str:
    carry = "carries the tags of its job" if resources == 1 else "carry the tags of their jobs"
    return f"provider-bridge: {count(resources, 'resource')} in {printable(plan)} {carry} ({count(jobs, 'job')})\n"


def _rendered(form: str, in_jobs: list[Diagnostic], in_plan: list[Diagnostic], done: Audit) -> str:
    if form == "sarif":
        from ..reports import sarif

        return sarif.render([*in_jobs, *in_plan])
    if form == "github":
        from ..reports import github

        return github.render([*in_jobs, *in_plan])
    return _json(in_jobs, in_plan, done)


def _json(in_jobs: list[Diagnostic], in_plan: list[Diagnostic], done: Audit) -> str:
    """How many resources take tags, and all findings; what is known of those in the plan only is null for others."""
    nothing = dict.fromkeys(("address", "attribute", "job", "key", "expected", "planned", "origin"))
    errors = sum(map(is_error, (*in_jobs, *in_plan)))
    data = {
        "resources": done.resources,
        "errors": errors,
        "warnings": len(in_jobs) + len(in_plan) - errors,
        "findings": [
            *({**diagnostic._asdict(), **nothing} for diagnostic in in_jobs),
            *(
                {**diagnostic._asdict(), **{field: getattr(finding, field) for field in nothing}}
                for diagnostic, finding in zip(in_plan, done.findings, strict=True)
            ),
        ],
    }
    return printable_json(data) + "\n"
