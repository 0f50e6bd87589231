"""The JSON data files of the program."""

from __future__ import annotations

import json
from functools import cache

from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


@cache
def load(name: str, package: str = __package__) -> Any:
    """Return the content of a JSON file of a package, read once. The package may be in an archive."""
    from pkgutil import get_data

    content = get_data(package, name)
    assert content is not None
    return json.loads(content)
