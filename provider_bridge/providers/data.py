"""The data files of this package."""

from __future__ import annotations

import json
from functools import cache
from typing import Any


@cache
def load(name: str) -> Any:
    """Return the content of a JSON file of this package, read once. The package may be in a zip archive."""
    from pkgutil import get_data

    content = get_data(__package__, name)
    assert content is not None
    return json.loads(content)
