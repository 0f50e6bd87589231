"""From a tag seen on a bill or on a resource back to the lines that emitted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..providers import PROVIDERS, limits_for
from ..tags import normalize as spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..providers.limits import Limits
    from ..tags.merge import Tag
    from .job import Job

_BILLING_PREFIX = "user:"
"""AWS puts it before the keys of cost allocation tags in its reports."""


class Hit(NamedTuple):
    """A tag of a job that a cloud shows as what was looked for."""

    job: str
    provider: str
    key: str
    value: str
    tag: Tag


def hits(job: Job, key: str, value: str, providers: Iterable[str], resource: str | None) -> Iterator[Hit]:
    """The tags of a job that a provider shows as `key=value`, or that are written so.

    Letters' case doesn't count; one item of a list is enough; a cut value is found by what it was cut to.
    """
    wanted_keys = {key.casefold(), key.removeprefix(_BILLING_PREFIX).casefold()}
    for provider in providers:
        known = resource if resource in PROVIDERS[provider].CLASSES else None
        limits = limits_for(provider, known, job.blocks["runtime"]["type"])
        for tag in job.canonical.values():
            shown_key = spelling.format_key(provider, tag.key, limits).text
            if wanted_keys.isdisjoint((tag.key.casefold(), shown_key.casefold())):
                continue
            shown = spelling.format_value(provider, tag.value, limits).text
            if value.casefold() in {text.casefold() for text in (shown, *_spellings(tag, provider, limits))}:
                yield Hit(job.key, provider, shown_key, shown, tag)


def _spellings(tag: Tag, provider: str, limits: Limits) -> Iterator[str]:
    """What stands for a tag's value elsewhere: as merged, and each item of a list as written and as shown."""
    yield tag.canonical
    for item in () if isinstance(tag.value, str) else tag.value:
        yield item
        yield spelling.format_value(provider, item, limits).text
