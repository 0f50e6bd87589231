"""How many tags a kind of resource takes, and what it allows less than its cloud does."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """The limits of a resource class. Lengths are in what the cloud counts: see each cloud's `length`."""

    name: str
    max_tags: int | None
    """How many tags the resource takes; None is any number."""
    key_length: int
    value_length: int
    empty_value: bool = True
    """Whether a value may be empty."""
    ascii_key: bool = False
    ascii_value: bool = False
    forbidden_in_key: str = ""
    """Characters that the cloud allows in keys and this class doesn't."""
    forbidden_in_value: str = ""
    reserved: tuple[str, ...] = ()
    """Prefixes that keys and values can't have here, besides the cloud's own; in small letters."""
    key_starts_with_letter: bool = False
    value_starts_with_letter: bool = False
