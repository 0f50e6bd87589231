"""What the `jsonschema` library reports about a job's tags, in the words of the policy's author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from ..tags.merge import field_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..diagnostics import Location, Value
    from ..tags.merge import Tag
    from .rules import Rule

_IDENTITY_FIELDS = {"tenant": "tenant_id", "environment": "environment", "job": "name"}
"""Fields of a job that set its identity tags."""


def rule_diagnostics(
    rule: Rule, error: Any, tags: Mapping[str, Tag], prefix: str, location: Location
) -> Iterator[Diagnostic]:
    """Return the diagnostics of one error of the `jsonschema` library; a missing key has one of its own.

    `location` is that of a tag that is missing.
    """
    if error.path and error.path[0] in tags:
        yield _about_value(rule, error, tags[error.path[0]])
    elif error.validator in ("required", "dependentRequired"):
        for key in _missing(error):
            fix, own = how_to_add(key, prefix)
            yield _diagnostic(rule, "The tag {0} is missing ({2:bare})", fix, location, (*own, rule.source))
    elif error.validator in ("additionalProperties", "unevaluatedProperties"):
        for key in _not_allowed(error, tags):
            yield _about_key(rule, tags[key], "The tag {0} is none of the policy's ({1:bare})", "remove it", ())
    elif "propertyNames" in error.schema_path and error.instance in tags:
        fix, values = _how_to_satisfy(error)
        message = "The key {0} is not as the policy wants it ({1:bare})"
        yield _about_key(rule, tags[error.instance], message, fix, values)
    else:
        fix, values = _how_to_satisfy(error)
        message = "{0:bare} ({1:bare})" if rule.message else "The tags don't satisfy the rule. ({1:bare})"
        fix = _shifted(fix, 2)
        yield Diagnostic(
            f"policy/{rule.name}", message, fix, location, rule.severity, (rule.message, rule.source, *values)
        )


def how_to_add(key: str, prefix: str) -> tuple[str, tuple[str, str]]:
    """Return how an author gives a job a tag: a fix, and its two values, the key first."""
    owner, _, field = key.partition(":")
    if owner != prefix or not field:
        return 'add "{0:bare}: …" under infrastructure.tags', (key, "")
    if field in _IDENTITY_FIELDS:
        return "set {1} in the job", (key, _IDENTITY_FIELDS[field])
    return "set {1} under finops, or {0} under infrastructure.tags", (key, field.replace("-", "_"))


def _about_value(rule: Rule, error: Any, tag: Tag) -> Diagnostic:
    fix, values = _how_to_satisfy(error)
    message = "{0} is {1} ({2:bare}; {3:bare})"
    own = (tag.key, tag.canonical, field_path(tag.origin.location), rule.source)
    return _diagnostic(rule, message, _shifted(fix, len(own)), tag.origin.location, (*own, *values))


def _about_key(rule: Rule, tag: Tag, message: str, fix: str, values: tuple[Value, ...]) -> Diagnostic:
    location = tag.origin.location.key()
    return _diagnostic(rule, message, _shifted(fix, 2), location, (tag.key, rule.source, *values))


def _diagnostic(rule: Rule, message: str, fix: str, location: Location, values: tuple[Value, ...]) -> Diagnostic:
    """Return a diagnostic of a rule, behind the message that its author gave it."""
    if rule.message:
        message, values = f"{{{len(values)}:bare}} {message}", (*values, rule.message)
    return Diagnostic(f"policy/{rule.name}", message, fix, location, rule.severity, values)


def _shifted(template: str, by: int) -> str:
    """Return a template whose values come behind others."""
    return re.sub(r"\{(\d+)", lambda field: f"{{{int(field[1]) + by}", template)


def _missing(error: Any) -> list[str]:
    """Return the keys that a map lacks. The library gives each an error of its own; `finish` joins equal ones."""
    if error.validator == "required":
        wanted = error.validator_value
    else:
        wanted = [key for name, keys in error.validator_value.items() if name in error.instance for key in keys]
    return [key for key in wanted if key not in error.instance]


def _not_allowed(error: Any, tags: Mapping[str, Tag]) -> list[str]:
    """Return the keys that an error of `additionalProperties` or `unevaluatedProperties` is about."""
    if error.validator == "unevaluatedProperties":
        return sorted(key for key in tags if repr(key) in error.message)
    patterns = error.schema.get("patternProperties", {})
    return sorted(
        key
        for key in set(error.instance) - set(error.schema.get("properties", {}))
        if not any(re.search(pattern, key) for pattern in patterns)
    )


def _how_to_satisfy(error: Any) -> tuple[str, tuple[Value, ...]]:
    value = error.validator_value
    if error.validator == "enum":
        return "use one of: {0:all}", (tuple(map(str, value)),)
    if error.validator == "const":
        return 'write "{0:bare}"', (str(value),)
    if error.validator == "pattern":
        return "write it so that it matches {0:bare}", (str(value),)
    if error.validator == "minLength":
        return "use {0:bare} characters at least", (str(value),)
    if error.validator == "maxLength":
        return "use {0:bare} characters at most", (str(value),)
    if error.validator == "minProperties":
        return "have {0:bare} tags at least, and not {1:bare}", (str(value), str(len(error.instance)))
    if error.validator == "maxProperties":
        return "have {0:bare} tags at most, and not {1:bare}", (str(value), str(len(error.instance)))
    return "change the tags so that the rule holds", ()
