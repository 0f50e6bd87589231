"""In what a source's rules for tags are narrower than AWS's general ones, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.rules import Rule, TagRules

CHARACTERS = {"non-ASCII": "é東٣\u00a0", "line separator": "\u2028\u2029", "space": " ", **{c: c for c in "_.:/=+-@"}}
"""All that the general rules allow beside ASCII's letters and digits."""


def narrower(rules: TagRules) -> str:
    """For example `key: space, @; value: empty, 255; 10 tags`; nothing where the general rules hold."""
    parts = [f"key: {', '.join(words)}" for words in [list(_words(rules.key, 128))] if words]
    parts += [f"value: {', '.join(words)}" for words in [[*_empty(rules.value), *_words(rules.value, 256)]] if words]
    parts += [f"{rules.most} tags"] if rules.most is not None and rules.most < 50 else []
    return "; ".join(parts)


def _empty(rule: Rule) -> Iterator[str]:
    if rule.refuses(""):
        yield "empty"


def _words(rule: Rule, most: int) -> Iterator[str]:
    refused = [name for name, chars in CHARACTERS.items() if any(rule.refuses(f"a{char}b") for char in chars)]
    yield from (name for name in refused if name != "line separator" or "non-ASCII" not in refused)
    yield from (f"{first}… at the start" for first in "_0" if first not in refused and rule.refuses(f"{first}a"))
    if rule.refuses("a" * most):
        yield str(max(length for length in range(most) if not rule.refuses("a" * length)))
