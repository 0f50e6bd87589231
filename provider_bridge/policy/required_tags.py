"""The check of required tags."""

from __future__ import annotations

from ..diagnostics import ADD, RENAME, Edit
from ..light_typing import TYPE_CHECKING
from ..providers import PROVIDERS
from ..tags.layers import INFRASTRUCTURE
from .same_key import has_spellings, same_key, with_other_fix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Diagnostic, Location
    from ..tags.merge import Merged
    from .config import Config
    from .rules import Condition, RequiredTag


def required_keys(config: Config, job: Condition) -> frozenset[str]:
    """Return the keys that the policy requires of a job."""
    return frozenset(tag.key for tag in config.required_tags if tag.condition.matches(job))


def check_required_tags(config: Config, merged: Merged, job: Condition, location: Location) -> list[Diagnostic]:
    """Return an error for each required tag that a canonical map lacks. `location` is that of the map."""
    return list(_missing(config, merged, job, location)) if config.required_tags else []


def _missing(config: Config, merged: Merged, job: Condition, location: Location) -> Iterator[Diagnostic]:
    for tag in config.required_tags:
        if tag.key not in merged.tags and tag.condition.matches(job):
            provider = job.provider[0] if job.provider else None
            twin = same_key(tag.key, merged, provider)
            diagnostic = _diagnostic(tag, twin, merged, config.tag_prefix, location, provider)
            yield diagnostic._replace(tags=(tag.key,), edit=_edit(tag.key, twin, merged))


def _edit(key: str, twin: str | None, merged: Merged) -> Edit | None:
    """Return the edit that adds a required tag to a job, or None if no edit is certain."""
    if key in merged.unset:
        return None
    if twin is None:
        return Edit(ADD, key)
    if has_spellings(merged.tags[twin]):
        return None  # a rename of one leaves the others
    return Edit(RENAME, twin, key) if merged.tags[twin].origin.layer == INFRASTRUCTURE else None


def _diagnostic(
    tag: RequiredTag, twin: str | None, merged: Merged, prefix: str, location: Location, provider: str | None
) -> Diagnostic:
    from .messages import required_tag  # loads the messages of all rules

    missing = with_other_fix(required_tag(tag, prefix, location), tag.key, twin, merged)
    if tag.key in merged.unset:
        message = "required tag {0} is missing (required by {2:bare}): its value is null or an empty list"
        return missing._replace(message=message)
    if twin is None:
        return missing
    if twin.casefold() == tag.key.casefold():
        return missing._replace(message="required tag {0} is missing (required by {2:bare}): {4} differs in case")
    message = "required tag {0} is missing (required by {2:bare}): {4} is the same key on {5:bare}"
    return missing._replace(message=message, values=(*missing.values, PROVIDERS[provider].TITLE if provider else ""))
