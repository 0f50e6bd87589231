"""Diagnostics as SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .. import __version__
from ..wording import escape_control, json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic

_HOME = "https://github.com/provider-bridge/provider-bridge"


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """A log with one run; its rules are those that something was found for."""
    rules = sorted({diagnostic.rule for diagnostic in diagnostics})
    index = {rule: position for position, rule in enumerate(rules)}
    driver = {
        "name": "Provider Bridge",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [{"id": rule} for rule in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(diagnostic, index[diagnostic.rule]) for diagnostic in diagnostics],
            }
        ],
    }
    return json_text(log) + "\n"


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    location = diagnostic.location
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(location.document)}}
    if location.line:
        place["region"] = {"startLine": location.line, "startColumn": location.column}
    text = escape_control(diagnostic.message) + (f"\nfix: {escape_control(diagnostic.fix)}" if diagnostic.fix else "")
    accepted = diagnostic.exemption
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
        **({"suppressions": [{"kind": "external", "justification": accepted[1]}]} if accepted else {}),
    }


def _uri(path: str) -> str:
    """A relative path as a relative reference, `/` between its folders; an absolute one as a `file:` URI."""
    if os.path.isabs(path):
        return Path(path).as_uri()
    return quote(path.replace(os.sep, "/"), errors="surrogateescape")
