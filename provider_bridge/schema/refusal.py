"""The report of a document that its schema refuses: in full with pydantic, in brief without."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING
from . import check

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from ..documents.data import Data


def errors(kind: str, data: Data, document: str) -> list[Diagnostic]:
    """Return the errors in the fields and types of a `job`, an `asset` or a `config`."""
    if check.matches(kind, data):
        return []
    try:
        from .errors import explain
    except ImportError:  # pydantic is not installed, as in the bundle
        from .brief import explain
    return explain(kind, data, document)
