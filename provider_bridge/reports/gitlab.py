"""Diagnostics as a GitLab code quality report, which a merge request shows beside the lines."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from ..diagnostics import ERROR, NOTE, WARNING
from ..wording import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic


_SEVERITIES = {ERROR: "major", WARNING: "minor", NOTE: "info"}


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a list of issues; a fingerprint has no line, so that an issue that moves stays the same."""
    seen: dict[str, int] = {}
    issues = []
    for diagnostic in diagnostics:
        identity = "\0".join((diagnostic.location.document, diagnostic.rule, diagnostic.message))
        seen[identity] = seen.get(identity, 0) + 1
        issues.append(
            {
                "description": f"{diagnostic.message}. Fix: {diagnostic.fix}" if diagnostic.fix else diagnostic.message,
                "check_name": diagnostic.rule,
                "fingerprint": sha256(f"{identity}\0{seen[identity]}".encode(errors="backslashreplace")).hexdigest(),
                "severity": _SEVERITIES[diagnostic.severity],
                "location": {
                    "path": diagnostic.location.document,
                    "lines": {"begin": max(diagnostic.location.line, 1)},
                },
            }
        )
    return json_text(issues) + "\n"
