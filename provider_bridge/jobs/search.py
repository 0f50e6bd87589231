"""The search from a tag on a bill or on a resource back to the lines that emit it."""

from __future__ import annotations

import re

from ..diagnostics import Location
from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers import PROVIDERS, limits_for
from ..providers.text import nfc, split_camel
from ..tags.format import format_tags
from ..tags.normalize import as_column, format_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..providers.limits import Limits
    from ..tags.format import FormattedTag
    from ..tags.merge import Tag
    from .job import Job

_POD_LABEL = "k8s-label/"
_BILL_PREFIX = re.compile(r"(?:resourceTags/user:|resource_tags_user_|resourceTags/|user:|user_|k8s-label/)(?=.)")
"""Prefixes of keys on bills: AWS cost and usage reports, Cost Explorer, GKE cost allocation."""


class Match(NamedTuple):
    """A tag of a job that matches a search."""

    job: str
    provider: str
    key: str
    value: str
    tag: Tag
    exact: bool
    """True if key and value are equal to those of the search, without the prefix of a bill."""


def find_tag(job: Job, wanted: str, providers: Iterable[str], resource: str | None) -> Iterator[Match]:
    """Yield the tags of a job that match `KEY=VALUE`, as written or in the format of a provider.

    Case is ignored, one item of a list is enough, and a key may contain `=` or have the form of a bill.
    """
    wanted = nfc(wanted)
    pairs = [(wanted[:index], wanted[index + 1 :]) for index, char in enumerate(wanted) if char == "=" and index]
    for provider in providers:
        limits = _limits(job, provider, resource)
        for key, formatted in emitted(job, provider, limits).items():
            value, tag = formatted.value.text, formatted.tag
            for wanted_key, wanted_value in pairs:
                if _is_key(wanted_key, key, tag, provider) and wanted_value.casefold() in _values(
                    formatted, provider, limits
                ):
                    exact = wanted_value == value and key in (wanted_key, _BILL_PREFIX.sub("", wanted_key, count=1))
                    yield Match(job.key, provider, key, value, tag, exact)
                    break


def is_bill_spelling(wanted: str) -> bool:
    """Return whether a tag is written as a bill has it, with a prefix before its key."""
    return _BILL_PREFIX.match(wanted) is not None


def emitted(job: Job, provider: str, limits: Limits) -> Mapping[str, FormattedTag]:
    """Return the tags of a job in the format of a provider."""
    if provider == job.format:
        return job.tags
    if provider == "kubernetes" and job.labels:
        return job.labels
    tags, _ = format_tags(provider, job.canonical.values(), limits, Location(job.path), by_product=True)
    return tags


def _limits(job: Job, provider: str, resource: str | None) -> Limits:
    known = resource if resource and resource in PROVIDERS[provider].resource_classes() else None
    return limits_for(provider, known, job.blocks["runtime"]["type"])


def _is_key(wanted: str, key: str, tag: Tag, provider: str) -> bool:
    if wanted.casefold() in (key.casefold(), nfc(tag.key).casefold()):
        return True
    on_bill = _BILL_PREFIX.match(wanted)
    if on_bill is None or provider not in (("kubernetes",) if on_bill[0] == _POD_LABEL else ("aws", "kubernetes")):
        return False
    columns = {as_column(form) for each in (key, tag.key) for form in (each, split_camel(each))}
    return as_column(wanted[on_bill.end() :]) in columns


def _values(formatted: FormattedTag, provider: str, limits: Limits) -> set[str]:
    """Return the values that a search matches: formatted, canonical, and each item of a list."""
    tag = formatted.tag
    values = {formatted.value.text, tag.canonical}
    for item in () if isinstance(tag.value, str) else tag.value:
        values |= {item, format_value(provider, item, limits).text}
    return {nfc(value).casefold() for value in values}
