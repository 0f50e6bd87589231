"""The explanation of a parser error: its message, and the position of the mistake.

A parser stops where it cannot continue, which is often a line below the mistake. Imported only for a file with an
error.
"""

from __future__ import annotations

import re

from ..light_typing import TYPE_CHECKING, NamedTuple
from ..wording import count
from .yaml_lines import QUOTED, colon_of, escaped, indentation, text_start, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Union

    import yaml

    from .data import Position

    Cause = tuple[str, Position, tuple[str, ...]]
    """A name of `yaml_messages.MESSAGES`, a position, and the values of the message."""

_MAX_KEY = 1024
"""Characters from the start of a key to its colon: https://yaml.org/spec/1.1/#id904245 (read 2026-07-01)."""
_MAX_COPIED = 60
"""Characters of a key and a value that a fix repeats."""
_LINE_ENDS = ("\n", "\r", "\x85", "\u2028", "\u2029")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})( |$)")
_COMMENT = re.compile(r"(?:^|\s)#")
_WORD = re.compile(r"""("[^"]*"|'[^']*'|[^:="']{1,60}?(?=\s*:(?!//))|[^\s:]+)(\s*:)?\s*(?:=\s*)?(.*)""")
_UNSPACED = re.compile(r"""(?:"[^"]*"|'[^']*'|[^:="'#]{1,60}):(?!//)\S""")
_BEFORE_BLOCK = re.compile(r"(?:^---|:)(?:\s+[&!]\S*)*$")


class _Refusal(NamedTuple):
    """A parser error. Lines and columns start at 0."""

    problem: str
    context: str
    line: int
    column: int
    start_line: int
    start_column: int
    lines: list[str]

    @property
    def position(self) -> Position:
        """The position at which the parser stopped."""
        return self.line + 1, self.column + 1

    @property
    def start(self) -> Position:
        """The start of the value that the parser was reading."""
        return self.start_line + 1, self.start_column + 1

    @property
    def text(self) -> str:
        """The line in which the parser stopped."""
        return self.lines[self.line]

    @property
    def character(self) -> str:
        """The character at which the parser stopped; an empty string at the end of a line."""
        return self.text[self.column : self.column + 1]

    def rest(self, line: int, column: int) -> str:
        """Return a line from a column on, without a comment."""
        return _COMMENT.split(self.lines[line][column:], maxsplit=1)[0].strip()

    def value(self, line: int, column: int) -> str:
        """Return the value at a position: the rest of the line, or in brackets the rest of the item."""
        before, value = self.lines[line][:column], self.rest(line, column)
        in_brackets = sum(map(before.count, "[{")) > sum(map(before.count, "]}"))
        return re.split(r"[,\]}]", value, maxsplit=1)[0].strip() if in_brackets else value


def explain(error: yaml.YAMLError, text: str) -> Cause:
    """Return the explanation of a parser error in a text."""
    refusal = _refusal(error, text)
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


def _refusal(error: yaml.YAMLError, text: str) -> _Refusal:
    lines = (text + "\n").splitlines() if text[-1:] in _LINE_ENDS else text.splitlines()
    problem, context = getattr(error, "problem", None) or str(error), getattr(error, "context", None) or ""
    start, mark = (getattr(error, name, None) for name in ("context_mark", "problem_mark"))
    line, column = _within(mark, lines)
    return _Refusal(problem, context, line, column, *_within(start or mark, lines), lines)


def _within(mark: Any, lines: list[str]) -> tuple[int, int]:
    """Return the line and column of a mark. libyaml has an extra line for the end of a text."""
    if mark is None:
        return 0, 0
    return (mark.line, mark.column) if mark.line < len(lines) else (len(lines) - 1, len(lines[-1]))


def _at_start(name: str) -> Callable[[_Refusal], Cause]:
    """Return a cause at the start of the value that the parser was reading."""
    return lambda refusal: (name, refusal.start, ())


def _colon(refusal: _Refusal) -> Cause:
    """Explain an unexpected ": ": a value contains it, or a line above does not have it."""
    indent, colon = text_start(refusal.text), colon_of(refusal.text)
    if colon is not None and colon < refusal.column:
        name, value = unquoted(refusal.text[indent:colon]), refusal.rest(refusal.line, colon + 1)
        message = "colon_in_value" if len(name) + len(value) <= _MAX_COPIED else "colon_in_long_value"
        return message, refusal.position, (name, value, escaped(value))
    if refusal.column - indent > _MAX_KEY:
        return "long_key", (refusal.line + 1, indent + 1), ()
    first = None
    for line in _lines_above(refusal):
        if colon_of(refusal.lines[line]) is not None:
            if refusal.rest(line, 0).endswith(":"):
                break
            name = unquoted(refusal.text[indent : refusal.column]) or ":"
            return "indented_more", (refusal.line + 1, indent + 1), (name,)
        first = line
    if first is None:
        return "colon", refusal.position, ()
    return _missing_colon(refusal, first, text_start(refusal.lines[first]))


def _lines_above(refusal: _Refusal) -> Iterator[int]:
    """Yield the lines above, nearest first, without blank lines and comments."""
    return (line for line in range(refusal.line - 1, -1, -1) if refusal.rest(line, 0))


def _simple_key(refusal: _Refusal) -> Cause:
    """Explain a line without ": " where a key is required."""
    key = refusal.rest(refusal.start_line, refusal.start_column)
    if len(key) > _MAX_KEY:
        return "long_key", refusal.start, ()
    if key.startswith(("[", "{")):
        return "unexpected", refusal.start, (key,)
    return _missing_colon(refusal, refusal.start_line, refusal.start_column)


def _missing_colon(refusal: _Refusal, line: int, column: int) -> Cause:
    word = _WORD.match(refusal.rest(line, column))
    if word is None:
        return "colon", (line + 1, column + 1), ()
    name, colon, value = word.groups()
    if colon and value.startswith("//"):  # a URL is no key
        return "unexpected", (line + 1, column + 1), (word[0],)
    is_short = value and '"' not in value and len(name) + len(value) <= _MAX_COPIED
    message = "no_space" if colon and value else "no_colon" if is_short else "no_value"
    at = word.end(2) if colon else word.end(1) + 1
    return message, (line + 1, column + at), (unquoted(name), value)


def _unspaced(refusal: _Refusal) -> Cause | None:
    """Explain a block whose first line has no space after its colon, so that YAML reads a string.

    The parser stops at the next line if a comment ends the string, or at the colon if the key is quoted.
    """
    indent = text_start(refusal.text)
    if refusal.character == ":" and indent < refusal.column and QUOTED.fullmatch(refusal.text, indent, refusal.column):
        return _missing_colon(refusal, refusal.line, indent)
    first, is_block = None, True
    for line in _lines_above(refusal):
        text = refusal.lines[line]
        is_unspaced = colon_of(text) is None and _UNSPACED.match(text, refusal.column)
        if not is_unspaced or text_start(text) != refusal.column:
            is_block = _BEFORE_BLOCK.search(refusal.rest(line, 0)) is not None
            break
        first = line
        if indentation(text) != refusal.column:  # the line starts a list item
            break
    return None if first is None or not is_block else _missing_colon(refusal, first, refusal.column)


def _unexpected(refusal: _Refusal) -> Cause:
    """Explain an unexpected token by its character, its indentation, or the token before it."""
    unspaced = _unspaced(refusal)
    if unspaced is not None:
        return unspaced
    before, rest = refusal.text[: refusal.column].rstrip(), refusal.rest(refusal.line, refusal.column)
    if refusal.character and refusal.character in "]}":
        return "bracket", refusal.position, (refusal.character,)
    if before:
        return _AFTER.get(before[-1], "unexpected"), refusal.position, (rest,)
    if "collection" in refusal.context:
        return "no_item", refusal.position, (rest,)
    if rest == "-" or rest.startswith("- "):
        return "item_in_mapping", refusal.position, ()
    name = unquoted(rest[: colon_of(rest)]) or rest
    above = next(_lines_above(refusal), None)
    if above is None:
        return "unexpected", refusal.position, (rest,)
    spaces = indentation(refusal.lines[above])
    if spaces > refusal.column:
        return "indented_less", refusal.position, (name, count(spaces, "space"), str(above + 1))
    is_more = spaces < refusal.column and colon_of(rest) is not None
    return "indented_more" if is_more else "unexpected", refusal.position, (name if is_more else rest,)


def _flow(refusal: _Refusal) -> Cause:
    """Explain an error in brackets: not closed, closed wrongly, or without a comma."""
    kind, wrong = ("list", "}") if "sequence" in refusal.context else ("mapping", "]")
    if refusal.character == wrong:
        return f"{kind}_bracket", refusal.position, ()
    rest = refusal.rest(refusal.line, refusal.column)
    is_outside = indentation(refusal.text) <= indentation(refusal.lines[refusal.start_line]) and ":" in refusal.text
    if not rest or (refusal.line > refusal.start_line and is_outside):
        return f"{kind}_open", refusal.start, ()
    return f"{kind}_comma", refusal.position, (rest,)


def _node(refusal: _Refusal) -> Cause:
    """Explain a character at which no value can start."""
    is_flow = "flow" in refusal.context
    if not refusal.character:
        return "end_inside", (len(refusal.lines), len(refusal.lines[-1]) + 1), ()
    if refusal.character in ",]}":
        return "flow_value" if is_flow else "value_comma", refusal.position, (refusal.character,)
    return "unexpected", refusal.position, (refusal.rest(refusal.line, refusal.column),)


def _document(refusal: _Refusal) -> Cause:
    """Explain characters after the end of a document or after a directive."""
    for line in (refusal.line, *_lines_above(refusal)):
        if refusal.lines[line].startswith("%"):
            return "directive", (line + 1, 1), ()
    return _unspaced(refusal) or ("after_document", refusal.position, ())


def _token(refusal: _Refusal) -> Cause:
    """Explain a character at which nothing can start: `@`, a backtick, or `%`."""
    if refusal.character == "%" and refusal.text[: refusal.column].endswith("{"):
        return "template", refusal.position, ()
    value = refusal.value(refusal.line, refusal.column)
    return "value_start", refusal.position, (refusal.character, escaped(value))


def _name(refusal: _Refusal) -> Cause:
    """Explain a `*` or `&` without the name of an alias or anchor."""
    value = refusal.value(refusal.start_line, refusal.start_column)
    message = "alias_name" if "alias" in refusal.context else "anchor_name"
    return message, refusal.start, (value, escaped(value))


def _quote(refusal: _Refusal) -> Cause:
    quote = refusal.lines[refusal.start_line][refusal.start_column]
    return "single_open" if quote == "'" else "double_open", refusal.start, ()


def _block(refusal: _Refusal) -> Cause:
    return "block_text", refusal.position, (refusal.lines[refusal.start_line][refusal.start_column],)


def _escape(refusal: _Refusal) -> Cause:
    """Explain an invalid escape. The parsers stop at its backslash or after it."""
    backslash = refusal.text.rfind("\\", 0, refusal.column + 1)
    message = "escape" if "unknown" in refusal.problem else "escape_digits"
    return message, (refusal.line + 1, backslash + 1), (refusal.text[backslash + 1 : backslash + 2],)


_AFTER = {'"': "after_double", "'": "after_single"}
"""Messages for text after a value, by the value's last character."""

CAUSES: tuple[tuple[str, str, Union[str, Callable[[_Refusal], Cause]]], ...] = (
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
