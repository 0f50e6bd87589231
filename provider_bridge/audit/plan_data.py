"""Access to decoded JSON of any shape."""

from __future__ import annotations

import json
from typing import Any


def decoded_json(text: Any) -> Any:
    """Return the data in a JSON text, or None if there is none."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def as_dict(value: Any) -> dict[str, Any]:
    """Return a mapping, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_dicts(values: Any) -> list[dict[str, Any]]:
    """Return the mappings in a list, or an empty list for anything else."""
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
