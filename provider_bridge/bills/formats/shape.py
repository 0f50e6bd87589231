"""The parts of a format: expressions for the facts that an allocation needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..sql import NO_TAGS, NULL, TagColumn

if TYPE_CHECKING:
    from ..sql import Column, Columns

USAGE = "'usage'"
COSTS = ("effective", "billed", "list")


class Shape(NamedTuple):
    """The facts of a line, as SQL over the columns of a file."""

    tags: TagColumn
    start: str
    """The start of the charge, a timestamp."""
    start_column: Column | None
    currency: str
    cost: str
    cost_columns: tuple[Column, ...]
    """The columns that must be numbers."""
    service: str
    account: str
    category: str = USAGE
    provider: str = NULL
    more_tags: TagColumn = NO_TAGS
    """Tags to match by where `tags` match no job."""
    service_code: str = NULL
    rows: str = "1"
    is_line: str = "TRUE"
    """Whether a row is a charge of its own: not one that other rows split."""
    basis: str = NULL
    """`actual` or `amortized` for a row that only such an export has."""
    resource: str = NULL
    parent: str = NULL
    """The resource whose cost the row is a part of: its own rows are there too."""
    is_month: str = ""
    """Whether a row has the charges of a whole month; empty for a file that has days."""
    keys: tuple[str, ...] | None = None
    """The keys that were looked for when the file was made; None for a file with all tags."""

    @property
    def has_parents(self) -> bool:
        """True if rows may be parts of others."""
        return self.parent != NULL


class BillFormat(Protocol):
    """The names that each format's module has."""

    NAME: str
    JSON: str
    """The types of the columns of a JSON file; empty for a format that is never JSON."""

    def rows(self, relation: str) -> str:
        """Return the rows of a file, whose expression is given."""

    def missing(self, columns: Columns) -> list[str]:
        """Return the columns that a file lacks to be of this format."""

    def shape(self, columns: Columns, cost: str) -> Shape | str:
        """Return the facts of a line by a kind of cost, or the name of the column that this kind lacks."""
