"""The tags that change between two sides, and the effect on resources and bills."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..providers import PROVIDERS
from .snapshots import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .snapshots import Pair


class TagChange(NamedTuple):
    """A tag that changes: a value of None is a tag that is not there."""

    job: str
    provider: str
    key: str
    before: str | None
    after: str | None
    old_key: str | None
    """The key that had the value before, where only the key changes."""
    cause: str
    """File and line."""
    effect: str


def tag_changes(pairs: Iterable[Pair]) -> Iterator[TagChange]:
    """Return every tag that differs, by job, provider and key; all tags of jobs that are added or removed."""
    for pair in pairs:
        for provider in PROVIDERS:
            yield from _of_provider(pair, provider)


def _of_provider(pair: Pair, provider: str) -> Iterator[TagChange]:
    old, new = pair
    was = old.maps.get(provider, {}) if old else {}
    now = new.maps.get(provider, {}) if new else {}
    has_old, has_new = bool(old and provider in old.maps), bool(new and provider in new.maps)
    gone: dict[str, str] = {}
    for tag, value in was.items():
        if tag not in now:
            gone.setdefault(value, tag)
    for tag in sorted({*was, *now}):
        before, after = was.get(tag), now.get(tag)
        if before != after:
            cause = (new and new.cause(tag)) or (old and (old.cause(tag) or old.path)) or ""
            old_key = gone.get(after or "") if has_old and has_new and before is None else None
            effect = _effect(provider, before, after, old_key, has_old, has_new)
            if has_old and has_new and old and new and (old.provider, old.slug) != (new.provider, new.slug):
                effect = "set on the new resources" if after is not None else "not set on the new resources"
            yield TagChange(key_of(pair), provider, tag, before, after, old_key, cause, effect)


def _effect(
    provider: str, before: str | None, after: str | None, old_key: str | None, has_old: bool, has_new: bool
) -> str:
    """Return what applying the change does to the resources and to reports about costs."""
    if not has_old:
        return "set when the job's resources are created"
    if not has_new:
        return "removed with the job's resources"
    label = "label" if provider in ("gcp", "kubernetes") else "tag"
    if before is not None and after is not None:
        runs = "; runs in progress keep the old value" if provider in ("aws", "kubernetes", "gcp") else ""
        return f"the value of the {label} changes in place{runs}"
    if old_key is not None:
        activation = "; activate the new key for cost allocation" if provider == "aws" else ""
        return f"the key changes, reports by the old key end here{activation}"
    if after is not None:
        activation = "; a new key counts after its activation for cost allocation" if provider == "aws" else ""
        return f"the {label} is added in place{activation}"
    return f"the {label} is removed in place; reports by it no longer include this job"
