"""The key of a job that a required key would collide with."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS, limits_for
from ..tags.layers import INFRASTRUCTURE
from ..tags.normalize import format_key

if TYPE_CHECKING:
    from ..tags.merge import Merged, Tag


def has_spellings(tag: Tag) -> bool:
    """Return whether `infrastructure.tags` has several keys that are joined into one tag."""
    return len({origin.location.path for origin in tag.origins if origin.layer == INFRASTRUCTURE}) > 1


def same_key(key: str, merged: Merged, provider: str | None) -> str | None:
    """Return a key that a required key would collide with, in another case or as formatted."""
    in_other_case = next((other for other in merged.tags if other.casefold() == key.casefold()), None)
    if in_other_case is not None or provider not in PROVIDERS:
        return in_other_case
    limits = limits_for(provider, None, None)
    wanted = format_key(provider, key, limits)
    if wanted.problem:
        return None
    return next(
        (each for each in merged.tags if format_key(provider, each, limits).collision_key == wanted.collision_key), None
    )
