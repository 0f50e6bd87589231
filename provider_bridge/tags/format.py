"""The format of the canonical map for one provider."""

from __future__ import annotations

from ..diagnostics import MAX_ITEMS, WARNING, Diagnostic
from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers import PROVIDERS, kubernetes, limits_for
from ..providers.text import TO_ASCII
from ..wording import count, first_of
from .layers import INFRASTRUCTURE, LAYERS
from .normalize import MERGED, format_key, format_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ..diagnostics import Location
    from ..providers.limits import Limits, Problem
    from .merge import Merged, Tag
    from .normalize import FormattedKey, FormattedValue


class FormattedTag(NamedTuple):
    """A tag as a provider gets it."""

    key: FormattedKey
    value: FormattedValue
    tag: Tag


def format_job(
    merged: Merged,
    provider: str,
    format_provider: str,
    runtime: str | None,
    limits: Limits,
    location: Location,
    protected: Collection[str] = (),
) -> tuple[dict[str, FormattedTag], dict[str, FormattedTag], list[Diagnostic]]:
    """Format a job's tags for one provider, and its labels where it runs on Kubernetes.

    `provider` is the job's own, and `location` that of a diagnostic about the map as a whole. `protected` are the
    identity tags and the required keys.
    """
    tags, diagnostics = format_tags(format_provider, merged.tags.values(), limits, location)
    labels: dict[str, FormattedTag] = {}
    if "kubernetes" in (provider, runtime):
        general = limits_for("kubernetes", None, None)
        by_product = provider != "kubernetes"
        labels, of_labels = format_tags("kubernetes", merged.tags.values(), general, location, by_product, protected)
        diagnostics += [*of_labels, *_check_annotations(labels, location)]
    return tags, labels, diagnostics


def format_tags(
    provider: str,
    tags: Iterable[Tag],
    limits: Limits,
    location: Location,
    by_product: bool = False,
    protected: Collection[str] = (),
) -> tuple[dict[str, FormattedTag], list[Diagnostic]]:
    """Format tags for one provider, and return the map by formatted key, sorted.

    As a by-product (labels of a cluster whose bill is in another cloud) a key that cannot be a label is left out with
    a warning. No other tag takes the place of one with a protected key.
    """
    diagnostics: list[Diagnostic] = []
    by_collision_key: dict[str, FormattedTag] = {}
    for tag in sorted(tags, key=lambda tag: (tag.key not in protected, *_precedence(tag))):
        key, value = format_key(provider, tag.key, limits), format_value(provider, tag.value, limits)
        formatted = FormattedTag(key, value, tag)
        if key.problem:
            diagnostics.append(_unusable(provider, tag, key.text, key.problem, by_product))
            continue
        if value.problem:
            diagnostics.append(_refused_value(tag, value.problem))
            continue
        other = by_collision_key.setdefault(key.collision_key, formatted)
        if other is formatted:
            if key.rule:
                diagnostics.append(_key_change(provider, formatted))
            if value.rule:
                diagnostics.append(_value_change(provider, formatted, limits))
        elif other.value.text != value.text:
            diagnostics.append(_collision(provider, other, formatted, by_product))
    if limits.max_tags is not None and len(by_collision_key) > limits.max_tags:
        diagnostics.append(_too_many(provider, list(by_collision_key.values()), limits, location))
    return {tag.key.text: tag for tag in sorted(by_collision_key.values(), key=lambda tag: tag.key.text)}, diagnostics


def plain_map(formatted: Mapping[str, FormattedTag]) -> dict[str, str]:
    """Return the map that a provider gets: key to value."""
    return {key: tag.value.text for key, tag in formatted.items()}


def _precedence(tag: Tag) -> tuple[int, str]:
    return LAYERS.index(tag.origin.layer), tag.key


def _unusable(provider: str, tag: Tag, key: str, problem: Problem, by_product: bool) -> Diagnostic:
    rule, predicate, fix = problem
    location, values = tag.origin.location.key(), (tag.key, predicate, key, PROVIDERS[provider].TITLE)
    if by_product:
        message, fix = (
            "tag {0} is not added to the {3:bare} labels: its key {1:bare}",
            "rename the key if you need the label",
        )
        return Diagnostic("label-dropped", message, fix, location, WARNING, values)
    message = "tag key {0} (as {2}) {1:bare}" if key not in (tag.key, "") else "tag key {0} {1:bare}"
    return Diagnostic(rule, message, fix, location, values=values)


def _refused_value(tag: Tag, problem: Problem) -> Diagnostic:
    rule, predicate, fix = problem
    values = (tag.key, predicate)
    return Diagnostic(rule, "the value of tag {0} {1:bare}", fix, tag.origin.location, values=values)


def _key_change(provider: str, formatted: FormattedTag) -> Diagnostic:
    return Diagnostic(
        "tag-changed",
        "tag key {0} becomes {1} on {2:bare}: {3:all}",
        _key_fix(formatted),
        formatted.tag.origin.location.key(),
        WARNING,
        (formatted.tag.key, formatted.key.text, PROVIDERS[provider].TITLE, formatted.key.reasons),
    )


def _key_fix(formatted: FormattedTag) -> str:
    key, tag = formatted.key.text, formatted.tag
    if tag.origin.layer == INFRASTRUCTURE:
        return "rename the key to {1}"
    if key == tag.key.replace(":", "-", 1):  # the prefix of other layers has a colon
        return "use {1} to search for the tag"
    return 'use only letters, digits, "-" and "_" in the name of the field'


def _value_change(provider: str, formatted: FormattedTag, limits: Limits) -> Diagnostic:
    tag, value, title = formatted.tag, formatted.value, PROVIDERS[provider].TITLE
    if value.rule == "tag-cut":
        return Diagnostic(
            "tag-cut",
            "value of tag {0} has {4:bare}, {1:bare} allows at most {2:bare}; it becomes {3}",
            "shorten the value",
            tag.origin.location,
            WARNING,
            (
                tag.key,
                title,
                str(limits.value_length),
                value.text,
                count(PROVIDERS[provider].length(tag.canonical), "character"),
            ),
        )
    return Diagnostic(
        "tag-changed",
        "value {0} of tag {1} becomes {2} on {3:bare}: {4:all}",
        _value_fix(value),
        tag.origin.location,
        WARNING,
        (tag.canonical, tag.key, value.text, title, value.reasons),
    )


def _value_fix(value: FormattedValue) -> str:
    if MERGED in value.reasons:
        return "remove one of the items that become equal"
    if TO_ASCII in value.reasons:
        return 'use only ASCII letters, digits, "-" and "_"'
    return 'use only letters, digits, "-" and "_"'


def _collision(provider: str, first: FormattedTag, second: FormattedTag, by_product: bool) -> Diagnostic:
    one, other = first.tag.origin.location, second.tag.origin.location
    if by_product:
        message = "tag {0} is not added to the {1:bare} labels: {2} becomes the label {3}, with another value"
        values = (second.tag.key, PROVIDERS[provider].TITLE, first.tag.key, first.key.text)
        fix = "rename the key if you need the label"
        return Diagnostic("label-dropped", message, fix, other.key(), WARNING, values)
    return Diagnostic(
        "tag-collision",
        'tag keys {0} ("{1:bare}" in {2:bare}) and {3} both become {4} on {5:bare}, with different values',
        "rename one key, or use the same value for both",
        other.key(),
        values=(
            *(first.tag.key, one.field, one.document, second.tag.key),
            *(first.key.text, PROVIDERS[provider].TITLE),
        ),
    )


def _too_many(provider: str, formatted: list[FormattedTag], limits: Limits, location: Location) -> Diagnostic:
    assert limits.max_tags is not None
    excess = len(formatted) - limits.max_tags
    removable = [each.tag for each in formatted if each.tag.origin.layer != LAYERS[-1]]
    removable.sort(key=lambda tag: -LAYERS.index(tag.origin.layer))
    candidates = [f'"{tag.key} ({tag.origin.location.field} in {tag.origin.location.document})"' for tag in removable]
    return Diagnostic(
        "tag-count",
        "the job has {0:bare}, {1:bare} allows at most {2:bare}"
        if limits is PROVIDERS[provider].GENERAL
        else "the job has {0:bare}, {1:bare} allows at most {2:bare} for resource class {3}",
        "remove {4:bare}; candidates, lowest precedence first: {5:all}",
        location,
        values=(
            *(
                count(len(formatted), "tag"),
                PROVIDERS[provider].TITLE,
                str(limits.max_tags),
                limits.name,
                count(excess, "tag"),
            ),
            first_of(candidates, max(excess, MAX_ITEMS)),
        ),
    )


def _check_annotations(labels: Mapping[str, FormattedTag], location: Location) -> list[Diagnostic]:
    size = sum(len(key.encode()) + len(tag.tag.canonical.encode()) for key, tag in labels.items())
    if size <= kubernetes.ANNOTATIONS_BYTES:
        return []
    message = "annotations have {0:bare} bytes, Kubernetes allows at most {1:bare} for an object"
    values = (f"{size:,}", f"{kubernetes.ANNOTATIONS_BYTES:,}")
    return [Diagnostic("tag-count", message, "shorten the longest values", location, values=values)]
