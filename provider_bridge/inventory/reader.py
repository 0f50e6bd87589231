"""The reading of an export: its JSON, its kind, and its resources."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..audit.plan_data import ExactDecoder
from ..diagnostics import Diagnostic, DiagnosticError
from .kinds import KINDS
from .live import AlikeResources

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from ..diagnostics import Location
    from .kinds import Kind

_ODD_SHAPE = (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError)
"""Errors of access to data of another shape."""
_WORDS = ("true", "false", "null")
_NUMBER_OR_ESCAPE = re.compile(r"-?\d*\.?\d*(?:[eE][+-]?)?|\\u?[0-9a-fA-F]{0,3}")
"""The start of a number or of an escaped character at the end of a text that was cut."""
_SPACE = re.compile(r"\s*")


class InventoryError(DiagnosticError):
    """A text that is not an export, or an export that is cut."""


class Export(NamedTuple):
    """The resources of one export."""

    location: Location
    kind: str
    alike: list[AlikeResources]
    """The resources, those together that differ in their address only."""
    cloud: str
    """The cloud of all resources; empty if each has its own."""

    @property
    def resources(self) -> int:
        """The number of resources."""
        return sum(len(alike.addresses) for alike in self.alike)

    @property
    def module(self) -> Kind:
        """The module of the kind."""
        return KINDS[self.kind]


def read(raw: bytes, location: Location, kind: str | None) -> Export:
    """Return the export in a text: JSON documents in a row, each a page.

    Without a kind, the shape decides. `location` is that of diagnostics about the export.

    Raises:
        InventoryError: The text is not an export, or an export that is cut.

    """
    pages = _documents(raw, location)
    kind = kind or _kind_of(pages[0], location)
    module = KINDS[kind]
    try:
        reason = module.cut(pages)
    except _ODD_SHAPE:
        reason = None  # the items are not there either
    if reason:
        message = "the export is cut at a page: {0:bare}"
        fix = "append the next pages to the file, or create it with: {1:bare}"
        raise InventoryError(Diagnostic("inventory-truncated", message, fix, location, values=(reason, module.COMMAND)))
    return Export(location, kind, _alike(pages, module, location), module.CLOUD)


def _alike(pages: Iterable[Any], module: Kind, location: Location) -> list[AlikeResources]:
    """Return the resources in pages, those together that differ in their address only."""
    alike: list[AlikeResources] = []
    by_key: dict[Hashable, list[str]] = {}
    for page in pages:
        path, items = _items(page, module, location)
        for index, item in enumerate(items):
            items[index] = None  # frees its memory, which the next resources use: a tenth of the time
            try:
                address, key, parts = module.split(item)
                addresses = by_key.setdefault(key, [])
                if not addresses:
                    resource = module.resource(address, parts, location)
                    if resource is not None:
                        alike.append(AlikeResources(resource, addresses))
                addresses.append(address + "")  # raises a TypeError if it is not a string
            except _ODD_SHAPE:
                raise _format_error(
                    location, "{0} must be {2:bare}", f"{path}[{index}]", module.COMMAND, module.ITEM
                ) from None
    for addresses in by_key.values():
        addresses.sort()
    return alike


def _items(page: Any, module: Kind, location: Location) -> tuple[str, list[Any]]:
    """Return the path of the list of resources in a page, and the list."""
    try:
        path, items = module.items(page)
    except _ODD_SHAPE:
        path, items = "", None
    if not isinstance(items, list):
        message = "the export must have the list {0}" if path else "the export must be a JSON object"
        raise _format_error(location, message, path, module.COMMAND)
    return path, items


def _kind_of(page: Any, location: Location) -> str:
    """Return the kind that a document has by its shape."""
    kind = next((name for name, module in KINDS.items() if module.matches(page)), None)
    if kind:
        return kind
    if page == []:
        message, fix = "an empty list may be of more than one kind", "set its kind: --kind gcp or --kind azure"
    elif isinstance(page, dict) and {"serial", "lineage"} <= page.keys():
        message, fix = "the file is a Terraform state file, not the output of {2}", "create it with: {1:bare}"
    else:
        message, fix = "the file is not an export of a known kind", "set its kind: --kind with one of {0:list}"
    values = tuple(KINDS), KINDS["terraform"].COMMAND, "terraform show -json"
    raise InventoryError(Diagnostic("inventory-format", message, fix, location, values=values))


def _documents(raw: bytes, location: Location) -> list[Any]:
    """Return the JSON documents in a text."""
    try:
        text = raw.decode(json.detect_encoding(raw))
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _ends_early(location) from None
        message, values = "the export must be UTF-8, found another byte at offset {0:bare}", (str(error.start),)
        fix = "create it again as UTF-8"
        raise InventoryError(Diagnostic("inventory-format", message, fix, location, values=values)) from None
    text = text.removeprefix("\ufeff")
    decoder, documents, end = ExactDecoder(), [], _start(text, 0)
    if end == len(text):
        message, fix = "the export is empty", "create it again, and check that the command succeeds"
        raise InventoryError(Diagnostic("inventory-format", message, fix, location))
    try:
        while end < len(text):
            document, end = decoder.raw_decode(text, end)
            documents.append(document)
            end = _start(text, end)
    except json.JSONDecodeError as error:
        raise _not_json(error, location) from None
    except RecursionError:
        message, fix = "the export has too many nested levels", "create it again"
        raise InventoryError(Diagnostic("inventory-format", message, fix, location)) from None
    except ValueError as error:
        message, values = "the export cannot be read: {0:bare}", (str(error),)
        raise InventoryError(
            Diagnostic("inventory-format", message, "create it again", location, values=values)
        ) from None
    return documents


def _start(text: str, index: int) -> int:
    """Return the index of the next character that is not white space."""
    match = _SPACE.match(text, index)
    assert match
    return match.end()


def _not_json(error: json.JSONDecodeError, location: Location) -> InventoryError:
    located = location._replace(line=error.lineno, column=error.colno)
    rest = error.doc[error.pos :].strip()
    in_word = any(word.startswith(rest) for word in _WORDS)
    if in_word or error.msg.startswith("Unterminated string") or _NUMBER_OR_ESCAPE.fullmatch(rest):
        return _ends_early(located)
    message, fix = "the export must be JSON: {0:bare}", 'create it again, with the output format "json"'
    return InventoryError(Diagnostic("inventory-format", message, fix, located, values=(error.msg,)))


def _ends_early(location: Location) -> InventoryError:
    message, fix = "the export is cut: its JSON ends too early", "create it again, and check that the command succeeds"
    return InventoryError(Diagnostic("inventory-truncated", message, fix, location))


def _format_error(location: Location, message: str, *values: str) -> InventoryError:
    fix = "create it with: {1:bare}"
    return InventoryError(Diagnostic("inventory-format", message, fix, location, values=values))


def as_data(export: Export) -> dict[str, Any]:
    """Return what JSON shows of an export."""
    return {
        "path": export.location.document,
        "kind": export.kind,
        "resources": export.resources,
        "not_listed": export.module.NOT_LISTED,
    }
