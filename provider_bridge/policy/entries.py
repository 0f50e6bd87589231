"""The entries of the configuration file: fields, conditions and positions."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING
from .rules import Condition

if TYPE_CHECKING:
    from ..documents.data import Data
    from ..documents.document import Document


def condition(written: Data) -> Condition:
    """Return the condition in `when`."""
    return Condition(*(tuple(map(str, as_list(field(written, name)))) for name in Condition._fields))


def source_of(document: Document, block: str, index: int) -> str:
    """Return the position of an entry of the file as `file:line`."""
    return f"{document.path}:{document.position((block, index))[0]}"


def field(written: Data, name: str, default: Data = None) -> Data:
    """Return a field of a mapping, or the default if the value is not a mapping."""
    return written.get(name) if isinstance(written, dict) else default


def as_list(written: Data) -> list[Data]:
    """Return a list as it is, null as an empty list, and another value as the only item."""
    return written if isinstance(written, list) else [] if written is None else [written]
