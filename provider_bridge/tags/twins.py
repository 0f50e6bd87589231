"""Twins: tag keys of a job that become equal on a provider, joined before the policy checks."""

from __future__ import annotations

from ..diagnostics import WARNING, Diagnostic
from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS
from .layers import INFRASTRUCTURE, LAYERS
from .normalize import format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..providers.limits import Limits
    from .merge import Merged, Tag


def join_twins(
    merged: Merged, provider: str, limits: Limits, protected: Collection[str]
) -> tuple[Merged, list[Diagnostic]]:
    """Join the tags that are one on a provider, under the key of the highest layer.

    `protected` are the identity tags and the required keys: no twin may replace them on a provider that keeps case.
    """
    formatted = {tag_key: format_key(provider, tag_key, limits) for tag_key in merged.tags}
    one_keys = {tag_key: tag_key if key.problem else key.collision_key for tag_key, key in formatted.items()}
    if len(set(one_keys.values())) == len(one_keys):
        return merged, []
    groups: dict[str, list[Tag]] = {}
    for tag_key, tag in merged.tags.items():
        groups.setdefault(one_keys[tag_key], []).append(tag)
    tags: dict[str, Tag] = {}
    diagnostics: list[Diagnostic] = []
    for group in groups.values():
        first, *others = sorted(group, key=lambda tag: _precedence(tag, protected))
        joined = first.origins
        for other in others:
            diagnostics += _check_pair(first, other, provider, limits, protected)
            joined += other.origins
        tags[first.key] = first._replace(origins=joined)
    return merged._replace(tags=dict(sorted(tags.items()))), diagnostics


def _precedence(tag: Tag, protected: Collection[str]) -> tuple[bool, int, str]:
    return tag.key not in protected, LAYERS.index(tag.origin.layer), tag.key


def _check_pair(first: Tag, other: Tag, provider: str, limits: Limits, protected: Collection[str]) -> list[Diagnostic]:
    cloud = PROVIDERS[provider]
    location = other.origin.location.key()
    # the keys of other layers come from names of fields
    fix = "remove {0}" if other.origin.layer == INFRASTRUCTURE else "remove {3}"
    values = other.key, first.key, cloud.TITLE, other.origin.location.field
    if first.key in protected and not cloud.NORMALIZES_SILENTLY:
        message = "tag keys {0} and {1} are one key on {2:bare}, and {1} is an identity tag or required"
        return [Diagnostic("tag-collision", message, fix, location, values=values)]
    one, two = (format_value(provider, tag.value, limits).text for tag in (first, other))
    if one != two:
        return [
            Diagnostic(
                "tag-collision",
                'tag keys {0} ("{1:bare}" in {2:bare}) and {3} both become {4} on {5:bare}, with different values',
                "rename one key, or use the same value for both",
                location,
                values=(
                    *(first.key, first.origin.location.field, first.origin.location.document, other.key),
                    *(format_key(provider, first.key, limits).text, cloud.TITLE),
                ),
            )
        ]
    if cloud.NORMALIZES_SILENTLY:
        return []
    message = "tag keys {0} and {1} are one key on {2:bare}; only {1} is set"
    return [Diagnostic("tag-changed", message, fix, location, WARNING, values)]
