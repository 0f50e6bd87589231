"""Diagnostics as SARIF 2.1.0, which code scanning services read.

Paragraphs are those of https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html (read 2026-11-30).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .. import __version__
from ..providers.data import load
from ..wording import escape_control, json_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..diagnostics import Diagnostic

_HOME = "https://github.com/provider-bridge/provider-bridge"
_HELP = f"{_HOME}/blob/main/docs/diagnostics.md"
_RULES = "rules.json"
"""The table of docs/diagnostics.md: `python -m tests.reports.generate_rules` writes it."""


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a log with one run; its rules are those of the diagnostics."""
    rules = sorted({diagnostic.rule for diagnostic in diagnostics})
    index = {rule: position for position, rule in enumerate(rules)}
    helps: dict[str, dict[str, str]] = load(_RULES, __package__)
    driver = {
        "name": "Provider Bridge",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_rule(rule, helps) for rule in rules],
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


def _rule(rule: str, helps: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return a rule with its cause and fix; rules of the policy share theirs."""
    text = helps.get(rule) or (helps["policy"] if rule.startswith("policy/") else None)
    if text is None:
        return {"id": rule, "helpUri": _HELP}
    markdown = f"{text['cause']}\n\n**Fix:** {text['fix']}"
    cause, fix = _plain(text["cause"]), _plain(text["fix"])
    return {
        "id": rule,
        "shortDescription": {"text": _message(re.split(r"(?<=[.]) ", cause)[0])},
        "fullDescription": {"text": _message(cause)},
        "defaultConfiguration": {"level": text["level"]},
        "helpUri": _HELP,
        "help": {"text": _message(f"{cause}\nFix: {fix}"), "markdown": _braces(markdown)},
    }


def _plain(markdown: str) -> str:
    """Return the text of Markdown without its marks."""
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown).replace("`", "").replace("*", "")


def _message(text: str) -> str:
    """Return a text as a message, without placeholders (3.11.5) and links (3.11.6)."""
    return _braces(re.sub(r"(\\*)\](?=\()", _unlinked, text))


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _unlinked(match: re.Match[str]) -> str:
    """Return a bracket that ends no link: an odd number of backslashes escapes it."""
    backslashes = match[1]
    return backslashes + "\\" * (1 - len(backslashes) % 2) + "]"


def _result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    location = diagnostic.location
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(location.document)}}
    if location.line:
        physical["region"] = {"startLine": location.line, "startColumn": location.column}
    text = escape_control(diagnostic.message) + (f"\nfix: {escape_control(diagnostic.fix)}" if diagnostic.fix else "")
    accepted = diagnostic.exemption
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule,
        "level": diagnostic.severity,
        "message": {"text": _message(text)},
        "locations": [{"physicalLocation": physical}],
        **({"suppressions": [{"kind": "external", "justification": accepted[1]}]} if accepted else {}),
    }


def _uri(path: str) -> str:
    """Return a relative path as a relative reference with `/`, an absolute one as a `file:` URI."""
    if os.path.isabs(path):
        return Path(path).as_uri()
    return quote(path.replace(os.sep, "/"), errors="surrogateescape")
