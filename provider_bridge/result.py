"""What comes of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from .diagnostics import is_error

if TYPE_CHECKING:
    from .diagnostics import Diagnostic
    from .project import Estate

Kept = TypeVar("Kept")


class Outcome(Generic[Kept]):
    """What was asked for: of each good job what the caller keeps, and everything found, sorted by place."""

    def __init__(self) -> None:
        self.jobs: list[Kept] = []
        self.diagnostics: list[Diagnostic] = []
        self.shared: dict[str, list[Diagnostic]] = {}
        """What concerns several jobs, by the key of each."""
        self.estate: Estate | None = None
        """The estate that was asked about; None where the query names none."""
        self.files: list[str] = []
        """The job files that were named or found."""
        self.left_out: list[str] = []
        """Files that a glob found and that aren't for the bridge yet."""

    @property
    def failed(self) -> bool:
        """Whether anything found is an error: then there is no result."""
        return any(map(is_error, self.diagnostics))
