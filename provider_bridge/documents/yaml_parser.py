"""The parser from YAML text to events: libyaml if PyYAML has it, or PyYAML's own parser."""

from __future__ import annotations

import re

import yaml
from yaml.events import ScalarEvent

from ..diagnostics import DiagnosticError
from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .data import Position

    Event = Any
    """An event of either parser."""

CParser: Any
try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None

_ASCII = bytes([9, 10, 13, *range(32, 127)])
_FORBIDDEN = "[^\t\n\r -~\x85\xa0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_SURROGATE = "[\ud800-\udfff]"
_ESCAPE = r"\\(?:(u|U0000)[dD][89a-fA-F]|[\s\S])"
"""An escape in double quotes, with a group if it is half of a character."""

_TAG_LINE = "(?:^|[\n\r\x85\u2028\u2029])(?P<line>%TAG)"
MAX_PREFIXES = 100
"""%TAG directives that a file may have."""


class YamlError(DiagnosticError):
    """A text that is not YAML, with one diagnostic; the caller adds its document."""


def refusal(name: str, position: Position, values: tuple[str, ...] = ()) -> YamlError:
    """Return the error for a name of `yaml_messages.MESSAGES` at a position."""
    from .yaml_messages import diagnostic  # imported only for a file with an error

    return YamlError(diagnostic(name, position, values))


def position_of(event: Event) -> Position:
    """Return the position where an event starts."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def events(text: bytes) -> Iterator[Event]:
    """Return the parser's events of a text.

    Raises:
        YamlError: The text is not YAML, or has a tab outside quoted and block scalars and comments.

    """
    text, characters = _decoded(text)
    if "%TAG" in characters:
        _refuse_many_prefixes(characters)
    parsed = _pure_events(characters) if CParser is None else iter(CParser(text).get_event, None)
    try:
        yield from parsed if "\t" not in characters else _without_tabs(parsed, characters)
    except yaml.YAMLError as error:
        from .yaml_problems import explain

        raise refusal(*explain(error, characters)) from None


def _decoded(text: bytes) -> tuple[bytes, str]:
    """Return a text without its byte order mark, as bytes and as characters.

    Raises:
        YamlError: The text is not UTF-8, or has a character that YAML does not allow.

    """
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        characters = text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start].decode()
        raise refusal("encoding", _position(before, len(before)), (f"{text[error.start]:02x}",)) from None
    if text.translate(None, _ASCII):
        bad = re.search(_FORBIDDEN, characters)
        if bad:
            code = ord(bad[0])
            if not code:  # UTF-16, or no text at all
                raise refusal("nul", _position(characters, bad.start()))
            raise refusal("character", _position(characters, bad.start()), (f"{code:04X}", f"{code:04x}"))
    return text, characters


def _position(text: str, index: int) -> Position:
    """Return line and column as the parsers count: YAML 1.1 has some rare line breaks too."""
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text[:index])
    return len(lines), len(lines[-1]) + 1


def _refuse_many_prefixes(text: str) -> None:
    """Refuse more than 100 prefixes of YAML tags, because the parsers compare each with all others."""
    lines = list(re.finditer(_TAG_LINE, text))
    if len(lines) > MAX_PREFIXES:
        raise refusal("prefixes", _position(text, lines[MAX_PREFIXES].start("line")))


def _pure_events(text: str) -> Iterator[Event]:
    """Yield the events of PyYAML's own parser, and refuse escapes of half a character as libyaml does."""
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PureParser(Reader, Scanner, Parser):
        def __init__(self) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)

    parser = PureParser()
    try:
        for event in iter(parser.get_event, None):
            if isinstance(event, ScalarEvent) and re.search(_SURROGATE, event.value):
                start: Any = event.start_mark
                raise refusal("escape_code", _half(text, start.index))
            yield event
    except (OverflowError, ValueError):  # of `chr` with a number that is no character, and `int` with 4,300 digits
        line, column = parser.line, parser.column
        if text.splitlines()[line].startswith("%"):
            raise refusal("version_line", (line + 1, 1)) from None
        raise refusal("escape_code", (line + 1, column + 1)) from None


def _half(text: str, start: int) -> Position:
    """Return the position of an escape of half a character, which is after its first letter as in libyaml."""
    for escape in re.finditer(_ESCAPE, text[start:]):
        if escape[1]:
            return _position(text, start + escape.start() + 2)
    return _position(text, start)


def _without_tabs(parsed: Iterable[Event], text: str) -> Iterator[Event]:
    """Yield events, and refuse a tab outside quoted and block scalars and comments.

    The parsers differ there.
    """
    start = 0
    for event in parsed:
        yield event
        if event.__class__ is ScalarEvent and event.style:
            first: Any = event.start_mark
            last: Any = event.end_mark
            _refuse_tabs(text, start, first.index)
            start = max(start, last.index)
    _refuse_tabs(text, start, len(text))


def _refuse_tabs(text: str, start: int, end: int) -> None:
    offset = start
    for line in text[start:end].splitlines(keepends=True):
        tab, comment = line.find("\t"), _comment_start(line, offset == 0 or text[offset - 1] == "\n")
        if tab >= 0 and (comment < 0 or tab < comment):
            raise refusal("tab", _position(text, offset + tab))
        offset += len(line)


def _comment_start(line: str, at_line_start: bool) -> int:
    position = line.find("#")
    while position > 0 and line[position - 1] not in " \t":
        position = line.find("#", position + 1)
    return position if position > 0 or at_line_start else line.find(" #")
