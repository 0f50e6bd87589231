"""The option `--by`: what jobs are grouped by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..allocation.billed_job import BilledJob, spelled
from ..allocation.groups import JOB, TENANT
from ..wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = TypeVar("Command", bound=Callable[..., Any])


def by_option(metavar: str, help_text: str) -> Callable[[Command], Command]:
    """Add `--by`, which can be repeated."""
    return click.option("--by", multiple=True, metavar=metavar, help=help_text)


def check_group(name: str, jobs: Sequence[BilledJob]) -> None:
    """Check that jobs can be grouped by a name.

    Raises:
        click.BadParameter: No job has a tag of this name.

    """
    if name not in (JOB, TENANT) and not any(spelled(job, name) for job in jobs):
        known = {key for job in jobs for key in job.tags}
        raise click.BadParameter(f'no job has the tag "{name}"{did_you_mean(name, known)}', param_hint="--by")
