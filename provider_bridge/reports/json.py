"""Diagnostics as a JSON list, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import as_data
from ..wording import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a list of objects: path, line, column, rule, severity, message, fix, exemption."""
    return json_text([as_data(diagnostic) for diagnostic in diagnostics]) + "\n"
