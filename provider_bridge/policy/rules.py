"""The records of a policy: which jobs it is for, required tags, and rules."""

# No "from __future__ import annotations": NamedTuple reads a type faster than a string, and each query pays for it.

from typing import NamedTuple

from ..diagnostics import Location

TAGS, JOB = "tags", "job"
"""What a rule is on: the canonical map, or the resolved job without its tags."""


class Condition(NamedTuple):
    """The jobs that a rule is for; an empty tuple is any."""

    environment: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    tenant_id: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()

    def matches(self, job: "Condition") -> bool:
        """Return whether a job, with one value for each field, is meant."""
        return all(not wanted or set(wanted) & set(has) for wanted, has in zip(self, job, strict=True))


class RequiredTag(NamedTuple):
    """A key that the canonical map must have, for which jobs, and where the policy requires it (`file:line`)."""

    key: str
    condition: Condition
    source: str


class Rule(NamedTuple):
    """A JSON Schema over the canonical map or the resolved job, as JSON text so that it can be a cache's key."""

    name: str
    schema: str
    severity: str
    condition: Condition
    message: str
    source: str
    location: Location
    on: str = TAGS
