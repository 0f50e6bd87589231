"""The limits of a resource class: number and length of tags, and restrictions of its own."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import TypeAlias

    Problem: TypeAlias = tuple[str, str, str]
    """A reason to refuse a key or value: the rule, a predicate of "tag key" or "value", and the fix."""


class Limits(NamedTuple):
    """The limits of a resource class. Lengths are in the unit that the provider counts: see its `length`."""

    name: str
    max_tags: int | None
    """None is any number."""
    key_length: int
    value_length: int
    empty_value: bool = True
    """True if a value may be empty."""
    ascii_key: bool = False
    ascii_value: bool = False
    forbidden_in_key: str = ""
    """Characters that the provider allows in keys and this class does not."""
    forbidden_in_value: str = ""
    reserved: tuple[str, ...] = ()
    """Reserved prefixes of keys and values besides the provider's, in lower case."""
    key_starts_with_letter: bool = False
    value_starts_with_letter: bool = False
    lower_case_key: bool = False
