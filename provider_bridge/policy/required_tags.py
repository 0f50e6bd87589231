"""The check of required tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import ADD, RENAME, Diagnostic, Edit
from ..tags.merge import field_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Location
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
            diagnostic = _diagnostic(tag, merged, config.tag_prefix, location)
            yield diagnostic._replace(tags=(tag.key,), edit=_edit(tag.key, merged))


def _edit(key: str, merged: Merged) -> Edit | None:
    """Return the edit that adds a required tag to a job, or None if the job has the key without a value."""
    if key in merged.unset:
        return None
    in_other_case = next((other for other in merged.tags if other.casefold() == key.casefold()), None)
    return Edit(ADD, key) if in_other_case is None else Edit(RENAME, in_other_case, key)


def _diagnostic(tag: RequiredTag, merged: Merged, prefix: str, location: Location) -> Diagnostic:
    in_other_case = next((key for key in merged.tags if key.casefold() == tag.key.casefold()), None)
    if tag.key in merged.unset:
        message = "required tag {0} is missing (required by {1:bare}): its value is null or an empty list"
        fix = "set a value for {3}" if in_other_case is None else "move the value of {2} to {0}"
        at = merged.unset[tag.key]
        values = (tag.key, tag.source, in_other_case or "", field_path(at))
        return Diagnostic("required-tag", message, fix, at, values=values)
    if in_other_case is not None:
        message, fix = "required tag {0} is missing (required by {2:bare}): {1} differs in case", "rename {1} to {0}"
        at = merged.tags[in_other_case].origin.location.key()
        return Diagnostic("required-tag", message, fix, at, values=(tag.key, in_other_case, tag.source))
    from .messages import required_tag  # loads the messages of all rules

    return required_tag(tag, prefix, location)
