"""What may be shown of a planned value: every value of a plan goes this way into a message or a report."""

from __future__ import annotations

from typing import Any

from ..protocol import to_json

SENSITIVE = "(sensitive)"


def shown(value: Any, sensitive: Any) -> Any:
    """A planned value, unless the plan marks it, or a part of it, as sensitive. Nothing is shown as nothing."""
    return SENSITIVE if sensitive and value is not None else value


def text(value: Any) -> str:
    """A value that may be shown, in a message."""
    return value if isinstance(value, str) else to_json(value)
