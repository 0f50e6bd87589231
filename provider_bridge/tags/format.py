"""The canonical map becomes the map that one cloud accepts, and what is wrong or doubtful about it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import ERROR, WARNING, Finding
from ..providers import PROVIDERS
from .merge import LAYERS, named
from .normalize import format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Where
    from ..providers.limits import Limits
    from .merge import Tag
    from .normalize import Key, Text


_SHOWN = 10
"""How many tags a finding names at least, where there are that many."""


class FormattedTag(NamedTuple):
    """A tag as a cloud gets it."""

    key: Key
    value: Text
    tag: Tag


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


def _precedence(tag: Tag) -> tuple[int, str]:
    return LAYERS.index(tag.origin.layer), tag.key


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
