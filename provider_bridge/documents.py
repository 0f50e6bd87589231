"""YAML text becomes plain data: dicts, lists, the text of scalars, and None.

Scalars keep the text that was written; a null is a plain `null`, `Null`, `NULL`, `~` or nothing. The tree is built from
the parser's event stream, so that depth and aliases are bounded before anything is built (libyaml's composer recurses).
The same with libyaml and without it: where libyaml refuses a text, PyYAML's own parser words the reason.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Union

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from .diagnostics import ERROR, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    Data = Union[str, None, list["Data"], dict[str, "Data"]]
    Map = dict[str, "Data"]
    Path = tuple[str | int, ...]
    Spot = tuple[int, int]  # a line and a column, from 1

CParser: Any
try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML without libyaml
    CParser = None

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_ALIAS_NODES = 50_000
"""How many values aliases may add to a document. A billion-laughs bomb needs 10⁹, a large job adds hundreds."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
STANDARD_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_TEXT_BYTES = bytes([9, 10, 13, *range(32, 127), *range(128, 256)])
_FORBIDDEN = "[^\t\n\r -~\x85\xa0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_MERGE = "<<"


class Quoted(str):
    """The text of a scalar that was quoted, a block, or marked `!!str`: never read as a number, a boolean or a null."""

    __slots__ = ()


class Document(NamedTuple):
    """A YAML file that was read: its path under the root, its data, and its bytes, to look up places in."""

    path: str
    data: Data
    text: bytes

    def spot(self, path: Path, key: bool = False) -> Spot:
        """Line and column of the value at a path (or of its key); of the nearest one above it where there is none."""
        return spot(self.text, path, key)


class Refused(Exception):  # noqa: N818 (it is what happened to a document, not an error of ours)
    """A text that isn't a document: carries everything that is wrong with it."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


class _Places:
    """Where each value of a tree stands: by container identity, then by key or index; kept alive by the tree."""

    def __init__(self) -> None:
        self.keys: dict[int, dict[str | int, Spot]] = {}
        self.values: dict[int, dict[str | int, Spot]] = {}
        self.alive: list[Any] = []  # an identity is only good as long as its container lives


class _Problem(Exception):  # noqa: N818
    def __init__(self, rule: str, message: str, fix: str, mark: Spot) -> None:
        super().__init__(message)
        self.parts = (rule, message, fix, mark)


def read(text: bytes, path: str, owned: frozenset[str] | None = None) -> Document:
    """The document that a YAML text holds.

    `owned` are the top-level fields that are ours: a YAML tag outside them is ignored, inside them it is an error;
    None means all. Raises `Refused` with all findings.
    """
    problems: list[tuple[str, str, str, Spot]] = []
    data: Data = None
    try:
        data = _build(text, owned, None, problems)
    except _Problem as problem:
        problems.append(problem.parts)
    if problems:
        raise Refused([Diagnostic(path, *place, rule, ERROR, message, fix) for rule, message, fix, place in problems])
    return Document(path, data, text)


def spot(text: bytes, path: Path, key: bool = False) -> Spot:
    """Line and column in a text of the value at a path, or of its key, or of the nearest one above it."""
    node, places = _placed(text)
    found: Spot = (1, 1)
    for step in path:
        spots = (places.keys if key else places.values).get(id(node), {})
        if step not in spots:
            return found
        found = spots[step]
        node = node[step]
    return found


@lru_cache(maxsize=16)
def _placed(text: bytes) -> tuple[Any, _Places]:
    """A text read once more, with the place of every value: only what is spoken of pays for places."""
    places = _Places()
    return _build(text, frozenset(), places, []), places


def _build(
    text: bytes, owned: frozenset[str] | None, places: _Places | None, problems: list[tuple[str, str, str, Spot]]
) -> Data:
    """One pass over the events. Fatal problems are raised, the others (duplicate keys, tags) collected."""
    text = _decoded(text)
    tabs: list[tuple[int, int]] | None = [] if b"\t" in text else None
    root: list[Any] = []
    node: Any = root
    key: str | None = None  # in a mapping: the key that waits for its value
    key_is_merge = False
    merges: list[Any] | None = None  # in a mapping: what `<<` gave
    stack: list[Any] = []
    anchors: dict[str, tuple[Any, int, int]] = {}  # name → value, number of values in it, depth of it
    open_anchors: set[str] = set()
    total = aliased = documents = 0
    ignoring_tags = owned is not None

    for event in _events(text):
        kind = event.__class__
        if kind is ScalarEvent:
            total += 1
            value: Any = event.value
            if event.style:  # libyaml says "" for plain, PyYAML says None
                value = Quoted(value)
                if tabs is not None and event.style in "'\"|>":
                    tabs.append((event.start_mark.index, event.end_mark.index))
            if event.tag is not None:
                value = _tagged(event, value, ignoring_tags, problems)
            depth = 0
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            total += 1
            if len(stack) >= MAX_DEPTH:
                raise _Problem(
                    "yaml-depth",
                    f"the document is more than {MAX_DEPTH} levels deep",
                    "flatten it, or close the brackets that stay open",
                    _mark(event),
                )
            if event.tag is not None:
                _tagged(event, "", ignoring_tags, problems)
            if node.__class__ is dict and key is None:
                raise _Problem(
                    "yaml-syntax", "a list or a mapping stands as a key", "use text as the key", _mark(event)
                )
            new: Any = {} if kind is MappingStartEvent else []
            if event.anchor is not None:
                open_anchors.add(event.anchor)
            stack.append((node, key, key_is_merge, merges, event.anchor, event, total, 0))
            node, key, key_is_merge, merges = new, None, False, None
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value = node
            if merges is not None:
                _merge(value, merges, places)
            node, key, key_is_merge, merges, anchor, event, start, depth = stack.pop()
            depth += 1
            if anchor is not None:
                open_anchors.discard(anchor)
                anchors[anchor] = (value, total - start + 1, depth)
            if stack and stack[-1][7] < depth:
                stack[-1] = (*stack[-1][:7], depth)
        elif kind is AliasEvent:
            if event.anchor not in anchors or event.anchor in open_anchors:
                inside = event.anchor in open_anchors
                raise _Problem(
                    "yaml-alias-limit" if inside else "yaml-syntax",
                    f'the alias "*{event.anchor}" ' + ("stands inside its own anchor" if inside else "has no anchor"),
                    f'write "&{event.anchor}" at the value that it should repeat, before this place',
                    _mark(event),
                )
            value, size, depth = anchors[event.anchor]
            total += size
            aliased += size
            if aliased > MAX_ALIAS_NODES:
                raise _Problem(
                    "yaml-alias-limit",
                    f"its aliases repeat more than {MAX_ALIAS_NODES:,} values",
                    "write the values out, or use fewer aliases of aliases",
                    _mark(event),
                )
            if len(stack) + depth > MAX_DEPTH:
                raise _Problem(
                    "yaml-depth",
                    f"with this alias the document is more than {MAX_DEPTH} levels deep",
                    "flatten what the alias repeats",
                    _mark(event),
                )
            if stack and stack[-1][7] < depth:
                stack[-1] = (*stack[-1][:7], depth)
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _Problem(
                    "yaml-documents",
                    "a second document starts here; one file holds one",
                    'move it to a file of its own, or remove the "---"',
                    _mark(event),
                )
            continue
        elif kind is StreamEndEvent:
            break
        else:
            continue

        # A value is complete: `value`, written at `event`.
        if kind is ScalarEvent and event.anchor is not None:
            anchors[event.anchor] = (value, 1, 0)
        if node.__class__ is dict:
            if key is None:
                if value.__class__ is not str and value.__class__ is not Quoted:
                    raise _Problem(
                        "yaml-syntax", "a list or a mapping stands as a key", "use text as the key", _mark(event)
                    )
                key_is_merge = value == _MERGE and value.__class__ is str
                if (merges is not None) if key_is_merge else (value in node):
                    problems.append(
                        (
                            "yaml-duplicate-key",
                            f'the key "{value}" stands twice in this mapping',
                            "keep one of them" + (", with a list of aliases" if key_is_merge else ""),
                            _mark(event),
                        )
                    )
                key = str(value)
                if len(stack) == 1 and owned is not None:
                    ignoring_tags = key not in owned
                if places is not None:
                    places.keys.setdefault(id(node), {})[key] = _mark(event)
            elif key_is_merge:
                merges = (merges or []) + _sources(value, event)
                if places is not None:
                    places.alive.append(merges)
                key, key_is_merge = None, False
            else:
                if value.__class__ is str and value in NULLS:
                    value = None
                if places is not None:
                    places.values.setdefault(id(node), {})[key] = _mark(event)
                node[key] = value
                key = None
        else:
            if value.__class__ is str and value in NULLS:
                value = None
            if places is not None:
                places.values.setdefault(id(node), {})[len(node)] = _mark(event)
                places.keys.setdefault(id(node), {})[len(node)] = _mark(event)
            node.append(value)
    if tabs is not None:
        _refuse_tabs(text.decode(), tabs)
    return root[0] if root else None


def _decoded(text: bytes) -> bytes:
    """The text without its byte order mark, known to be UTF-8 and free of characters that YAML forbids."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        decoded = text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start].decode()
        raise _Problem(
            "yaml-encoding",
            f"the byte 0x{text[error.start]:02x} is not UTF-8",
            "save the file as UTF-8",
            _spot_of(before, len(before)),
        ) from None
    if text.translate(None, _TEXT_BYTES) or not text.isascii():
        bad = re.search(_FORBIDDEN, decoded)
        if bad:
            raise _Problem(
                "yaml-encoding",
                f"the character U+{ord(bad[0]):04X} is not allowed in YAML",
                f'remove it, or write it as an escape in double quotes ("\\u{ord(bad[0]):04x}")',
                _spot_of(decoded, bad.start()),
            )
    return text


def _spot_of(text: str, index: int) -> Spot:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _events(text: bytes) -> Iterator[Any]:
    """The parser's events. A text that is refused raises `_Problem`, worded by PyYAML's own parser."""
    try:
        parser: Any = CParser(text) if CParser is not None else _PureParser(text)
        while True:
            event = parser.get_event()
            yield event
            if event.__class__ is StreamEndEvent:
                return
    except yaml.YAMLError as error:
        refusal = error
    if CParser is not None:
        try:
            pure = _PureParser(text)
            while pure.get_event().__class__ is not StreamEndEvent:
                pass
        except yaml.YAMLError as error:
            refusal = error
    raise _syntax_problem(refusal, text)


class _PureParser:
    """PyYAML's own reader, scanner and parser, with the one method of libyaml's that is used here."""

    def __new__(cls, text: bytes) -> Any:
        from yaml.parser import Parser
        from yaml.reader import Reader
        from yaml.scanner import Scanner

        class PureParser(Reader, Scanner, Parser):
            def __init__(self, stream: bytes) -> None:
                Reader.__init__(self, stream)
                Scanner.__init__(self)
                Parser.__init__(self)

        return PureParser(text)


def _syntax_problem(error: yaml.YAMLError, text: bytes) -> _Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    line = text.decode().splitlines()[place[0] - 1 : place[0]]
    if line and "\t" in line[0][: place[1]]:
        return _tab_problem((place[0], line[0].index("\t") + 1))
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    context, context_mark = getattr(error, "context", None), getattr(error, "context_mark", None)
    if context and context_mark is not None:
        reason += f" ({context} that starts at line {context_mark.line + 1})"
    return _Problem(
        "yaml-syntax",
        f"this is not YAML: {reason}",
        "check the indentation, and put text that holds any of : # { } [ ] , & * ! | > % @ in quotes",
        place,
    )


def _tab_problem(place: Spot) -> _Problem:
    return _Problem("yaml-syntax", "a tab stands where YAML takes spaces only", "replace the tab with spaces", place)


def _refuse_tabs(text: str, scalars: list[tuple[int, int]]) -> None:
    """Tabs are allowed in quoted and block scalars and in comments only: parsers differ about the rest."""
    start = 0
    for begin, end in [*scalars, (len(text), len(text))]:
        offset = start
        for line in text[start:begin].splitlines(keepends=True):
            tab, comment = line.find("\t"), _comment_start(line, offset == 0 or text[offset - 1] == "\n")
            if tab >= 0 and (comment < 0 or tab < comment):
                index = offset + tab
                raise _tab_problem(_spot_of(text, index))
            offset += len(line)
        start = max(start, end)


def _comment_start(line: str, at_line_start: bool) -> int:
    position = line.find("#")
    while position > 0 and line[position - 1] not in " \t":
        position = line.find("#", position + 1)
    return position if position > 0 or at_line_start else line.find(" #")


def _tagged(event: Any, value: str, ignored: bool, problems: list[tuple[str, str, str, Spot]]) -> str:
    """A value that bears a YAML tag: nothing is ever constructed from it. `!!str` and `!` make it text."""
    if event.tag in ("!", "tag:yaml.org,2002:str"):
        return Quoted(value)
    if not ignored and event.tag not in STANDARD_TAGS:
        problems.append(
            (
                "yaml-tag",
                f'the YAML tag "{event.tag}" has no meaning here',
                "remove the tag and write the value as text",
                _mark(event),
            )
        )
    return value


def _sources(value: Any, event: Any) -> list[Any]:
    """The mappings that a merge key names, nearest first."""
    sources = value if isinstance(value, list) else [value]
    if not all(isinstance(source, dict) for source in sources):
        raise _Problem(
            "yaml-syntax",
            'the merge key "<<" takes a mapping or a list of mappings',
            "give it an alias of a mapping",
            _mark(event),
        )
    return sources


def _merge(node: dict[str, Any], sources: list[dict[str, Any]], places: _Places | None) -> None:
    """What is written in the mapping wins, then the sources in their order (YAML's merge key)."""
    for source in sources:
        for key, value in source.items():
            if key not in node:
                node[key] = value
                if places is not None:
                    for spots in (places.keys, places.values):
                        spots.setdefault(id(node), {})[key] = spots[id(source)][key]


def _mark(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1
