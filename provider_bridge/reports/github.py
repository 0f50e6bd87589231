"""Diagnostics as GitHub's workflow commands, which show them beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import NOTE
from ..wording import escape_control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a command a line: `::error file=jobs/a.yaml,line=12,col=5,title=tag-collision::…`."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties = {"file": diagnostic.location.document}
    location = diagnostic.location
    if location.line:
        properties |= {"line": str(location.line), "col": str(location.column)}
    properties["title"] = diagnostic.rule
    listed = ",".join(f"{name}={_escaped(escape_control(value), _PROPERTY)}" for name, value in properties.items())
    message = escape_control(diagnostic.message) + (
        f"\nfix: {escape_control(diagnostic.fix)}" if diagnostic.fix else ""
    )
    command = "notice" if diagnostic.severity == NOTE else diagnostic.severity
    return f"::{command} {listed}::{_escaped(message, _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(char, char) for char in text)
