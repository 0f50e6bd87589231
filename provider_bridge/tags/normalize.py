"""How a cloud writes one key and one value, and the reason for every change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..providers import PROVIDERS
from ..providers.text import MARK, digest, nfc, truncate
from .layers import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..providers.limits import Limits
    from ..providers.text import Step
    from .layers import Value


_ITEM_LOST = "nothing was left of an item"


class FormattedKey(NamedTuple):
    """A formatted key, why it differs from what was written, and what must be said about that."""

    text: str
    reasons: tuple[str, ...]
    rule: str
    """`tag-changed` where the change is a warning."""
    collision_key: str
    """Keys with the same collision key are one for the cloud."""
    problem: tuple[str, str] | None
    """Why it can't be used: the rule and the reason."""


class FormattedValue(NamedTuple):
    """A formatted value, why it differs from what was written, and what must be said about that."""

    text: str
    reasons: tuple[str, ...] = ()
    rule: str = ""
    """`tag-changed` or `tag-cut` where the change is a warning."""


@lru_cache(maxsize=8192)
def format_key(provider: str, key: str, limits: Limits) -> FormattedKey:
    """A key as a cloud takes it; keys are never cut. Cached: estates repeat their keys."""
    cloud = PROVIDERS[provider]
    text, reasons = _apply(cloud.key_steps(limits), key)
    rule, problem = _change_rule(provider, text, nfc(key)), _key_problem(provider, text, limits)
    return FormattedKey(text, tuple(reasons), rule, cloud.collision_key(text), problem)


@lru_cache(maxsize=8192)
def format_value(provider: str, value: Value, limits: Limits) -> FormattedValue:
    """A value as a cloud takes it: a list's items each alone, then joined; too long or empty with a digest."""
    cloud = PROVIDERS[provider]
    written = canonical(value)
    reasons: list[str] = []
    if isinstance(value, str):
        text, reasons = _apply(cloud.value_steps(limits), value)
        expected = nfc(value)
    else:
        items, reasons = _items(provider, value, limits)
        text = cloud.SEPARATOR.join(items)
        expected = cloud.SEPARATOR.join(map(nfc, value))
    text, more = _apply(cloud.joined_value_steps(limits), text)
    reasons += more
    if not text and (written or not limits.empty_value):
        text = f"x-{digest(written)}"
        return FormattedValue(text, (*reasons, "nothing was left"), "tag-changed")
    if limits.value_starts_with_letter and text and not text[0].isalpha():
        text = f"x-{text}"
        reasons.append("a value starts with a letter here")
    rule = "tag-changed" if _ITEM_LOST in reasons else _change_rule(provider, text, expected)
    short = truncate(text, written, limits.value_length, cloud.length)
    if short != text:
        return FormattedValue(short, (*reasons, f"cut to {limits.value_length} with a digest"), "tag-cut")
    return FormattedValue(text, tuple(reasons), rule)


def _items(provider: str, value: tuple[str, ...], limits: Limits) -> tuple[list[str], list[str]]:
    cloud = PROVIDERS[provider]
    reasons: list[str] = []
    items: list[str] = []
    for item in value:
        text, more = _apply(cloud.value_steps(limits), item)
        joint = _without_separator(text, cloud.SEPARATOR)
        if joint != text:
            more.append(f'"{cloud.SEPARATOR}" inside an item replaced')
            text, _ = _apply(cloud.value_steps(limits), joint)
        if not text:
            more.append(_ITEM_LOST)
            text = f"x-{digest(item)}"
        reasons += [reason for reason in more if reason not in reasons]
        items.append(text)
    unique = list(dict.fromkeys(items))
    if len(unique) < len(items):
        reasons.append("equal items made one")
    if len(unique) > 1 and cloud.SEPARATOR != ",":
        reasons.append(f'joined with "{cloud.SEPARATOR}"')
    return unique, reasons


def _without_separator(text: str, separator: str) -> str:
    """An item that can't be mistaken for two: each run of the separator becomes a `-` that may be trimmed."""
    return re.sub(f"{separator}{separator[0]}*", MARK, text) if separator in text else text


def _apply(steps: Sequence[Step], text: str) -> tuple[str, list[str]]:
    reasons = []
    for reason, step in steps:
        after = step(text)
        if after.replace(MARK, "-") != text.replace(MARK, "-"):
            reasons.append(reason)
        text = after
    return text, reasons


def _change_rule(provider: str, text: str, expected: str) -> str:
    return "" if PROVIDERS[provider].NORMALIZES_SILENTLY or text == expected else "tag-changed"


def _key_problem(provider: str, key: str, limits: Limits) -> tuple[str, str] | None:
    cloud = PROVIDERS[provider]
    if not key:
        return "tag-key", "nothing is left of it"
    length = cloud.length(key)
    if length > limits.key_length:
        return "tag-key", f"keys take {limits.key_length} characters, and this one has {length}"
    return cloud.key_problem(key, limits)
