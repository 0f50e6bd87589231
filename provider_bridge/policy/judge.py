"""The check of a job and its canonical map by the policy rules, within a budget of time."""

from __future__ import annotations

from functools import partial

from ..diagnostics import Diagnostic, Location
from ..light_typing import TYPE_CHECKING, NamedTuple
from ..wording import count
from .rules import JOB, TAGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ..tags.merge import Merged
    from .config import Config
    from .rules import Condition, Rule

MAX_SECONDS_PER_JOB = 1
"""Seconds of CPU for one rule over one job."""
MAX_SECONDS_PER_RULE = 10
"""Seconds of CPU for one rule over all jobs of a call."""
MAX_SECONDS = 30
"""Seconds of CPU for all rules of a call."""


class Budget(NamedTuple):
    """The time that rules may still take: an immutable value that each check returns anew."""

    left: float = MAX_SECONDS
    """Seconds of CPU for all rules."""
    taken: Mapping[Location, float] = {}
    """Seconds of CPU that each rule has taken, by its location."""
    stopped: Mapping[Location, Diagnostic] = {}
    """Rules that were stopped, with the error to report."""

    def bounds(self, rule: Rule) -> tuple[float, float, float]:
        """Return the seconds that a rule may take: on the next job, on all jobs, and together with all rules."""
        return MAX_SECONDS_PER_JOB, MAX_SECONDS_PER_RULE - self.taken.get(rule.location, 0.0), self.left

    def spend(self, rule: Rule, seconds: float) -> Budget:
        """Return the budget after a rule took some seconds."""
        taken = {**self.taken, rule.location: self.taken.get(rule.location, 0.0) + seconds}
        return self._replace(left=self.left - seconds, taken=taken)

    def stop(self, rule: Rule, path: str) -> Budget:
        """Return the budget after a rule was stopped on a job file."""
        of_job, of_rule, of_all = self.bounds(rule)
        diagnostic = Diagnostic(
            "policy-slow",
            "rule {0} was stopped after {2:bare} on {1:bare}"
            if of_job <= min(of_rule, of_all)
            else "rule {0} was stopped on {1:bare} after {3:bare} over all jobs"
            if of_rule <= of_all
            else "rule {0} was stopped on {1:bare}: all rules together took {4:bare}",
            'simplify the pattern, for example "^[a-z]+$" instead of "^([a-z]+)+$"',
            rule.location,
            values=(
                *(rule.name, path),
                *(count(seconds, "second") for seconds in (MAX_SECONDS_PER_JOB, MAX_SECONDS_PER_RULE, MAX_SECONDS)),
            ),
        )
        return self._replace(stopped={**self.stopped, rule.location: diagnostic})


def judge(
    config: Config, merged: Merged, job: Condition, location: Location, budget: Budget
) -> tuple[list[Diagnostic], Budget]:
    """Check a canonical map by the rules on tags. `location` is that of a missing tag."""
    rules = [rule for rule in config.rules if rule.on == TAGS and rule.condition.matches(job)]
    if not rules:
        return [], budget
    canonical = {key: tag.canonical for key, tag in merged.tags.items()}
    failures, budget = _validate(rules, canonical, location.document, budget)
    if not failures:
        return [], budget
    from .messages import rule_diagnostics

    provider = job.provider[0] if job.provider else None
    diagnostics = [
        diagnostic
        for rule, errors in failures
        for diagnostic in rule_diagnostics(rule, errors, merged, config.tag_prefix, location, provider)
    ]
    return diagnostics, budget


def judge_job(
    config: Config, job: Mapping[str, Any], condition: Condition, document: str, budget: Budget
) -> tuple[list[Diagnostic], Budget]:
    """Check a resolved job by the rules on jobs. `document` is the path of the job file.

    `job` is plain data, None where the job does not set a field; tags, warnings and origins are ignored.
    """
    rules = [rule for rule in config.rules if rule.on == JOB and rule.condition.matches(condition)]
    if not rules:
        return [], budget
    from .data_shapes import RESOLVED_JOB, set_fields
    from .job_messages import job_diagnostics

    failures, budget = _validate(rules, set_fields(job, RESOLVED_JOB), document, budget)
    return [each for rule, errors in failures for each in job_diagnostics(rule, errors, document)], budget


def _validate(
    rules: Iterable[Rule], instance: Mapping[str, Any], path: str, budget: Budget
) -> tuple[list[tuple[Rule, list[Any]]], Budget]:
    """Return the errors of the `jsonschema` library by rule; a rule that exceeds the budget has none."""
    rules = [rule for rule in rules if rule.location not in budget.stopped]
    if not rules:
        return [], budget
    from .timer import cpu_timer
    from .validator import validator

    failures = []
    with cpu_timer() as timer:
        for rule in rules:
            errors, taken = None, 0.0
            work = partial(_errors, validator(rule.schema), instance)
            seconds = min(budget.bounds(rule))
            if seconds > 0:
                errors, taken = timer.run(seconds, work)
            if errors is None:
                budget = budget.stop(rule, path)
            else:
                failures.append((rule, errors))
            budget = budget.spend(rule, taken)
    return failures, budget


def _errors(validator: Any, instance: Mapping[str, Any]) -> list[Any]:
    return list(validator.iter_errors(instance))
