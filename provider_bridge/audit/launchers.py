"""Launchers: parts of a resource that start things, and may not give them its tags.

What is started without tags is a cost without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .plan_blocks import TagMap


class TaskLauncher(NamedTuple):
    """A part of a resource that starts things, and does not, or may not, propagate tags to them."""

    attribute: str
    """The path of the attribute that would propagate tags."""
    state: str
    """The rest of a phrase that starts with the attribute: `is not set`."""
    fix: str
    """The template of the fix: its values are the attribute, two words, and `wanted` as JSON."""
    wanted: Any = None
    """A value of the attribute that propagates."""
    redacted: Any = None
    """The redacted value of the attribute."""
    unknown: bool = False
    """True if the value is unknown until apply, or until run time."""
    made: str = "tasks"
    """The things that are started."""
    type: str = ""
    """The resource type whose limits apply to what is started; empty for that of the resource."""
    tags: TagMap | None = None
    """The tags that it sets on what it starts itself."""
    always: bool = True
    """True if the resource always starts such things without tags."""

    @property
    def sets_tags(self) -> bool:
        """True if it sets tags on what it starts itself."""
        return self.tags is not None and bool(self.tags.tags or self.tags.unknown or self.tags.is_open)
