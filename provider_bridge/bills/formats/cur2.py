"""CUR 2.0, the cost and usage report of AWS Data Exports: tags in one column.

https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html (read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sql import tag_column
from . import aws_report

if TYPE_CHECKING:
    from ..sql import Columns
    from .shape import Shape

NAME = "cur2"
JSON = ""


def rows(relation: str) -> str:
    """Return the rows of a file: those that it has."""
    return relation


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be CUR 2.0."""
    has_tags = columns.first("resource_tags", "tags")
    return aws_report.missing(columns) + ([] if has_tags else ["resource_tags"])


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line; the newer column of all tags comes second."""
    tags, more = columns.first("resource_tags"), columns.first("tags")
    return aws_report.shape(columns, cost, tag_column(tags or more), tag_column(more if tags else None))
