"""YAML text becomes a stream of parser events: the same with libyaml and without it.

Where libyaml refuses a text, PyYAML's own parser words the reason, so that people read the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import DocumentStartEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent

from ..diagnostics import DiagnosticError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Event = Any
    """An event of either parser."""
    Position = tuple[int, int]
    """Line and column, from 1."""

CParser: Any
try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None

_ASCII = bytes([9, 10, 13, *range(32, 127)])
_FORBIDDEN = "[^\t\n\r -~\x85\xa0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_DISPUTED = re.compile(rb"[|>][-+0-9]{0,2}[#\t]|^%", re.MULTILINE)
"""Block headers that libyaml takes and PyYAML refuses, and directives."""
_LONGEST_PREFIX = 1024
"""Each tag repeats what a directive makes it begin with."""
_INDENTED = re.compile(r"(?:^|[ \t])[|>][-+]?[1-9]")
"""The header of a block scalar that says how far it is indented; an anchor or a tag may come before."""


class YamlError(DiagnosticError):
    """A text that is not YAML: carries one diagnostic with its position, whose document the caller names."""


def refusal(name: str, position: Position, *values: str) -> YamlError:
    """Return a problem of `yaml_messages` at a position."""
    from .yaml_messages import diagnostic  # only a refused text pays for the messages

    return YamlError(diagnostic(name, position, *values))


def position_of(event: Event) -> Position:
    """Return where an event starts."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def events(text: bytes) -> Iterator[Event]:
    """Return the parser's events of a text that both parsers accept.

    Wherever libyaml could disagree with PyYAML's own parser, that parser is asked too, and words the reason.

    Raises:
        YamlError: The text is not YAML, or has a tab outside quoted and block scalars and comments.

    """
    text, characters = _decoded(text)
    try:
        is_pure = CParser is None or _DISPUTED.search(text)
        parsed = _pure_events(text) if is_pure else iter(CParser(text).get_event, None)
        yield from parsed if "\t" not in characters else _without_tabs(parsed, characters)
        return
    except yaml.YAMLError as error:
        refused = error
    try:
        for _ in _pure_events(text):
            pass
    except yaml.YAMLError as error:
        refused = error
    from .yaml_messages import explain

    raise YamlError(explain(refused, text))


def _decoded(text: bytes) -> tuple[bytes, str]:
    """Return a text without its byte order mark, as bytes and as characters that YAML allows."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        characters = text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start].decode()
        raise refusal("encoding", _position(before, len(before)), f"{text[error.start]:02x}") from None
    if text.translate(None, _ASCII):
        bad = re.search(_FORBIDDEN, characters)
        if bad:
            code = ord(bad[0])
            raise refusal("character", _position(characters, bad.start()), f"{code:04X}", f"{code:04x}")
    return text, characters


def _position(text: str, index: int) -> Position:
    """Return line and column as the parsers count: YAML 1.1 ends a line at some rare characters too."""
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text[:index])
    return len(lines), len(lines[-1]) + 1


def _pure_events(text: bytes) -> Iterator[Event]:
    """Return the events of PyYAML's own parser, less what only that parser accepts."""
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PureParser(Reader, Scanner, Parser):
        def __init__(self) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)

    characters = text.decode()
    flow_levels = 0
    for event in iter(PureParser().get_event, None):
        if getattr(event, "flow_style", None):
            flow_levels += 1
        elif flow_levels and event.__class__ in (SequenceEndEvent, MappingEndEvent):
            flow_levels -= 1
        reason = _only_pure(event, characters, flow_levels)
        if reason:
            raise refusal("disputed", position_of(event), reason)
        yield event


def _only_pure(event: Event, characters: str, flow_levels: int) -> str | None:
    """Return why libyaml refuses an event that PyYAML's own parser gives; None where it doesn't."""
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
    if not event.style and flow_levels and event.value and after[:1] == ":" and after[1:] in (*",[]{}",):
        return "a colon in brackets has no space behind it"
    if event.style in ("|", ">") and event.value.lstrip("\n").startswith("\t"):
        header = characters[start.index : characters.find("\n", start.index)]
        return None if _INDENTED.search(header) else "a tab starts a block of text"
    return None


def _without_tabs(parsed: Iterable[Event], text: str) -> Iterator[Event]:
    """Return events as they come; refuse a tab outside quoted and block scalars and comments: parsers differ there."""
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
