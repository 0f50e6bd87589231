"""The legacy cost and usage report of AWS: a column for each tag, `resourceTags/user:Team` in CSV.

https://docs.aws.amazon.com/cur/latest/userguide/resource-tags-columns.html (read 2026-11-30).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sql import TagColumn, object_of
from . import aws_report

if TYPE_CHECKING:
    from ..sql import Columns
    from .shape import Shape

NAME = "cur"
JSON = ""
_TAGS = ("resourceTags/", "resource_tags_")


def rows(relation: str) -> str:
    """Return the rows of a file: those that it has."""
    return relation


def missing(columns: Columns) -> list[str]:
    """Return the columns that a file lacks to be a legacy report.

    Without activated tags it has no tag columns.
    """
    return aws_report.missing(aws_report.plain(columns))


def shape(columns: Columns, cost: str) -> Shape | str:
    """Return the facts of a line, its tags from their columns."""
    tags = TagColumn(object_of({column.name: column for column in columns.starting(*_TAGS)}))
    return aws_report.shape(aws_report.plain(columns), cost, tags)
