"""The settings of an audit, from the configuration file and the command line."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .planned_resources import Deferred, Resource


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

    def excludes(self, resource: Resource | Deferred) -> bool:
        """Return whether a resource is not audited."""
        return any(
            fnmatchcase(resource.type, pattern) or fnmatchcase(resource.address, pattern.replace("[", "[[]"))
            for pattern in self.exclude  # "[" starts an index in an address, not a set of characters
        )
