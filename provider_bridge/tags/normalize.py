"""The format of one key and of one value for a provider, and the reason for every change."""

from __future__ import annotations

import re
from functools import lru_cache, partial

from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers import PROVIDERS
from ..providers.text import LOST, MARK, append_digest, nfc, replace_separator, truncate
from .layers import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..providers import ProviderModule
    from ..providers.limits import Limits, Problem
    from ..providers.text import Step
    from .layers import Value

_EMPTIED = "no supported characters left"
_LETTERS_LOST = "hash appended"
MERGED = "equal items merged"
_REPORTED = frozenset((_EMPTIED, _LETTERS_LOST, MERGED))
"""Reasons that are a warning on every provider, because information is lost or kept only in a hash."""


class FormattedKey(NamedTuple):
    """A formatted key, the reasons for its changes, and the rule that reports them."""

    text: str
    reasons: tuple[str, ...]
    rule: str
    """`tag-changed` if the change is a warning, else empty."""
    collision_key: str
    """The form in which two keys are equal for the provider."""
    problem: Problem | None
    """The reason why the key is refused, or None."""


class FormattedValue(NamedTuple):
    """A formatted value, the reasons for its changes, and the rule that reports them."""

    text: str
    reasons: tuple[str, ...] = ()
    rule: str = ""
    """`tag-changed` or `tag-cut` if the change is a warning, else empty."""
    problem: Problem | None = None
    """The reason why the value is refused, or None."""


def as_column(key: str) -> str:
    """Return a key as the name of a column on a bill: `dativo:cost-center` becomes `dativo_cost_center`."""
    return re.sub("[^a-z0-9]+", "_", key.lower())


@lru_cache(maxsize=8192)
def format_key(provider: str, key: str, limits: Limits) -> FormattedKey:
    """Format a key for a provider. Keys are never truncated. Cached, because projects repeat their keys."""
    module = PROVIDERS[provider]
    text, reasons, lost = _apply(module.key_steps(limits), key)
    rule = "" if module.NORMALIZES_SILENTLY or text == nfc(key) else "tag-changed"
    problem = _key_problem(module, text, limits, lost)
    return FormattedKey(text, tuple(reasons), rule, module.collision_key(text), problem)


def _key_problem(module: ProviderModule, key: str, limits: Limits, lost: bool) -> Problem | None:
    if lost:
        fix = "rename the key using ASCII letters and digits"
        return "tag-key", f"has letters without an ASCII form, which {module.TITLE} requires", fix
    if not key:
        return "tag-key", f"has no characters that {module.TITLE} allows", "rename the key using letters or digits"
    length = module.length(key)
    if length > limits.key_length:
        predicate = f"has {length} characters, {module.TITLE} allows at most {limits.key_length}"
        return "tag-key", predicate, "shorten the key"
    return module.key_problem(key, limits)


@lru_cache(maxsize=8192)
def format_value(provider: str, value: Value, limits: Limits) -> FormattedValue:
    """Format a value for a provider: each item, then all joined. A hash replaces lost parts."""
    module = PROVIDERS[provider]
    written = canonical(value)
    items = (written,) if isinstance(value, str) or not written else value
    kept, heads, reasons = _items(module, items, limits, is_list=items is value)
    text, more = _join(module, kept, limits)
    reasons += [reason for reason in more if reason not in reasons]
    if module.length(text) > limits.value_length:
        head, _ = _join(module, heads, limits)
        text = truncate(head, written, limits.value_length, module.length)
        return FormattedValue(text, (*reasons, f"truncated to {limits.value_length} with a hash"), "tag-cut")
    unchanged = module.NORMALIZES_SILENTLY or text == module.SEPARATOR.join(dict.fromkeys(map(nfc, items)))
    rule = "" if unchanged and _REPORTED.isdisjoint(reasons) else "tag-changed"
    return FormattedValue(text, tuple(reasons), rule, module.value_problem(text))


def _items(
    module: ProviderModule, items: Sequence[str], limits: Limits, is_list: bool
) -> tuple[list[str], list[str], list[str]]:
    """Return the formatted items, the items without hashes, and the reasons. Equal items are merged."""
    steps = module.value_steps(limits)
    if is_list:
        step = partial(replace_separator, separator=module.SEPARATOR)
        steps = (*steps[:-1], (f'"{module.SEPARATOR}" inside an item replaced', step), steps[-1])
    kept, heads = [], []
    reasons: list[str] = []
    for item in items:
        head, more, lost = _apply(steps, item)
        text = head
        if not head and (item or is_list or not limits.empty_value):
            text = head = append_digest(head, item)
            more.append(_EMPTIED)
        elif lost:
            text = append_digest(head, item)
            more.append(_LETTERS_LOST)
        kept.append(text)
        heads.append(head)
        reasons += [reason for reason in more if reason not in reasons]
    unique = list(dict.fromkeys(kept))
    if len(unique) < len(set(map(nfc, items))):
        reasons.append(MERGED)
    return unique, list(dict.fromkeys(heads)), reasons


def _join(module: ProviderModule, items: Sequence[str], limits: Limits) -> tuple[str, list[str]]:
    """Join formatted items, and return the reasons for changes."""
    text, reasons, _ = _apply(module.joined_value_steps(limits), module.SEPARATOR.join(items))
    if len(items) > 1 and module.SEPARATOR != ",":
        reasons.insert(0, f'joined with "{module.SEPARATOR}"')
    if limits.value_starts_with_letter and text and not text[0].isalpha():
        text = f"x-{text}"
        reasons.append('"x-" added: a value must start with a letter')
    return text, reasons


def _apply(steps: Sequence[Step], text: str) -> tuple[str, list[str], bool]:
    """Return the formatted string, the reasons for its changes, and whether a letter or digit was lost."""
    reasons = []
    lost = False
    for reason, step in steps:
        after = step(text)
        if after is not text:
            if after.replace(MARK, "-") != text.replace(MARK, "-"):
                reasons.append(reason)
            lost = lost or LOST in after
            text = after
    return text, reasons, lost
