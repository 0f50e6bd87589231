"""Whether a meaning in the contract only grew: a wider type, a new choice, a new optional attribute of an object."""

from __future__ import annotations

import re

_FLAGS = {"repeatable", "required"}


def breaks(old: str, new: str) -> bool:
    """Return whether somebody who relies on the old meaning of a name can be broken by the new one."""
    if old == new:
        return False
    if "object({" in old:
        return _breaks_type(*_split_default(old), *_split_default(new))
    if " or " in old or " or " in new:
        return not set(old.split(" or ")) <= set(new.split(" or "))
    before, after = set(old.split()), set(new.split())
    if "repeatable" in before - after or "required" in after - before:
        return True
    choices, wider = before - _FLAGS, after - _FLAGS
    return choices != wider and (len(choices) < 2 or not choices <= wider)


def _split_default(meaning: str) -> tuple[str, str]:
    """Return a variable's type, and what stands behind it."""
    depth = 0
    for index, char in enumerate(meaning):
        depth += (char in "({[") - (char in ")}]")
        if depth == 0 and char == ")":
            return meaning[: index + 1], meaning[index + 1 :]
    return meaning, ""


def _breaks_type(old: str, old_default: str, new: str, new_default: str) -> bool:
    if old_default != new_default and not (old_default == " required" and new_default.startswith(" = ")):
        return True
    return _breaks_object(old, new)


def _breaks_object(old: str, new: str) -> bool:
    before, after = attributes(old), attributes(new)
    if before is None or after is None:
        return old != new
    if any(name not in after or _breaks_attribute(type_, after[name]) for name, type_ in before.items()):
        return True
    return any(not type_.startswith("optional(") for name, type_ in after.items() if name not in before)


def _breaks_attribute(old: str, new: str) -> bool:
    if old == new:
        return False
    if new.startswith("optional(") and not old.startswith("optional("):
        new = _items(new)[0]
    if old.startswith("optional(") and new.startswith("optional("):
        one, other = _items(old), _items(new)
        return one[1:] != other[1:] or _breaks_object(one[0], other[0])
    return _breaks_object(old, new)


def attributes(type_: str) -> dict[str, str] | None:
    """Return the attributes of `object({…})`, None for another type."""
    if not type_.startswith("object({"):
        return None
    pairs = (item.partition(" = ") for item in _split(type_.removeprefix("object({").removesuffix("})")))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _items(call: str) -> list[str]:
    """Return the arguments of `optional(TYPE, DEFAULT)`."""
    return _split(re.sub(r"^optional\((.*)\)$", r"\1", call))


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += (char in "({[") - (char in ")}]")
        if char == "," and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [part for part in [*parts, text[start:].strip()] if part]
