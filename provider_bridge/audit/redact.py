"""What may be shown of a planned value: every value of a plan goes this way into a message or a report."""

from __future__ import annotations

from typing import Any

from ..query.parse import to_json
from ..secrets import credential

SENSITIVE = "(sensitive)"


def shown(value: Any, sensitive: Any) -> Any:
    """A planned value, unless the plan marks it, or a part of it, as sensitive, or it looks like a credential.

    Nothing is shown as nothing.
    """
    if value is None:
        return None
    if sensitive:
        return SENSITIVE
    kind = credential(text(value))
    return f"(looks like {kind})" if kind else value


def text(value: Any) -> str:
    """A value that may be shown, in a message."""
    return value if isinstance(value, str) else to_json(value)
