"""Diagnostics about exemptions that expired or match no diagnostic, for commands that people run."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..policy.exemptions import expired, unused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..diagnostics import Diagnostic
    from ..project import Project

    Command = TypeVar("Command", bound=Callable[..., Any])


def today_option(command: Command) -> Command:
    """Add `--today`, the date on which exemptions are checked."""
    help_text = "Date on which exemptions are checked, for tests  [default: today in UTC]"
    return click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help=help_text)(command)


def exemption_diagnostics(
    project: Project, accepted: Iterable[Diagnostic], today: datetime | None, *, in_audit: bool
) -> list[Diagnostic]:
    """Return what is wrong with the exemptions of a project, given the diagnostics that they accepted.

    A call that names its files one by one has not seen what an exemption of another file accepts, so unused
    exemptions are reported where a directory or a glob was checked.
    """
    exemptions = project.config.exemptions
    if not exemptions:
        return []
    of_all = unused(exemptions, accepted, in_audit) if project.globs else []
    return [*expired(exemptions, _day(today)), *of_all]


def _day(today: datetime | None) -> date:
    return (today or datetime.now(timezone.utc)).date()
