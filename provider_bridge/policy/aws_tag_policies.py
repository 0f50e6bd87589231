"""AWS tag policies: the files that an organization saves, and the check of an AWS map against them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..diagnostics import Location
    from ..tags.format import FormattedTag

_RULE = "policy/aws-tag-policy"


class AllowedValues(NamedTuple):
    """What an AWS tag policy allows for one key: its spelling, and the values (`*` is any text)."""

    key: str
    values: tuple[str, ...]
    source: str


def read(text: bytes, path: str, location: Location) -> tuple[tuple[AllowedValues, ...], list[Diagnostic]]:
    """Return what a file with a tag policy allows, effective or as attached (`@@assign`).

    `location` is that of the file's name in the configuration.
    """
    try:
        document = json.loads(text)
    except RecursionError:
        return (), [_invalid("{0} is no tag policy: it is nested too deeply", path, location)]
    except ValueError as error:
        return (), [_invalid("{0} is no tag policy: {1:bare}", path, location, str(error))]
    tags = document.get("tags") if isinstance(document, dict) else None
    if not isinstance(tags, dict):
        return (), [_invalid('{0} is no tag policy: it has no "tags"', path, location)]
    allowed = []
    for name, rule in sorted(tags.items()):
        if name.startswith("@@"):  # what policies below may change
            continue
        if not isinstance(rule, dict):
            return (), [_invalid('{0} is no tag policy: "tags.{1:bare}" is no object', path, location, name)]
        key, values = _assigned(rule.get("tag_key", name.lower())), _assigned(rule.get("tag_value", []))
        if (
            not isinstance(key, str)
            or not isinstance(values, list)
            or not all(isinstance(value, str) for value in values)
        ):
            message = '{0} is no tag policy: "tags.{1:bare}" has no text as tag_key, or no list of texts as tag_value'
            return (), [_invalid(message, path, location, name)]
        allowed.append(AllowedValues(key, tuple(values), path))
    return tuple(allowed), []


def check_aws_tag_policies(policies: tuple[AllowedValues, ...], tags: Mapping[str, FormattedTag]) -> list[Diagnostic]:
    """Return what AWS tag policies refuse in an AWS map."""
    return list(_refused(policies, tags)) if policies else []


def _refused(policies: tuple[AllowedValues, ...], tags: Mapping[str, FormattedTag]) -> Iterator[Diagnostic]:
    by_lower_case = {key.lower(): (key, each.value.text, each.tag) for key, each in tags.items()}
    for policy in policies:
        key, value, tag = by_lower_case.get(policy.key.lower(), ("", "", None))
        if tag is None:
            continue
        if key != policy.key:
            message, fix = "the key {0} is spelt {1} in the tag policy ({2:bare})", "write {1}"
            yield Diagnostic(_RULE, message, fix, tag.origin.location.key(), values=(key, policy.key, policy.source))
        if policy.values and not any(_matches(allowed, value) for allowed in policy.values):
            message, fix = "the tag policy allows no value {0} for {1} ({2:bare})", "use one of: {3:all}"
            values = (value, policy.key, policy.source, policy.values)
            yield Diagnostic(_RULE, message, fix, tag.origin.location, values=values)


def _assigned(value: Any) -> Any:
    return value.get("@@assign", value) if isinstance(value, dict) else value


def _invalid(message: str, path: str, location: Location, reason: str = "") -> Diagnostic:
    fix = "save what `aws organizations describe-effective-policy` gives as PolicyContent"
    return Diagnostic("config-invalid", message, fix, location, values=(path, reason))


def _matches(allowed: str, value: str) -> bool:
    """Return whether a value matches a pattern in which `*` is any text: each part as far left as it can stand."""
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
