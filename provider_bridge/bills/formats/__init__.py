"""The formats of bills: one module each, with the same names, in one dict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...diagnostics import Diagnostic
from ..bill import BillError
from ..sql import Columns
from . import aggregated, azure, cur, cur2, focus, gcp, opencost

if TYPE_CHECKING:
    from ..table import Table
    from .shape import BillFormat

FORMATS: dict[str, BillFormat] = {each.NAME: each for each in (focus, cur2, cur, azure, gcp, opencost, aggregated)}


def detect(table: Table, name: str) -> BillFormat:
    """Return the format of a file: the one that is named, or with `auto` the first whose columns it has.

    Raises:
        BillError: It lacks columns of the format, or of every format.

    """
    is_json = table.file.kind == "json"
    if name != "auto":
        lacking = FORMATS[name].missing(table.columns)
        if lacking or (is_json and not FORMATS[name].JSON):
            raise BillError(_lacks(table, name, lacking or ["CSV or Parquet"]))
        return FORMATS[name]
    lacking_by_format = {each: each.missing(table.columns) for each in FORMATS.values() if each.JSON or not is_json}
    for each, lacking in lacking_by_format.items():
        if not lacking:
            return each
    nothing = Columns(())
    nearest = max(lacking_by_format, key=lambda each: len(each.missing(nothing)) - len(lacking_by_format[each]))
    raise BillError(_lacks(table, nearest.NAME, lacking_by_format[nearest]))


def _lacks(table: Table, name: str, lacking: list[str]) -> Diagnostic:
    message = "the file lacks columns of the format {0}: {1:all}"
    fix = 'export these columns, or set "--bill-format" to the format of the file'
    return Diagnostic("bill-format", message, fix, table.file.location, values=(name, tuple(lacking)))
