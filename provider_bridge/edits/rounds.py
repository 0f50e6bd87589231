"""Rounds of reading and fixing, until nothing changes. Files are only read."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .. import pipeline
from ..diagnostics import ADD, QUERY, QUOTE, RENAME
from ..files.root import FileError
from .text_edits import TextEdit, add_tags, apply, quote, rename

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..diagnostics import Diagnostic
    from ..files.root import Root
    from ..query.parse import Query
    from ..result import Result

MAX_ROUNDS = 10
_MIN_LIKENESS = 0.8
"""How alike a misspelled key is to the field at least; suggestions begin at 0.6."""


def fixed(query: Query, values: Mapping[str, str]) -> tuple[Result[None], dict[str, bytes], int]:
    """Apply all certain fixes, and return the result, the new contents by path, and the number of fixes.

    `values` are those of required tags that a job lacks.
    """
    edited: dict[str, bytes] = {}
    number = 0
    for _ in range(MAX_ROUNDS):
        result = pipeline.run(query._replace(edited=edited), os.environ, lambda *_: None)
        changes = _changes(result, values)
        if not changes:
            return result, edited, number
        number += sum(count for _, count in changes.values())
        edited = {**edited, **{path: text for path, (text, _) in changes.items()}}
    return pipeline.run(query._replace(edited=edited), os.environ, lambda *_: None), edited, number


def _changes(result: Result[None], values: Mapping[str, str]) -> dict[str, tuple[bytes, int]]:
    """Return the new contents of documents, and how many edits each has."""
    by_document: dict[str, list[Diagnostic]] = {}
    for diagnostic in result.all_diagnostics():
        if diagnostic.edit and diagnostic.location.document != QUERY:
            by_document.setdefault(diagnostic.location.document, []).append(diagnostic)
    changes = {}
    for path, diagnostics in by_document.items():
        assert result.project is not None
        change = _change(result.project.root, path, diagnostics, values)
        if change:
            changes[path] = change
    return changes


def _change(
    root: Root, path: str, diagnostics: Iterable[Diagnostic], values: Mapping[str, str]
) -> tuple[bytes, int] | None:
    try:
        content = root.read(path)
        text = content.removeprefix(BOM_UTF8).decode()
    except (FileError, UnicodeDecodeError):
        return None
    edits = list(dict.fromkeys(_text_edits(text, diagnostics, values)))
    if not edits:
        return None
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    return mark + apply(text, edits).encode(), len(edits)


def _text_edits(text: str, diagnostics: Iterable[Diagnostic], values: Mapping[str, str]) -> Iterable[TextEdit]:
    missing: dict[str, str] = {}
    for diagnostic in diagnostics:
        edit, location = diagnostic.edit, diagnostic.location
        change = None
        if edit is None:
            continue
        if edit.kind == ADD and edit.key in values:
            missing[edit.key] = values[edit.key]
        elif edit.kind == QUOTE:
            change = quote(text, location.line)
        elif edit.kind == RENAME and _is_alike(edit.key, edit.new):
            change = rename(text, (location.line, location.column), edit.key, edit.new)
        if change:
            yield change
    if missing and (change := add_tags(text, missing)):
        yield change


def _is_alike(key: str, new: str) -> bool:
    return SequenceMatcher(None, key.casefold(), new.casefold()).ratio() >= _MIN_LIKENESS
