"""A published rule for tags, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.conformance.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable


def utf16(text: str) -> int:
    """Length as Java and JavaScript count."""
    return len(text.encode("utf-16-le")) // 2


def utf8(text: str) -> int:
    """Length in bytes."""
    return len(text.encode())


class Rule(NamedTuple):
    """What a key or a value may be."""

    pattern: str | None = None
    least: int = 0
    most: int | None = None
    length: Callable[[str], int] = utf16
    whole: bool = True
    """Whether the pattern is for the whole text, or to be found in it, as JSON Schema's is."""

    def refuses(self, text: str) -> bool:
        """Whether a text breaks the rule."""
        length = self.length(text)
        if length < self.least or (self.most is not None and length > self.most):
            return True
        if self.pattern is None:
            return False
        pattern = compiled(self.pattern)
        return not (pattern.fullmatch(text) if self.whole else pattern.search(text))


class TagRules(NamedTuple):
    """What one source publishes about tags: the rules of keys and of values, and how many tags a resource takes."""

    key: Rule = Rule()
    value: Rule = Rule()
    most: int | None = None
