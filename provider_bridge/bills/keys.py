"""The keys of tags as bills spell them: in any case, with prefixes, other characters as an underscore."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..providers import PROVIDERS
from ..tags.normalize import as_column, format_key

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = re.compile(r"(?i)(?:resourceTags/|resource_tags_|k8s-label/)?(?:user:|user_|user/)?(?:k8s-label/)?(?=.)")
"""What bills put before a key: cost and usage reports of AWS, Cost Explorer, the cost allocation of GKE."""


@lru_cache(maxsize=65536)
def forms(key: str) -> frozenset[str]:
    """Return the plain forms of a key on a bill, with its prefix and without."""
    prefix = _PREFIX.match(key)
    return frozenset({as_column(key), as_column(key[prefix.end() :])} if prefix else {as_column(key)})


class WantedKey(NamedTuple):
    """A tag to look for on a bill: its canonical key, and its plain forms as the providers emit it."""

    key: str
    plain_forms: frozenset[str]

    def is_spelled(self, key: str) -> bool:
        """Return whether a key on a bill is this one."""
        return not self.plain_forms.isdisjoint(forms(key))


@lru_cache(maxsize=4096)
def wanted(key: str) -> WantedKey:
    """Return a tag to look for: as written, and as each provider emits it."""
    emitted = (format_key(name, key, cloud.GENERAL).text for name, cloud in PROVIDERS.items())
    return WantedKey(key, frozenset(as_column(each) for each in (key, *emitted) if each))


def spellings(keys: Iterable[WantedKey], on_bill: Iterable[str]) -> list[list[str]]:
    """Return for each tag the keys of a bill that are it, sorted."""
    available = sorted(on_bill)
    return [[key for key in available if each.is_spelled(key)] for each in keys]
