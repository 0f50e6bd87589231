"""The settings of an audit, from the configuration file and the command line."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple, Protocol


class Addressed(Protocol):
    """A resource, or a change of one, as `exclude` knows it."""

    @property
    def type(self) -> str:
        """The type of the resource."""

    @property
    def address(self) -> str:
        """The address of the resource."""


class AuditSettings(NamedTuple):
    """The settings of an audit; by default everything is checked and reported."""

    allow_tags: tuple[str, ...] = ()
    """Globs of extra tag keys that need no report."""
    exclude: tuple[str, ...] = ()
    """Globs of the types or addresses of resources that are not audited."""
    changed: bool = False
    """True if only what the plan creates or changes is audited."""

    def allows(self, key: str) -> bool:
        """Return whether an extra tag key needs no report."""
        return any(fnmatchcase(key, pattern) for pattern in self.allow_tags)

    def excludes(self, resource: Addressed) -> bool:
        """Return whether a resource is not audited."""
        return any(
            fnmatchcase(resource.type, pattern) or fnmatchcase(resource.address, pattern.replace("[", "[[]"))
            for pattern in self.exclude  # "[" starts an index in an address, not a set of characters
        )
