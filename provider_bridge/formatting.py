"""The canonical map becomes the map that one cloud accepts, with a reason for every change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .diagnostics import ERROR, WARNING, Finding
from .providers import PROVIDERS
from .providers.characters import MARK, cut, digest, nfc
from .tags import LAYERS, canonical, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .diagnostics import Where
    from .providers.characters import Step
    from .providers.limits import Limits
    from .tags import Tag, Value


_SHOWN = 10
"""How many tags a finding names at least, where there are that many."""


class Key(NamedTuple):
    """A formatted key, why it differs from what was written, and what must be said about that."""

    text: str
    reasons: tuple[str, ...]
    rule: str
    """`tag-changed` where the change is a warning."""
    identity: str
    """Keys with the same identity are one for the cloud."""
    problem: tuple[str, str] | None
    """Why it can't be used: the rule and the reason."""


class Text(NamedTuple):
    """A formatted value, why it differs from what was written, and what must be said about that."""

    text: str
    reasons: tuple[str, ...] = ()
    rule: str = ""
    """`tag-changed` or `tag-cut` where the change is a warning."""


class FormattedTag(NamedTuple):
    """A tag as a cloud gets it."""

    key: Key
    value: Text
    tag: Tag


def limits_for(provider: str, resource: str | None, runtime: str | None) -> Limits:
    """The limits of a resource class: the one asked for, else the one that the runtime's resources belong to."""
    cloud = PROVIDERS[provider]
    if resource is None:
        resource = "ecs-task" if provider == "aws" and runtime == "ecs" else cloud.GENERAL.name
    return cloud.CLASSES[resource]


def format_tags(
    provider: str, tags: Iterable[Tag], limits: Limits, where: Where, by_product: bool = False
) -> tuple[dict[str, FormattedTag], list[Finding]]:
    """The map of one cloud, by formatted key in order, and what is wrong or doubtful about it.

    `where` is the place of a finding about the map as a whole. As a by-product (labels of a cluster whose bill is in
    another cloud) a key that can't be a label is left out with a warning.
    """
    findings: list[Finding] = []
    by_identity: dict[str, FormattedTag] = {}
    for tag in sorted(tags, key=_precedence):
        key, value = format_key(provider, tag.key, limits), format_value(provider, tag.value, limits)
        formatted = FormattedTag(key, value, tag)
        if key.problem:
            findings.append(_unusable(provider, tag, key.text, key.problem, by_product))
            continue
        other = by_identity.setdefault(key.identity, formatted)
        if other is formatted:
            if key.rule or value.rule:
                findings.extend(_changes(provider, formatted, limits))
        elif other.value.text != value.text:
            findings.append(_collision(provider, other, formatted))
    if limits.most is not None and len(by_identity) > limits.most:
        findings.append(_too_many(provider, list(by_identity.values()), limits, where))
    return {tag.key.text: tag for tag in sorted(by_identity.values(), key=lambda tag: tag.key.text)}, findings


@lru_cache(maxsize=8192)
def format_key(provider: str, key: str, limits: Limits) -> Key:
    """A key as a cloud takes it; keys are never cut. Cached: estates repeat their keys."""
    cloud = PROVIDERS[provider]
    text, reasons = _apply(cloud.key_steps(limits), key)
    rule, problem = _said(provider, text, nfc(key)), _key_problem(provider, text, limits)
    return Key(text, tuple(reasons), rule, cloud.identity(text), problem)


@lru_cache(maxsize=8192)
def format_value(provider: str, value: Value, limits: Limits) -> Text:
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
    text, more = _apply(cloud.whole_steps(limits), text)
    reasons += more
    if not text and (written or not limits.empty_value):
        text = f"x-{digest(written)}"
        return Text(text, (*reasons, "nothing was left"), "tag-changed")
    if limits.value_starts_with_letter and text and not text[0].isalpha():
        text = f"x-{text}"
        reasons.append("a value starts with a letter here")
    rule = _said(provider, text, expected)
    short = cut(text, written, limits.value_length, cloud.length)
    if short != text:
        return Text(short, (*reasons, f"cut to {limits.value_length} with a digest"), "tag-cut")
    return Text(text, tuple(reasons), rule)


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
            more.append("nothing was left of an item")
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


def _said(provider: str, text: str, expected: str) -> str:
    return "" if PROVIDERS[provider].CHANGES_ARE_EXPECTED or text == expected else "tag-changed"


def _precedence(tag: Tag) -> tuple[int, str]:
    return LAYERS.index(tag.origin.layer), tag.key


def _key_problem(provider: str, key: str, limits: Limits) -> tuple[str, str] | None:
    cloud = PROVIDERS[provider]
    if not key:
        return "tag-key", "nothing is left of it"
    length = cloud.length(key)
    if length > limits.key_length:
        return "tag-key", f"keys take {limits.key_length} characters, and this one has {length}"
    return cloud.key_problem(key, limits)


def _unusable(provider: str, tag: Tag, key: str, problem: tuple[str, str], by_product: bool) -> Finding:
    rule, reason = problem
    title = PROVIDERS[provider].TITLE
    where = tag.origin.where._replace(key=True)
    if by_product:
        message = f'the tag "{tag.key}" gets no {title} label: {reason}'
        return Finding("label-dropped", message, "rename the key if the cluster needs it", where, WARNING)
    shown = f'"{tag.key}"' + (f' (as "{key}")' if key != tag.key else "")
    return Finding(rule, f"the key {shown} can't be used on {title}: {reason}", "rename it", where, ERROR)


def _changes(provider: str, formatted: FormattedTag, limits: Limits) -> Iterable[Finding]:
    title = PROVIDERS[provider].TITLE
    tag, where = formatted.tag, formatted.tag.origin.where
    if formatted.key.rule:
        yield Finding(
            "tag-changed",
            f'the key "{tag.key}" becomes "{formatted.key.text}" on {title}: {", ".join(formatted.key.reasons)}',
            f'write the key as "{formatted.key.text}"',
            where._replace(key=True),
            WARNING,
        )
    if formatted.value.rule == "tag-cut":
        yield Finding(
            "tag-cut",
            f'the value of "{tag.key}" is too long for {title} ({limits.value_length} at most) '
            f'and becomes "{formatted.value.text}"',
            "shorten the value",
            where,
            WARNING,
        )
    elif formatted.value.rule:
        yield Finding(
            "tag-changed",
            f'the value "{tag.canonical}" of "{tag.key}" becomes "{formatted.value.text}" on {title}: '
            + ", ".join(formatted.value.reasons),
            "write the value in characters that every cloud takes: letters, digits, - and _",
            where,
            WARNING,
        )


def _collision(provider: str, first: FormattedTag, second: FormattedTag) -> Finding:
    def shown(formatted: FormattedTag) -> str:
        origin = formatted.tag.origin
        return f'"{formatted.tag.key}" ({named(origin.where)} in {origin.where.document}, "{formatted.value.text}")'

    return Finding(
        "tag-collision",
        f'{shown(first)} and {shown(second)} are both "{first.key.text}" on {PROVIDERS[provider].TITLE}',
        "rename one of them, or give both the same value",
        second.tag.origin.where._replace(key=True),
    )


def _too_many(provider: str, formatted: list[FormattedTag], limits: Limits, where: Where) -> Finding:
    assert limits.most is not None
    excess = len(formatted) - limits.most
    general = limits is PROVIDERS[provider].GENERAL
    place = "on a resource" if general else f"in the resource class {limits.name}"
    title = PROVIDERS[provider].TITLE
    removable = [each.tag for each in formatted if each.tag.origin.layer != LAYERS[-1]]
    removable.sort(key=lambda tag: -LAYERS.index(tag.origin.layer))
    shown = removable[: max(excess, _SHOWN)]
    could_go = [f"{tag.key} ({named(tag.origin.where)} in {tag.origin.where.document})" for tag in shown]
    if len(shown) < len(removable):
        could_go.append(f"{len(removable) - len(shown)} more")
    return Finding(
        "tag-count",
        f"{len(formatted)} tags, but {title} takes {limits.most} {place}",
        f"remove {excess}; these could go, lowest layer first: {', '.join(could_go)}",
        where,
    )
