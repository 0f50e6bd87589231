"""Diagnostics about a job's tags: required tags, and errors of the `jsonschema` library."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from ..light_typing import TYPE_CHECKING
from ..wording import count
from .alternatives import MISSING, SEVERAL, TOGETHER, alternatives
from .same_key import same_key, with_other_fix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from ..diagnostics import Location, Value
    from ..tags.merge import Merged, Tag
    from .alternatives import Alternatives
    from .rules import RequiredTag, Rule

_IDENTITY_FIELDS = {"tenant": "tenant_id", "environment": "environment", "job": "name"}
"""Fields of a job that set its identity tags."""


def required_tag(tag: RequiredTag, prefix: str, location: Location) -> Diagnostic:
    """Return the diagnostic of a required tag that is missing."""
    diagnostic = Diagnostic(
        "required-tag",
        "required tag {0} is missing (required by {2:bare})",
        'add "{0:bare}: …" under "infrastructure.tags"',
        location,
        values=(tag.key, _field(tag.key, prefix), tag.source, ""),
    )
    return _with_field(diagnostic, tag.key, prefix)


def rule_diagnostics(
    rule: Rule, errors: Iterable[Any], merged: Merged, prefix: str, location: Location, provider: str | None
) -> Iterator[Diagnostic]:
    """Return the diagnostics of a rule's errors. `location` is that of a tag that is missing."""
    for error in errors:
        key = str(error.path[0]) if error.path else ""
        named = None if key else alternatives(error)
        if key and error.validator in ("required", "dependentRequired"):
            missing = _missing(rule, key, prefix, location)
            yield with_other_fix(missing, key, same_key(key, merged, provider), merged)._replace(tags=(key,))
        elif key:
            yield _about_tag(rule, error, merged.tags[key])._replace(tags=(key,))
        elif named:
            yield _about_alternatives(rule, named, merged.tags, location)
        else:
            yield _with_fix(_about_map(rule, location, error), error)


def _about_tag(rule: Rule, error: Any, tag: Tag) -> Diagnostic:
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        return _not_allowed(rule, tag)
    if error.validator == "propertyNames":
        return _about_key(rule, tag, error.context[0])
    return _with_fix(_about_value(rule, tag, error), error)


def _missing(rule: Rule, key: str, prefix: str, location: Location) -> Diagnostic:
    diagnostic = Diagnostic(
        f"policy/{rule.name}",
        "{3:bare} Required tag {0} is missing ({2:bare})" if rule.message else "required tag {0} is missing ({2:bare})",
        'add "{0:bare}: …" under "infrastructure.tags"',
        location,
        rule.severity,
        (key, _field(key, prefix), rule.source, rule.message),
    )
    return _with_field(diagnostic, key, prefix)


def _not_allowed(rule: Rule, tag: Tag) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        "{2:bare} Tag {0} is not allowed ({1:bare})"
        if rule.message
        else "tag {0} is not allowed by rule {3} ({1:bare})",
        "remove the tag",
        tag.origin.location.key(),
        rule.severity,
        (tag.key, rule.source, rule.message, rule.name),
    )


def _about_value(rule: Rule, tag: Tag, error: Any) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        '{3:bare} Value {5} of tag {4} is not allowed ("{6:bare}"; {2:bare})'
        if rule.message
        else 'value {5} of tag {4} is not allowed ("{6:bare}"; {2:bare})',
        "correct the tags to satisfy the rule",
        tag.origin.location,
        rule.severity,
        (*_wanted(error), rule.source, rule.message, tag.key, tag.canonical, tag.origin.location.field),
    )


def _about_key(rule: Rule, tag: Tag, error: Any) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        "{3:bare} Tag key {4} is not allowed ({2:bare})" if rule.message else "tag key {4} is not allowed ({2:bare})",
        _KEY_FIXES[error.validator if error.validator in _KEY_FIXES else ""],
        tag.origin.location.key(),
        rule.severity,
        (*_wanted(error), rule.source, rule.message, tag.key),
    )


_KEY_FIXES = {
    "enum": "use one of the keys {0:all}",
    "const": "rename the key to {0}",
    "pattern": "use a key that matches {0}",
    "format": "use a key of the format {0}",
    "minLength": "use a key of at least {0:bare} characters",
    "maxLength": "use a key of at most {0:bare} characters",
    "": "rename the key to satisfy the rule",
}
"""The fix for each keyword that a key fails, and for others; value 0 is that of the keyword."""


def _about_alternatives(rule: Rule, named: Alternatives, tags: Mapping[str, Tag], location: Location) -> Diagnostic:
    branches = [tuple(str(path[0]) for path in paths) for paths in named.paths]
    keys = tuple(sorted({key for branch in branches for key in branch}))
    if named.problem == TOGETHER and len(keys) == 1:
        return _not_allowed(rule, tags[keys[0]])
    diagnostic = Diagnostic(
        f"policy/{rule.name}",
        "{2:bare} These tags match no alternative of the rule: {0:all} ({1:bare})"
        if rule.message
        else "these tags match no alternative of the rule: {0:all} ({1:bare})",
        "set one of: {0:all}",
        location,
        rule.severity,
        (keys, rule.source, rule.message),
        tags=keys,
    )
    if named.problem == MISSING:
        return diagnostic._replace(
            message="{2:bare} One of these tags must be set: {0:all} ({1:bare})"
            if rule.message
            else "one of these tags must be set: {0:all} ({1:bare})",
            fix="add one of: {0:all}",
            values=(tuple(" and ".join(branch) for branch in branches), rule.source, rule.message),
        )
    if named.problem in (SEVERAL, TOGETHER):
        return diagnostic._replace(
            message="{2:bare} These tags must not be set together: {0:all} ({1:bare})"
            if rule.message
            else "these tags must not be set together: {0:all} ({1:bare})",
            fix="remove one of: {0:all}",
        )
    return diagnostic


def _about_map(rule: Rule, location: Location, error: Any) -> Diagnostic:
    return Diagnostic(
        f"policy/{rule.name}",
        "{3:bare} ({2:bare})" if rule.message else "the tags do not satisfy the rule ({2:bare})",
        "correct the tags to satisfy the rule",
        location,
        rule.severity,
        (*_wanted(error), rule.source, rule.message, _difference(error)),
    )


def _field(key: str, prefix: str) -> str:
    """Return the field of a job that sets a generated tag; empty for a key of another prefix."""
    owner, _, name = key.partition(":")
    return _IDENTITY_FIELDS.get(name, name.replace("-", "_")) if owner == prefix else ""


def _with_field(diagnostic: Diagnostic, key: str, prefix: str) -> Diagnostic:
    """Return a diagnostic with a fix that names the field of the tag; values 0 and 1 are key and field."""
    if not _field(key, prefix):
        return diagnostic
    if key.partition(":")[2] in _IDENTITY_FIELDS:
        return diagnostic._replace(fix="set {1} in the job")
    return diagnostic._replace(fix='set {1} under "finops", or {0} under "infrastructure.tags"')


def _wanted(error: Any) -> tuple[Value, str]:
    """Return the value of the keyword that fails, and the number of tags."""
    wanted, tags = error.validator_value, error.instance
    return (
        tuple(map(str, wanted)) if isinstance(wanted, list) else str(wanted),
        str(len(tags)) if isinstance(tags, dict) else "",
    )


def _difference(error: Any) -> str:
    """Return how many tags are too many or too few, `2 tags`; empty for keywords about something else."""
    limit, tags = error.validator_value, error.instance
    return count(abs(len(tags) - limit), "tag") if isinstance(limit, int) and isinstance(tags, dict) else ""


def _with_fix(diagnostic: Diagnostic, error: Any) -> Diagnostic:
    """Return a diagnostic with the fix for its keyword; values 0 and 1 are those of `_wanted`."""
    match error.validator:
        case "enum":
            return diagnostic._replace(fix="use one of: {0:all}")
        case "const":
            return diagnostic._replace(fix="use {0}")
        case "pattern":
            return diagnostic._replace(fix="use a value that matches {0}")
        case "format":
            return diagnostic._replace(fix="use a value of the format {0}")
        case "minLength":
            return diagnostic._replace(fix="use at least {0:bare} characters")
        case "maxLength":
            return diagnostic._replace(fix="use at most {0:bare} characters")
        case "minProperties":
            return diagnostic._replace(fix="add {4:bare}: the job has {1:bare}, the rule requires at least {0:bare}")
        case "maxProperties":
            return diagnostic._replace(fix="remove {4:bare}: the job has {1:bare}, the rule allows at most {0:bare}")
    return diagnostic
