"""Text for people: plurals, lists, suggestions, and characters that a terminal would obey."""

from __future__ import annotations

import json

from .light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal


_COMPACT = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """Return a part of a whole in percent, with one digit and no negative zero; "-" of nothing."""
    return f"{round(float(100 * part / whole), 1) + 0:.1f}%" if whole else "-"


def one_of(names: Iterable[str]) -> str:
    """Return names as alternatives: `a`, `a or b`, `a, b or c`."""
    *head, last = names
    return f"{', '.join(head)} or {last}" if head else last


def first_of(items: Sequence[str], most: int) -> tuple[str, ...]:
    """Return items, or the first of too many and the number of the others: `a`, `b`, `3 more`."""
    rest = len(items) - most
    return (*items[:most], f"{rest} more") if rest > 0 else tuple(items)


def list_of(items: Sequence[str], most: int) -> str:
    """Return items on one line, or the first of too many: `a, b and 3 more`."""
    rest = len(items) - most
    return ", ".join(items[:most]) + (f" and {rest} more" if rest > 0 else "")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to a wrong one, or None where none is near."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(word, names, 1) or get_close_matches(word.lower(), names, 1)
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that suggests the nearest known word, or an empty string."""
    near = nearest(word, known)
    return f' (did you mean "{near}"?)' if near else ""


def escape_control(text: str, *, in_line: bool = False) -> str:
    """Return a text on one line, with what a terminal or a CI runner would obey escaped.

    Runners obey `##vso[…]`, `##[…]` and `##teamcity[…]` anywhere in a line, and `::…` at its start. A text that is
    printed `in_line` is not at the start of a line.
    """
    if "##" in text or (not in_line and text.lstrip().startswith("::")):
        text = _escape_commands(text, "\\x23", ":" if in_line else "\\x3a")
    return escape_unprintable(text)


def escape_unprintable(text: str) -> str:
    """Return a text in which each character can be seen: one that reverses or hides others is escaped."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in text
    )


def _escape_commands(text: str, hash_sign: str, colon: str) -> str:
    """Return a text in which no CI runner recognizes a command.

    `hash_sign` and `colon` replace the first character of a command.
    """
    import re

    text = re.sub(r"#(?=#\w*\[)", lambda _: hash_sign, text)
    return re.sub(r"^(\s*):(?=:)", lambda match: match[1] + colon, text)


def json_text(value: object, *, indent: int | None = 2, sort_keys: bool = False) -> str:
    """Return a value as JSON, with what a terminal or a CI runner obeys escaped."""
    text = json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=False)
    if "##" in text:
        text = _escape_commands(text, "\\u0023", ":")
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)


def compact_json(value: object) -> str:
    """Return a value as compact JSON with sorted keys, each character as it is."""
    return _COMPACT.encode(value)
