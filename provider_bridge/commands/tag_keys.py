"""Completion of `--tag`: the keys that the jobs of the command line have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from .. import pipeline
from ..diagnostics import DiagnosticError
from .completion import starting
from .options import query

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..jobs.job import Job
    from ..project import Project

_OPTIONS = ("root", "config", "tenants", "env", "resource", "strict")


def complete(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the keys of the jobs' tags, as written and as formatted; none where the jobs cannot be read."""
    jobs, provider = ctx.params.get("jobs") or ctx.args or ["."], ctx.params.get("provider")
    options = {name: ctx.params.get(name) or () for name in _OPTIONS}
    options |= {name: options[name] or None for name in ("root", "config", "resource")}

    def keep(job: Job, _project: Project) -> list[str]:
        return [key for formatted_key, tag in job.tags.items() for key in (tag.tag.key, formatted_key)]

    try:
        asked = query(jobs, None if provider == "all" else provider, **options)  # type: ignore[arg-type]
        run = pipeline.run(asked, os.environ, keep)
    except (click.ClickException, DiagnosticError, OSError):
        return []
    return starting((key for keys in run.kept.values() for key in keys), incomplete)
