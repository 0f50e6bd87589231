"""The explanation of a key without its colon, or without a space after its colon."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .yaml_lines import QUOTED, colon_of, indentation, text_start, unquoted

if TYPE_CHECKING:
    from .yaml_refusal import Cause, Refusal

MAX_COPIED = 60
"""Characters of a key and a value that a fix repeats."""
_WORD = re.compile(r"""("[^"]*"|'[^']*'|[^:="']{1,60}?(?=\s*:(?!//))|[^\s:]+)(\s*:)?\s*(?:=\s*)?(.*)""")
_UNSPACED = re.compile(r"""(?:"[^"]*"|'[^']*'|[^:="'#]{1,60}):(?!//)\S""")
_BEFORE_BLOCK = re.compile(r"(?:^---|:)(?:\s+[&!]\S*)*$")


def missing_colon(refusal: Refusal, line: int, column: int) -> Cause:
    """Explain a key without its colon at a position, or without a space after it."""
    word = _WORD.match(refusal.rest(line, column))
    if word is None:
        return "colon", (line + 1, column + 1), ()
    name, colon, value = word.groups()
    if colon and value.startswith("//"):  # a URL is no key
        return "unexpected", (line + 1, column + 1), (word[0],)
    is_short = value and '"' not in value and len(name) + len(value) <= MAX_COPIED
    message = "no_space" if colon and value else "no_colon" if is_short else "no_value"
    at = word.end(2) if colon else word.end(1) + 1
    return message, (line + 1, column + at), (unquoted(name), value)


def first_of_block(refusal: Refusal) -> Cause | None:
    """Explain a block that YAML reads as a string: its first key has no colon, or no space after it.

    The parser stops at the next line if a comment ends the string, or at the colon if the key is quoted.
    """
    indent = text_start(refusal.text)
    if refusal.character == ":" and indent < refusal.column and QUOTED.fullmatch(refusal.text, indent, refusal.column):
        return missing_colon(refusal, refusal.line, indent)
    first, is_block, has_key = None, True, colon_of(refusal.text) is not None
    for line in refusal.lines_above():
        text = refusal.lines[line]
        is_item = indentation(text) != refusal.column
        may_be_key = has_key and not is_item and "://" not in text and not text.startswith("---")
        is_key = may_be_key or _UNSPACED.match(text, refusal.column)
        if colon_of(text) is not None or not is_key or text_start(text) != refusal.column:
            is_block = _BEFORE_BLOCK.search(refusal.rest(line, 0)) is not None
            break
        first = line
        if is_item:
            break
    return None if first is None or not is_block else missing_colon(refusal, first, refusal.column)
