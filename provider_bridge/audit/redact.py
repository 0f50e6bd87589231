"""Redaction of planned values: every value of a plan goes this way into a message or a report."""

from __future__ import annotations

from typing import Any

from ..secrets import credential
from ..wording import compact_json

SENSITIVE = "(sensitive)"


def redacted(value: Any, sensitive: Any) -> Any:
    """Return a planned value, or in place of a sensitive one and of a credential what it is.

    None stays None.
    """
    if value is None:
        return None
    if sensitive:
        return SENSITIVE
    kind = credential(redacted_text(value))
    return f"(looks like {kind})" if kind else value


def redacted_text(value: Any) -> str:
    """Return a redacted value as a message shows it: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else compact_json(value)
