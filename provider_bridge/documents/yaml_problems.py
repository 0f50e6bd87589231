"""The explanation of a parser error: its message, and the position of the mistake.

A parser stops where it cannot continue, which is often a line below the mistake. Imported only for a file with an
error.
"""

from __future__ import annotations

import re

from ..light_typing import TYPE_CHECKING
from ..wording import count
from .yaml_colons import MAX_COPIED, first_of_block, missing_colon
from .yaml_lines import colon_of, escaped, indentation, text_start, unquoted
from .yaml_refusal import refusal_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Union

    import yaml

    from .yaml_refusal import Cause, Refusal

_MAX_KEY = 1024
"""Characters from the start of a key to its colon: https://yaml.org/spec/1.1/#id904245 (read 2026-07-01)."""
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})( |$)")


def explain(error: yaml.YAMLError, text: str) -> Cause:
    """Return the explanation of a parser error in a text."""
    refusal = refusal_of(error, text)
    tab = refusal.text.find("\t", 0, refusal.column + 1)
    if tab >= 0 and refusal.text.count('"', 0, tab) % 2 == 0:
        return "tab", (refusal.line + 1, tab + 1), ()
    for line in range(max(0, refusal.start_line - 1), min(refusal.line + 2, len(refusal.lines))):
        if _CONFLICT.match(refusal.lines[line]):
            return "conflict", (line + 1, 1), ()
    for part, context, cause in CAUSES:
        if part in refusal.problem and context in refusal.context:
            return (cause, refusal.position, ()) if isinstance(cause, str) else cause(refusal)
    return _unexpected(refusal)


def _at_start(name: str) -> Callable[[Refusal], Cause]:
    """Return a cause at the start of the value that the parser was reading."""
    return lambda refusal: (name, refusal.start, ())


def _colon(refusal: Refusal) -> Cause:
    """Explain an unexpected ": ": a value contains it, or a line above does not have it."""
    indent, colon = text_start(refusal.text), colon_of(refusal.text)
    if colon is not None and colon < refusal.column:
        name, value = unquoted(refusal.text[indent:colon]), refusal.rest(refusal.line, colon + 1)
        message = "colon_in_value" if len(name) + len(value) <= MAX_COPIED else "colon_in_long_value"
        return message, refusal.position, (name, value, escaped(value))
    if refusal.column - indent > _MAX_KEY:
        return "long_key", (refusal.line + 1, indent + 1), ()
    first = None
    for line in refusal.lines_above():
        if colon_of(refusal.lines[line]) is not None:
            if refusal.rest(line, 0).endswith(":"):
                break
            name = unquoted(refusal.text[indent : refusal.column]) or ":"
            return "indented_more", (refusal.line + 1, indent + 1), (name,)
        first = line
    if first is None:
        return "colon", refusal.position, ()
    return missing_colon(refusal, first, text_start(refusal.lines[first]))


def _simple_key(refusal: Refusal) -> Cause:
    """Explain a line without ": " where a key is required."""
    key = refusal.rest(refusal.start_line, refusal.start_column)
    if len(key) > _MAX_KEY:
        return "long_key", refusal.start, ()
    if key.startswith(("[", "{")):
        return "unexpected", refusal.start, (key,)
    return missing_colon(refusal, refusal.start_line, refusal.start_column)


def _unexpected(refusal: Refusal) -> Cause:
    """Explain an unexpected token by its character, its indentation, or the token before it."""
    earlier = _earlier(refusal)
    if earlier is not None:
        return earlier
    before, rest = refusal.text[: refusal.column].rstrip(), refusal.rest(refusal.line, refusal.column)
    if refusal.character and refusal.character in "]}":
        return "bracket", refusal.position, (refusal.character,)
    if before:
        return _AFTER.get(before[-1], "unexpected"), refusal.position, (rest,)
    if "collection" in refusal.context:
        return "no_item", refusal.position, (rest,)
    if rest == "-" or rest.startswith("- "):
        return "item_in_mapping", refusal.position, ()
    less = _less_than_above(refusal)
    if less is not None:
        return less
    above = next(refusal.lines_above(), None)
    if above is not None and indentation(refusal.lines[above]) < refusal.column and colon_of(rest) is not None:
        return "indented_more", refusal.position, (unquoted(rest[: colon_of(rest)]) or rest,)
    return "unexpected", refusal.position, (rest,)


def _less_than_above(refusal: Refusal) -> Cause | None:
    """Explain a key that is indented less than the line above it, or return None."""
    above, rest = next(refusal.lines_above(), None), refusal.rest(refusal.line, refusal.column)
    if above is None or (spaces := indentation(refusal.lines[above])) <= refusal.column:
        return None
    name = unquoted(rest[: colon_of(rest)]) or rest
    return "indented_less", refusal.position, (name, count(spaces, "space"), str(above + 1))


def _earlier(refusal: Refusal) -> Cause | None:
    """Explain a mistake on an earlier line, or return None: an open quote, or a key without its colon."""
    before = refusal.text[: refusal.column].replace('\\"', "").rstrip()
    if before.endswith('"') and before.count('"') % 2:
        for line in range(refusal.line - 1, -1, -1):
            if refusal.lines[line].replace('\\"', "").count('"') % 2:
                return "double_open", (line + 1, refusal.lines[line].rindex('"') + 1), ()
    return first_of_block(refusal)


def _flow(refusal: Refusal) -> Cause:
    """Explain an error in brackets: not closed, closed wrongly, or without a comma."""
    kind, wrong = ("list", "}") if "sequence" in refusal.context else ("mapping", "]")
    if refusal.character == wrong:
        return f"{kind}_bracket", refusal.position, ()
    rest = refusal.rest(refusal.line, refusal.column)
    is_outside = indentation(refusal.text) <= indentation(refusal.lines[refusal.start_line]) and ":" in refusal.text
    if not rest or (refusal.line > refusal.start_line and is_outside):
        return f"{kind}_open", refusal.start, ()
    return f"{kind}_comma", refusal.position, (rest,)


def _node(refusal: Refusal) -> Cause:
    """Explain a character at which no value can start."""
    is_flow = "flow" in refusal.context
    if not refusal.character:
        return "end_inside", (len(refusal.lines), len(refusal.lines[-1]) + 1), ()
    if refusal.character in ",]}":
        return "flow_value" if is_flow else "value_comma", refusal.position, (refusal.character,)
    return "unexpected", refusal.position, (refusal.rest(refusal.line, refusal.column),)


def _document(refusal: Refusal) -> Cause:
    """Explain characters after the end of a document or after a directive."""
    for line in (refusal.line, *refusal.lines_above()):
        if refusal.lines[line].startswith("%"):
            return "directive", (line + 1, 1), ()
    return _earlier(refusal) or _less_than_above(refusal) or ("after_document", refusal.position, ())


def _token(refusal: Refusal) -> Cause:
    """Explain a character at which nothing can start: `@`, a backtick, or `%`."""
    if refusal.character == "%" and refusal.text[: refusal.column].endswith("{"):
        return "template", refusal.position, ()
    value = refusal.value(refusal.line, refusal.column)
    return "value_start", refusal.position, (refusal.character, escaped(value))


def _name(refusal: Refusal) -> Cause:
    """Explain a `*` or `&` without the name of an alias or anchor."""
    value = refusal.value(refusal.start_line, refusal.start_column)
    message = "alias_name" if "alias" in refusal.context else "anchor_name"
    return message, refusal.start, (value, escaped(value))


def _quote(refusal: Refusal) -> Cause:
    quote = refusal.lines[refusal.start_line][refusal.start_column]
    return "single_open" if quote == "'" else "double_open", refusal.start, ()


def _block(refusal: Refusal) -> Cause:
    return "block_text", refusal.position, (refusal.lines[refusal.start_line][refusal.start_column],)


def _escape(refusal: Refusal) -> Cause:
    """Explain an invalid escape. The parsers stop at its backslash or after it."""
    backslash = refusal.text.rfind("\\", 0, refusal.column + 1)
    message = "escape" if "unknown" in refusal.problem else "escape_digits"
    return message, (refusal.line + 1, backslash + 1), (refusal.text[backslash + 1 : backslash + 2],)


_AFTER = {'"': "after_double", "'": "after_single"}
"""Messages for text after a value, by the value's last character."""

CAUSES: tuple[tuple[str, str, Union[str, Callable[[Refusal], Cause]]], ...] = (
    # a part of the parser's problem, a part of its context, and the message, at the position where the parser stopped
    ("mapping values are not allowed", "", _colon),
    ("could not find expected ':'", "", _simple_key),
    ("did not find expected key", "", _unexpected),
    ("expected '-' indicator", "", _unexpected),
    ("expected <block end>", "", _unexpected),
    ("expected ',' or", "", _flow),
    ("cannot start any token", "", _token),
    ("alphabetic or numeric", "directive", _at_start("directive")),
    ("alphabetic or numeric", "", _name),
    ("unexpected end of stream", "", _quote),
    ("unexpected document", "", _at_start("document_in_quotes")),
    ("unknown escape", "", _escape),
    ("hexdecimal", "", _escape),
    ("hexadecimal", "scalar", _escape),
    ("invalid Unicode character escape", "", "escape_code"),
    ("sequence entries are not allowed", "", "item"),
    ("mapping keys are not allowed", "", "question"),
    ("comment or", "block scalar", _block),
    ("chomping", "", _block),
    ("comment or", "", "directive_end"),
    ("indentation indicator", "", "block_zero"),
    ("tab character", "", "tab"),
    ("node content", "", _node),
    ("unexpected ':'", "", "flow_colon"),
    ("undefined tag handle", "", "tag_handle"),
    ("nesting", "", "depth"),
    ("<document start>", "", _document),
    ("incompatible YAML document", "", "version"),
    ("duplicate", "", "duplicate_directive"),
    ("directive name", "", _at_start("directive")),
    ("non-alphabetical character", "", _at_start("directive")),
    ("digit", "", _at_start("version_line")),
    ("version number", "", _at_start("version_line")),
    ("expected whitespace", "", _at_start("tag_end")),
    ("expected ' '", "", _at_start("tag_end")),
    ("'>'", "", _at_start("tag_open")),
    ("expected '!'", "", _at_start("tag_name")),
    ("URI", "", _at_start("tag_name")),
    ("UTF-8 octet", "", "tag_encoding"),
    ("codec", "", "tag_encoding"),
)
"""The cause of each parser error of libyaml and PyYAML. The first match applies."""
