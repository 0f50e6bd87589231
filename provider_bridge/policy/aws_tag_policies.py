"""AWS tag policies: the reader of saved policies, and the check of AWS tags against them.

Syntax: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html
(read 2026-11-30).
"""

from __future__ import annotations

import json

from ..diagnostics import RENAME, WARNING, Diagnostic, Edit
from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers.classes import terraform_types_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from ..diagnostics import Location
    from ..tags.format import FormattedTag

RULE = "policy/aws-tag-policy"
_SAVE_CONTENT = "save the PolicyContent of: aws organizations describe-effective-policy"
_INHERITANCE = ("@@append", "@@remove")
"""Operators whose result depends on the policies above."""
MODULE_TYPES = (
    *("aws_budgets_budget", "aws_cloudwatch_event_rule", "aws_cloudwatch_log_group", "aws_ecs_task_definition"),
    *("aws_iam_role", "aws_kms_key", "aws_s3_bucket", "aws_security_group", "aws_sns_topic"),
)
"""The types of the resources with tags that the module `aws/ecs-dagster` makes for a job."""


class KeyPolicy(NamedTuple):
    """The part of an AWS tag policy about one key: its spelling, its allowed values, and the file.

    `*` in a value is any string. `required_for` are the resource types, such as `ec2:instance`, for which AWS reports
    that the key is missing.
    """

    key: str
    values: tuple[str, ...]
    source: str
    required_for: tuple[str, ...] = ()


def read(text: bytes, path: str, location: Location) -> tuple[tuple[KeyPolicy, ...], list[Diagnostic]]:
    """Return the key policies in a file: an effective policy, or one with `@@assign` only.

    `location` is that of the file's name in the configuration.
    """
    policy, diagnostics = _load(text, path, location)
    diagnostics = diagnostics or list(_problems(policy, path, location))[:1]
    if diagnostics:
        return (), diagnostics
    return tuple(_key_policy(name, rule, path) for name, rule in _rules(policy)), []


def check_aws_tag_policies(policies: tuple[KeyPolicy, ...], tags: Mapping[str, FormattedTag]) -> list[Diagnostic]:
    """Return an error for each tag of an AWS map that AWS tag policies do not allow."""
    return list(_refused(policies, tags)) if policies else []


def report_required(
    policies: Iterable[KeyPolicy], resource_types: Iterable[str], tags: Iterable[str], location: Location
) -> list[Diagnostic]:
    """Return a warning for each key that AWS would report as missing on resources with some tags.

    `resource_types` are Terraform's, such as `aws_instance`. A key in another case is not missing: its spelling is
    reported elsewhere. `location` is that of the tags.
    """
    types, keys = sorted(set(resource_types)), {key.lower() for key in tags}
    return [
        Diagnostic(
            RULE,
            "tag {0} is missing on {1:list} (required by {2:bare})",
            'add "{0:bare}: …" under "infrastructure.tags"',
            location,
            WARNING,
            (policy.key, required_for, policy.source),
            tags=(policy.key,),
        )
        for policy in policies
        if policy.key.lower() not in keys
        and (required_for := tuple(each for each in types if is_required_for(policy, each)))
    ]


def is_required_for(policy: KeyPolicy, resource_type: str) -> bool:
    """Return whether AWS reports resources of a Terraform type that lack the key of a policy."""
    return any(resource_type in terraform_types_of(each) for each in policy.required_for)


def _load(text: bytes, path: str, location: Location) -> tuple[Any, list[Diagnostic]]:
    """Return the policy in a file, which may be the whole output of `describe-effective-policy`."""
    try:
        document = json.loads(text)
        effective = document.get("EffectivePolicy") if isinstance(document, dict) else None
        content = effective.get("PolicyContent") if isinstance(effective, dict) else None
        return (json.loads(content) if isinstance(content, str) else document), []
    except (RecursionError, ValueError) as error:
        diagnostic = Diagnostic(
            "config-invalid",
            "tag policy {0} has too many nested levels"
            if isinstance(error, RecursionError)
            else "tag policy {0} must be JSON: {1:bare}",
            _SAVE_CONTENT,
            location,
            values=(path, str(error)),
        )
        return None, [diagnostic]


def _problems(policy: Any, path: str, location: Location) -> Iterator[Diagnostic]:
    if not isinstance(policy, dict) or not isinstance(policy.get("tags"), dict):
        yield Diagnostic(
            "config-invalid", 'tag policy {0} must have a mapping "tags"', _SAVE_CONTENT, location, values=(path,)
        )
        return
    for operator in _INHERITANCE:
        if _has_key(policy, operator):
            yield Diagnostic(
                "config-invalid",
                "{0} contains inheritance operators such as {1}",
                "save the effective policy with: aws organizations describe-effective-policy",
                location,
                values=(path, operator),
            )
    for name, rule in _rules(policy):
        if not isinstance(rule, dict):
            yield Diagnostic(
                "config-invalid",
                '"tags.{1:bare}" in {0} must be a mapping',
                _SAVE_CONTENT,
                location,
                values=(path, name),
            )
        elif not isinstance(_assigned(rule, "tag_key", ""), str) or not _is_strings(_assigned(rule, "tag_value", [])):
            yield Diagnostic(
                "config-invalid",
                '"tags.{1:bare}" in {0} must have a string as "tag_key" and a list of strings as "tag_value"',
                _SAVE_CONTENT,
                location,
                values=(path, name),
            )
        elif not _is_strings(_assigned(rule, "report_required_tag_for", [])):
            yield Diagnostic(
                "config-invalid",
                '"tags.{1:bare}.report_required_tag_for" in {0} must be a list of strings',
                _SAVE_CONTENT,
                location,
                values=(path, name),
            )


def _rules(policy: Any) -> list[tuple[str, Any]]:
    """Return the rules of a policy by name, without operators (`@@…`)."""
    return sorted((name, rule) for name, rule in policy["tags"].items() if not name.startswith("@@"))


def _key_policy(name: str, rule: dict[str, Any], path: str) -> KeyPolicy:
    return KeyPolicy(
        _assigned(rule, "tag_key", name.lower()),
        tuple(_assigned(rule, "tag_value", [])),
        path,
        tuple(_assigned(rule, "report_required_tag_for", [])),
    )


def _assigned(rule: dict[str, Any], field: str, default: Any) -> Any:
    value = rule.get(field, default)
    return value.get("@@assign", value) if isinstance(value, dict) else value


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _has_key(data: Any, key: str) -> bool:
    """Return whether a mapping somewhere in JSON data has a key."""
    below = [data]
    while below:
        each = below.pop()
        if isinstance(each, dict):
            if key in each:
                return True
            below += each.values()
        elif isinstance(each, list):
            below += each
    return False


def _refused(policies: tuple[KeyPolicy, ...], tags: Mapping[str, FormattedTag]) -> Iterator[Diagnostic]:
    by_lower_case = {key.lower(): (key, each.value.text, each.tag) for key, each in tags.items()}
    for policy in policies:
        key, value, tag = by_lower_case.get(policy.key.lower(), ("", "", None))
        if tag is None:
            continue
        if key != policy.key:
            yield Diagnostic(
                RULE,
                "tag key {0} must be written {1} (required by {2:bare})",
                "rename the key to {1}",
                tag.origin.location.key(),
                values=(key, policy.key, policy.source),
                tags=(tag.key,),
                edit=Edit(RENAME, key, policy.key),
            )
        if policy.values and not any(_matches(allowed, value) for allowed in policy.values):
            yield Diagnostic(
                RULE,
                "value {0} of tag {1} is not allowed by {2:bare}",
                "use one of: {3:all}",
                tag.origin.location,
                values=(value, policy.key, policy.source, policy.values),
                tags=(tag.key,),
            )


def _matches(allowed: str, value: str) -> bool:
    """Return whether a value matches a pattern in which `*` is any string."""
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
