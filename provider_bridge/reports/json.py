"""Diagnostics as a JSON list, for scripts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """A list of objects: path, line, column, rule, severity, message, fix."""
    return json.dumps([diagnostic._asdict() for diagnostic in diagnostics], indent=2, ensure_ascii=False) + "\n"
