"""The key of a job that a required key would collide with, and what to do about it."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS, limits_for
from ..tags.layers import INFRASTRUCTURE
from ..tags.normalize import format_key

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
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


def with_other_fix(missing: Diagnostic, key: str, twin: str | None, merged: Merged) -> Diagnostic:
    """Return the diagnostic of a missing tag, with another fix where its key would collide.

    `twin` is what `same_key` returns. The diagnostic has four values: the key, its field, the source of the rule, and
    the rule's message. The twin comes after them, then the field whose value is not set.
    """
    if key in merged.unset:
        fix, at = "set a value for {5}" if twin is None else "move the value of {4} to {0}", merged.unset[key]
        return missing._replace(fix=fix, location=at, values=(*missing.values, twin or "", at.field))
    if twin is None:
        return missing
    origin = merged.tags[twin].origin
    if origin.layer != INFRASTRUCTURE:
        fix = "write {4} in {2:bare}"  # the keys of other layers come from names of fields
    elif has_spellings(merged.tags[twin]):
        fix = "rename {4} to {0}, and remove the other keys that differ in case"
    else:
        fix = "rename {4} to {0}"
    return missing._replace(fix=fix, location=origin.location.key(), values=(*missing.values, twin))
