"""The organisation's rules over a job's tags: what the policy file says, judged job by job.

Findings speak of the tag, of where it comes from and of how to mend it, in the policy author's words.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Finding, Where
from .messages import remedy, violations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..tags.merge import Tag


SLOW = "policy-slow"
SECONDS = 1
"""Of the processor's time: what a rule may take over one job."""
SECONDS_IN_ALL = 10
"""What it may take over all jobs of a call."""


class When(NamedTuple):
    """Which jobs a rule is for; an empty tuple is any."""

    environment: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    tenant_id: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()

    def holds(self, facts: When) -> bool:
        """Whether a job with these facts, one value each, is meant."""
        return all(not wanted or set(wanted) & set(has) for wanted, has in zip(self, facts, strict=True))


class RequiredTag(NamedTuple):
    """A key that a job's canonical map must have, for which jobs, and where the policy says so (`file:line`)."""

    key: str
    when: When
    source: str


class Rule(NamedTuple):
    """A JSON Schema over the canonical map, in JSON text so that it can be a cache's key, and where it stands."""

    name: str
    schema: str
    severity: str
    when: When
    message: str
    source: str
    where: Where


class AllowedValues(NamedTuple):
    """What an AWS tag policy says of one key: its spelling, and the values that it takes (`*` is any text)."""

    key: str
    values: tuple[str, ...]
    source: str


def missing(
    required: tuple[RequiredTag, ...], tags: Mapping[str, Tag], facts: When, prefix: str, where: Where
) -> Iterator[Finding]:
    """The required tags that a canonical map lacks; `where` is the place of a tag that isn't there."""
    for tag in required:
        if tag.key not in tags and tag.when.holds(facts):
            message = f'the tag "{tag.key}" is missing ({tag.source} requires it)'
            yield Finding("required-tag", message, remedy(tag.key, prefix), where)


def broken(
    rules: tuple[Rule, ...], tags: Mapping[str, Tag], facts: When, prefix: str, where: Where, taken: dict[Where, float]
) -> Iterator[Finding]:
    """What the schemas of the rules say against a canonical map, and which of them take too long to say it.

    `taken` are the seconds that each rule took over the jobs before, by its place; what it takes now is added.
    """
    if not rules:
        return
    from .timer import Exceeded, deadline

    canonical = {key: tag.canonical for key, tag in tags.items()}
    with deadline() as timer:
        for rule in rules:
            if not rule.when.holds(facts):
                continue
            before = taken.get(rule.where, 0.0)
            try:
                timer.start(max(min(SECONDS, SECONDS_IN_ALL - before), 0.001))  # 0 would be no bound
                errors = _validator(rule.schema).iter_errors(canonical)
                found = [finding for error in errors for finding in violations(rule, error, tags, prefix, where)]
                taken[rule.where] = before + timer.stop()
            except Exceeded:
                found = [_slow(rule, where, before)]
            yield from found


def _slow(rule: Rule, where: Where, before: float) -> Finding:
    over = f"{SECONDS} s over the tags of {where.document}"
    if before > SECONDS_IN_ALL - SECONDS:
        over = f"{SECONDS_IN_ALL} s over all jobs up to {where.document}"
    fix = "write a pattern that a text can match in one way only: ^[a-z]+$, not ^([a-z]+)+$"
    return Finding(SLOW, f'the rule "{rule.name}" takes more than {over}', fix, rule.where)


def disallowed(policies: tuple[AllowedValues, ...], tags: Mapping[str, tuple[str, Tag]]) -> Iterator[Finding]:
    """What AWS tag policies say against an AWS map: key to formatted value and the tag that it is made of."""
    by_folded = {key.lower(): (key, value, tag) for key, (value, tag) in tags.items()}
    for policy in policies:
        key, value, tag = by_folded.get(policy.key.lower(), (None, "", None))
        if tag is None:
            continue
        if key != policy.key:
            message = f'the key "{key}" is spelt "{policy.key}" in the tag policy ({policy.source})'
            yield Finding(
                "policy/aws-tag-policy", message, f'write "{policy.key}"', tag.origin.where._replace(key=True)
            )
        if policy.values and not any(_matches(allowed, value) for allowed in policy.values):
            message = f'the tag policy allows no value "{value}" for "{policy.key}" ({policy.source})'
            fix = f"use one of: {', '.join(policy.values)}"
            yield Finding("policy/aws-tag-policy", message, fix, tag.origin.where)


@lru_cache(maxsize=1024)
def _validator(schema: str) -> Any:
    import json

    from jsonschema import Draft202012Validator
    from referencing import Registry

    return Draft202012Validator(json.loads(schema), registry=Registry())  # which fetches nothing


def _matches(allowed: str, value: str) -> bool:
    """Whether a value is as a pattern has it, in which `*` is any text: each part as far left as it can stand."""
    first, *parts = allowed.split("*")
    if not parts:
        return value == first
    last = parts.pop()
    if len(value) < len(first) + len(last) or not (value.startswith(first) and value.endswith(last)):
        return False
    position, end = len(first), len(value) - len(last)
    for part in parts:
        position = value.find(part, position, end)
        if position < 0:
            return False
        position += len(part)
    return True
