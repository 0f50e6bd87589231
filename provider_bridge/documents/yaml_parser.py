"""YAML text becomes a stream of parser events: the same with libyaml and without it.

Where libyaml refuses a text, PyYAML's own parser words the reason, so that people read the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import DocumentStartEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent, StreamEndEvent

from ..diagnostics import Diagnostic, DiagnosticError, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    Position = tuple[int, int]
    """Line and column, from 1."""

CParser: Any
try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None

_TEXT_BYTES = bytes([9, 10, 13, *range(32, 127), *range(128, 256)])
_FORBIDDEN = "[^\t\n\r -~\x85\xa0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"


_DISPUTED = re.compile(rb"[|>][-+0-9]{0,2}[#\t]|^%", re.MULTILINE)
"""Block headers that libyaml takes and PyYAML refuses, and directives."""
_LONGEST_PREFIX = 1024
"""Each tag repeats what a directive makes it begin with."""
_INDENTED = re.compile(r"(?:^|[ \t])[|>][-+]?[1-9]")
"""The header of a block scalar that says how far it is indented; an anchor or a tag may come before."""


class YamlError(DiagnosticError):
    """A text that is not YAML: carries one diagnostic with its position, whose document the caller names."""


def problem(rule: str, message: str, fix: str, position: Position, *values: str) -> Diagnostic:
    """Return a diagnostic at a position of a text; the caller names the document."""
    return Diagnostic(rule, message, fix, Location("", (), False, *position), values=values)


def _error(rule: str, message: str, fix: str, position: Position, *values: str) -> YamlError:
    return YamlError(problem(rule, message, fix, position, *values))


def decoded(text: bytes) -> bytes:
    """The text without its byte order mark, known to be UTF-8 and free of characters that YAML forbids."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        characters = text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start].decode()
        raise _error(
            "yaml-encoding",
            "the byte 0x{0:bare} is not UTF-8",
            "save the file as UTF-8",
            _position_of(before, len(before)),
            f"{text[error.start]:02x}",
        ) from None
    if text.translate(None, _TEXT_BYTES) or not text.isascii():
        bad = re.search(_FORBIDDEN, characters)
        if bad:
            raise _error(
                "yaml-encoding",
                "the character U+{0:bare} is not allowed in YAML",
                'remove it, or write it as an escape in double quotes ("\\u{1:bare}")',
                _position_of(characters, bad.start()),
                f"{ord(bad[0]):04X}",
                f"{ord(bad[0]):04x}",
            )
    return text


def _position_of(text: str, index: int) -> Position:
    """Line and column as the parsers count: YAML 1.1 ends a line at some rare characters too."""
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text[:index])
    return len(lines), len(lines[-1]) + 1


def events(text: bytes) -> Iterator[Any]:
    """The parser's events, of a text that both parsers take. One that is refused raises `YamlError`.

    Wherever libyaml could disagree with PyYAML's own parser, that parser is asked too, and words the reason.
    """
    try:
        if CParser is None or _DISPUTED.search(text):
            yield from _pure_events(text)
            return
        parser = CParser(text)
        while True:
            event = parser.get_event()
            yield event
            if event.__class__ is StreamEndEvent:
                return
    except yaml.YAMLError as error:
        refusal = error
    try:
        for _ in _pure_events(text):
            pass
    except yaml.YAMLError as error:
        refusal = error
    raise _syntax_problem(refusal, text)


def _pure_events(text: bytes) -> Iterator[Any]:
    """The events of PyYAML's own parser, less what only that parser takes."""
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PureParser(Reader, Scanner, Parser):
        def __init__(self) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)

    characters = text.decode()
    parser: Any = PureParser()
    in_flow = 0
    while True:
        event = parser.get_event()
        if getattr(event, "flow_style", None):
            in_flow += 1
        elif in_flow and event.__class__ in (SequenceEndEvent, MappingEndEvent):
            in_flow -= 1
        reason = _only_pure(event, characters, in_flow)
        if reason:
            mark: Any = event.start_mark
            fix = "write it in another way: parsers differ about it"
            raise _error("yaml-syntax", "this is not YAML: {0:bare}", fix, (mark.line + 1, mark.column + 1), reason)
        yield event
        if event.__class__ is StreamEndEvent:
            return


def _only_pure(event: Any, characters: str, in_flow: int) -> str | None:
    """Why libyaml refuses an event that PyYAML's own parser gives; None where it doesn't."""
    if event.__class__ is DocumentStartEvent:
        if any(len(prefix) > _LONGEST_PREFIX for prefix in (event.tags or {}).values()):
            return "a %TAG directive is too long"
        return None if event.version in (None, (1, 1), (1, 2)) else f"version {event.version[0]}.{event.version[1]}"
    if event.__class__ is not ScalarEvent:
        return None
    if any("\ud800" <= char <= "\udfff" for char in event.value):
        return "the text escapes half a character"
    start: Any = event.start_mark
    end: Any = event.end_mark
    after = characters[end.index : end.index + 2]
    if not event.style and in_flow and event.value and after[:1] == ":" and after[1:] in (*",[]{}",):
        return "a colon in brackets has no space behind it"
    if event.style in ("|", ">") and event.value.lstrip("\n").startswith("\t"):
        header = characters[start.index : characters.find("\n", start.index)]
        return None if _INDENTED.search(header) else "a tab starts a block of text"
    return None


def _syntax_problem(error: yaml.YAMLError, text: bytes) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    line = text.decode().splitlines()[place[0] - 1 : place[0]]
    if line and "\t" in line[0][: place[1]]:
        return _tab_problem((place[0], line[0].index("\t") + 1))
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    context, context_mark = getattr(error, "context", None), getattr(error, "context_mark", None)
    if context and context_mark is not None:
        reason += f" ({context} that starts at line {context_mark.line + 1})"
    return _error(
        "yaml-syntax",
        "this is not YAML: {0:bare}",
        "check the indentation, and put text that holds any of : # {{ }} [ ] , & * ! | > % @ in quotes",
        place,
        reason,
    )


def _tab_problem(place: Position) -> YamlError:
    return _error("yaml-syntax", "a tab stands where YAML takes spaces only", "replace the tab with spaces", place)


def refuse_tabs(text: str, scalars: list[tuple[int, int]]) -> None:
    """Tabs are allowed in quoted and block scalars and in comments only: parsers differ about the rest."""
    start = 0
    for begin, end in [*scalars, (len(text), len(text))]:
        offset = start
        for line in text[start:begin].splitlines(keepends=True):
            tab, comment = line.find("\t"), _comment_start(line, offset == 0 or text[offset - 1] == "\n")
            if tab >= 0 and (comment < 0 or tab < comment):
                index = offset + tab
                raise _tab_problem(_position_of(text, index))
            offset += len(line)
        start = max(start, end)


def _comment_start(line: str, at_line_start: bool) -> int:
    position = line.find("#")
    while position > 0 and line[position - 1] not in " \t":
        position = line.find("#", position + 1)
    return position if position > 0 or at_line_start else line.find(" #")
