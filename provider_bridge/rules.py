"""The organisation's rules over a job's tags: what the policy file says, judged job by job.

Findings speak of the tag, of where it comes from and of how to mend it, in the policy author's words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .diagnostics import Finding, Where
from .tags import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .tags import Tag


SLOW = "policy-slow"


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
    rules: tuple[Rule, ...], tags: Mapping[str, Tag], facts: When, prefix: str, where: Where
) -> Iterator[Finding]:
    """What the schemas of the rules say against a canonical map, and which of them take too long to say it."""
    if not rules:
        return
    from .deadline import SECONDS, Exceeded, deadline

    canonical = {key: tag.canonical for key, tag in tags.items()}
    with deadline() as start:
        for rule in rules:
            if not rule.when.holds(facts):
                continue
            start()
            try:
                errors = _validator(rule.schema).iter_errors(canonical)
                found = [finding for error in errors for finding in _findings(rule, error, tags, prefix, where)]
            except Exceeded:
                message = f'the rule "{rule.name}" takes more than {SECONDS} s over the tags of {where.document}'
                fix = "write a pattern that a text can match in one way only: ^[a-z]+$, not ^([a-z]+)+$"
                found = [Finding(SLOW, message, fix, rule.where)]
            yield from found


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


def remedy(key: str, prefix: str) -> str:
    """How an author gives a job a tag."""
    owner, _, field = key.partition(":")
    if owner != prefix or not field:
        return f'add "{key}: …" under infrastructure.tags'
    own = {"tenant": "tenant_id", "environment": "environment", "job": "name"}.get(field)
    if own:
        return f'set "{own}" in the job'
    return f'set "{field.replace("-", "_")}" under finops, or "{key}" under infrastructure.tags'


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


def _findings(rule: Rule, error: Any, tags: Mapping[str, Tag], prefix: str, where: Where) -> Iterator[Finding]:
    """The findings of one error of the `jsonschema` library; a missing key has one of its own each."""
    name, said = f"policy/{rule.name}", f"{rule.message} " if rule.message else ""
    if error.path and error.path[0] in tags:
        tag = tags[error.path[0]]
        message = f'{said}"{tag.key}" is "{tag.canonical}" ({named(tag.origin.where)}; {rule.source})'
        yield Finding(name, message, _fix(error), tag.origin.where, rule.severity)
    elif error.validator == "required":
        for key in error.validator_value:
            if error.message.startswith(f"{key!r} is a required"):  # the library says each missing one alone
                message = f'{said}The tag "{key}" is missing ({rule.source})'
                yield Finding(name, message, remedy(key, prefix), where, rule.severity)
    elif error.validator == "dependentRequired":
        for key in {key for keys in error.validator_value.values() for key in keys}:
            if error.message.startswith(f"{key!r} is a dependency"):
                message = f'{said}The tag "{key}" is missing ({rule.source})'
                yield Finding(name, message, remedy(key, prefix), where, rule.severity)
    elif error.validator == "unevaluatedProperties":
        for key in sorted(key for key in tags if repr(key) in error.message):
            message = f'{said}The tag "{key}" is none of the policy\'s ({rule.source})'
            yield Finding(name, message, "remove it", tags[key].origin.where._replace(key=True), rule.severity)
    elif "propertyNames" in error.schema_path and error.instance in tags:
        tag = tags[error.instance]
        message = f'{said}The key "{tag.key}" is not as the policy wants it ({rule.source})'
        yield Finding(name, message, _fix(error), tag.origin.where._replace(key=True), rule.severity)
    elif error.validator == "additionalProperties":
        known = set(error.schema.get("properties", {}))
        patterns = list(error.schema.get("patternProperties", {}))
        for key in sorted(set(error.instance) - known):
            if not any(re.search(pattern, key) for pattern in patterns):
                tag = tags[key]
                message = f'{said}The tag "{key}" is none of the policy\'s ({rule.source})'
                yield Finding(name, message, "remove it", tag.origin.where._replace(key=True), rule.severity)
    else:
        reason = rule.message or "The tags don't satisfy the rule."
        yield Finding(name, f"{reason} ({rule.source})", _fix(error), where, rule.severity)


def _fix(error: Any) -> str:
    value = error.validator_value
    if error.validator == "enum":
        return f"use one of: {', '.join(map(str, value))}"
    if error.validator == "const":
        return f'write "{value}"'
    if error.validator == "pattern":
        return f"write it so that it matches {value}"
    if error.validator in ("minLength", "maxLength"):
        return f"use {value} characters at {'least' if error.validator == 'minLength' else 'most'}"
    if error.validator in ("minProperties", "maxProperties"):
        bound = "least" if error.validator == "minProperties" else "most"
        return f"have {value} tags at {bound}, and not {len(error.instance)}"
    return "change the tags so that the rule holds"
