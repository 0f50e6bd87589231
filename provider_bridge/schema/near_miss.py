"""Near misses: probable misspellings of known fields, in mappings that may have any key."""

from __future__ import annotations

from functools import lru_cache

from ..diagnostics import RENAME, WARNING, Diagnostic, Edit, Location
from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..documents.data import Data
    from ..documents.document import Document

_MIN_LETTERS = 6
"""Shorter fields are one edit from too many words: `name` from `names`, `asset` from `assets`."""
_TWO_EDITS = "infrastructure"
"""The field without which a file is skipped, so more misspellings count: two edits, and its plural."""


def near_misses(document: Document, fields: Mapping[str, object]) -> list[Diagnostic]:
    """Return a warning for each key of a document that is probably a misspelled field.

    `fields` maps each known field to the fields below it, or to None.
    """
    return list(_near_misses(document.data, fields, Location(document.path)))


def missing_infrastructure(document: Document) -> Diagnostic | None:
    """Return the error that `infrastructure` is misspelled, or None if no key is near it."""
    for key, field in _pairs(document.data, (_TWO_EDITS,)):
        is_unspaced = has_no_space(key, field)
        if isinstance(document.data, dict) and (is_unspaced or isinstance(document.data[key], dict | None)):
            message = 'required field "infrastructure" is missing (did you mean {0}?)'
            location = Location(document.path, (key,), on_key=True)
            fix, edit = _remedy(key, field)
            return Diagnostic("infrastructure-missing", message, fix, location, values=(key, field), edit=edit)
    return None


def _near_misses(data: Data, fields: Mapping[str, object], location: Location) -> Iterator[Diagnostic]:
    for key, field in _pairs(data, fields):
        message = "unknown field {0} (did you mean {1}?)"
        fix, edit = _remedy(key, field)
        yield Diagnostic("field-unknown", message, fix, location.below(key).key(), WARNING, (key, field), edit=edit)
    for field, below in fields.items():
        if isinstance(below, dict) and isinstance(data, dict):
            yield from _near_misses(data.get(field), below, location.below(field))


def _remedy(key: str, field: str) -> tuple[str, Edit | None]:
    """Return the fix of a misspelled key, and its edit if it is certain."""
    if has_no_space(key, field):
        return 'add a space after "{1:bare}:"', None
    return "rename {0} to {1}", Edit(RENAME, key, field)


def _pairs(data: Data, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield misspelled keys of a mapping, each with a field that the mapping does not have."""
    if isinstance(data, dict):
        missing = [field for field in fields if field not in data]
        pairs = ((key, field) for key in data for field in missing)
        yield from (pair for pair in pairs if near_miss(*pair) or has_no_space(*pair))


def has_no_space(key: str, field: str) -> bool:
    """Return whether a key starts with a field and its colon: `tags:{Team` in `tags:{Team: data}`."""
    return ":" in key and key.startswith(f"{field}:")


@lru_cache(maxsize=8192)
def near_miss(key: str, field: str) -> bool:
    """Return whether a key is a misspelled field: `Tenant-ID`, `enviroment`, `infrastructures`.

    Cached, because projects repeat their keys.
    """
    if key == field:
        return False
    word = key.lower()
    if _letters(word) == _letters(field):
        return True
    if len(_letters(field)) < _MIN_LETTERS or (word == f"{field}s" and field != _TWO_EDITS):
        return False
    return _is_within(word, field, 2 if field == _TWO_EDITS else 1)


def _letters(text: str) -> str:
    """Return a lower-case string without hyphens, underscores and spaces."""
    return text.replace("-", "").replace("_", "").replace(" ", "")


def _is_within(word: str, field: str, edits: int) -> bool:
    """Return whether a number of edits turns a word into a field: insert, delete, replace, swap neighbors."""
    if abs(len(word) - len(field)) > edits:
        return False
    if word == field:
        return True
    if edits == 0:
        return False
    start = 0
    while word[start : start + 1] == field[start : start + 1]:
        start += 1
    word, field = word[start:], field[start:]
    return (
        _is_within(word[1:], field, edits - 1)
        or _is_within(word, field[1:], edits - 1)
        or _is_within(word[1:], field[1:], edits - 1)
        or _is_swapped(word, field, edits)
    )


def _is_swapped(word: str, field: str, edits: int) -> bool:
    """Return whether the first two letters were swapped, possibly with another edit between them."""
    between = ((0, 0), (1, 0), (0, 1)) if edits > 1 else ((0, 0),)
    for inserted, deleted in between:
        first, second = word[:1] + word[1 + inserted : 2 + inserted], field[:1] + field[1 + deleted : 2 + deleted]
        if len(first) == len(second) == 2 and first == second[::-1]:
            left = edits - 1 - inserted - deleted
            if _is_within(word[2 + inserted :], field[2 + deleted :], left):
                return True
    return False
