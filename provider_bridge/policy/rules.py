"""The organization's policy over a job's canonical map: required tags, and rules within a budget of time."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, Location
from .messages import rule_diagnostics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..tags.merge import Tag
    from .config import Config

MAX_SECONDS_PER_JOB = 1
"""Seconds of CPU for one rule over one job."""
MAX_SECONDS_PER_RULE = 10
"""Seconds of CPU for one rule over all jobs of a call."""
MAX_SECONDS = 30
"""Seconds of CPU for all rules of a call."""
_MIN_SECONDS = 0.001
"""A timer of 0 seconds would never expire."""


class Condition(NamedTuple):
    """The jobs that a rule is for; an empty tuple is any."""

    environment: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    tenant_id: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()

    def matches(self, job: Condition) -> bool:
        """Return whether a job, with one value for each field, is meant."""
        return all(not wanted or set(wanted) & set(has) for wanted, has in zip(self, job, strict=True))


class RequiredTag(NamedTuple):
    """A key that the canonical map must have, for which jobs, and where the policy requires it (`file:line`)."""

    key: str
    condition: Condition
    source: str


class Rule(NamedTuple):
    """A JSON Schema over the canonical map, as JSON text so that it can be a cache's key, and its location."""

    name: str
    schema: str
    severity: str
    condition: Condition
    message: str
    source: str
    location: Location


class Budget(NamedTuple):
    """The time that rules may still take: an immutable value that `judge` takes and returns."""

    left: float = MAX_SECONDS
    """Seconds of CPU for all rules."""
    taken: Mapping[Location, float] = {}
    """Seconds of CPU that each rule has taken, by its location."""
    stopped: Mapping[Location, Diagnostic] = {}
    """Rules that are judged no more, with the error to report of the project."""

    def of(self, rule: Rule) -> float:
        """Return the seconds that a rule may take over the next job."""
        rest = min(MAX_SECONDS_PER_JOB, MAX_SECONDS_PER_RULE - self.taken.get(rule.location, 0.0), self.left)
        return max(rest, _MIN_SECONDS)

    def spend(self, rule: Rule, seconds: float) -> Budget:
        """Return the budget after a rule has taken some seconds."""
        taken = {**self.taken, rule.location: self.taken.get(rule.location, 0.0) + seconds}
        return self._replace(left=self.left - seconds, taken=taken)

    def stop(self, rule: Rule, path: str) -> Budget:
        """Return the budget after a rule exceeded it on a job's file."""
        seconds = MAX_SECONDS_PER_JOB
        message = "the rule {0} takes more than {1:bare} s over the tags of {2:bare}"
        if self.taken.get(rule.location, 0.0) > MAX_SECONDS_PER_RULE - MAX_SECONDS_PER_JOB:
            message = "the rule {0} takes more than {1:bare} s over all jobs up to {2:bare}"
            seconds = MAX_SECONDS_PER_RULE
        fix = "write a pattern that a text can match in one way only: ^[a-z]+$, not ^([a-z]+)+$"
        values = (rule.name, str(seconds), path)
        diagnostic = Diagnostic("policy-slow", message, fix, rule.location, values=values)
        spent = self.spend(rule, self.of(rule))
        return spent._replace(stopped={**self.stopped, rule.location: diagnostic})


def judge(
    config: Config, tags: Mapping[str, Tag], job: Condition, location: Location, budget: Budget
) -> tuple[list[Diagnostic], Budget]:
    """Judge a canonical map by the rules. `location` is that of a tag that is missing."""
    diagnostics: list[Diagnostic] = []
    rules = [rule for rule in config.rules if rule.location not in budget.stopped and rule.condition.matches(job)]
    if not rules:
        return diagnostics, budget
    from .timer import DeadlineExceededError, cpu_timer

    canonical = {key: tag.canonical for key, tag in tags.items()}
    with cpu_timer() as timer:
        for rule in rules:
            try:
                timer.start(budget.of(rule))
                of_rule = [
                    diagnostic
                    for error in _validator(rule.schema).iter_errors(canonical)
                    for diagnostic in rule_diagnostics(rule, error, tags, config.tag_prefix, location)
                ]
                budget = budget.spend(rule, timer.stop())
            except DeadlineExceededError:
                budget = budget.stop(rule, location.document)
            else:
                diagnostics += of_rule
    return diagnostics, budget


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    return Draft202012Validator(json.loads(schema), registry=Registry())  # which fetches nothing
