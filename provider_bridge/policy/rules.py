"""The records of a policy: conditions, required tags, and rules."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..diagnostics import Location

TAGS, JOB = "tags", "job"
"""The data that a rule checks: the canonical map, or the resolved job without its tags."""


class Condition(NamedTuple):
    """The condition of a rule on jobs; an empty tuple is any value."""

    environment: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    tenant_id: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()

    def matches(self, job: Condition) -> bool:
        """Return whether a job, with one value for each field, meets the condition."""
        return all(not wanted or set(wanted) & set(has) for wanted, has in zip(self, job, strict=True))


class RequiredTag(NamedTuple):
    """A key that the canonical map of some jobs must have, and its source (`file:line`)."""

    key: str
    condition: Condition
    source: str


class Rule(NamedTuple):
    """A policy rule. Its JSON Schema is JSON text, so that it can be the key of a cache."""

    name: str
    schema: str
    severity: str
    condition: Condition
    message: str
    source: str
    location: Location
    on: str = TAGS
