"""What the `jsonschema` library says against a job's tags, in the words of the policy's author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..diagnostics import Finding
from ..tags.merge import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..diagnostics import Where
    from ..tags.merge import Tag
    from .rules import Rule


def violations(rule: Rule, error: Any, tags: Mapping[str, Tag], prefix: str, where: Where) -> Iterator[Finding]:
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


def remedy(key: str, prefix: str) -> str:
    """How an author gives a job a tag."""
    owner, _, field = key.partition(":")
    if owner != prefix or not field:
        return f'add "{key}: …" under infrastructure.tags'
    own = {"tenant": "tenant_id", "environment": "environment", "job": "name"}.get(field)
    if own:
        return f'set "{own}" in the job'
    return f'set "{field.replace("-", "_")}" under finops, or "{key}" under infrastructure.tags'


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
