"""A stream of YAML events becomes plain data: dicts, lists, the text of scalars, and None.

The tree is built event by event, so that depth and aliases are bounded before anything is built: libyaml's own composer
recurses, and a hundred thousand `[` crash it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional, Union

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..diagnostics import MAX_PER_RULE, Diagnostic
from .yaml_parser import YamlError, decoded, events, problem, refuse_tabs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .yaml_parser import Position

    Data = Union[str, None, list["Data"], dict[str, "Data"]]
    Owned = Mapping[str, Optional["Owned"]]
    """Keys whose values are ours: with None all of it, with a mapping only those keys of it."""

MAX_DEPTH = 64
MAX_ALIAS_NODES = 50_000
"""How many values aliases may add to a document. A billion-laughs bomb needs 10⁹, a large job adds hundreds."""
MAX_ALIAS_CHARACTERS = 1024 * 1024
"""How much text aliases may add: as much as a document may hold itself."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_STANDARD_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_MERGE = "<<"
_NOT_OURS: Owned = {}


class Quoted(str):
    """The text of a scalar that was quoted, a block, or marked `!!str`: never read as a number, a boolean or a null."""

    __slots__ = ()


class PositionMap:
    """Where each value of a tree stands: by container identity, then by key or index."""

    def __init__(self) -> None:
        self.keys: dict[int, dict[str | int, Position]] = {}
        self.values: dict[int, dict[str | int, Position]] = {}
        self.alive: list[Any] = []  # an identity is only good as long as its container lives


class _Open:
    """A mapping or list whose end has not come yet."""

    __slots__ = ("anchor", "event", "height", "key", "merged", "merging", "node", "nodes_before", "waits")

    def __init__(self, node: Any, event: Any, nodes_before: int) -> None:
        self.node, self.event, self.nodes_before = node, event, nodes_before
        self.anchor = event.anchor if event is not None else None
        self.height = 0  # of the highest value in it
        self.waits = False  # a mapping: whether a key waits for its value
        self.key = ""
        self.merging = False  # a mapping: whether that key is `<<`
        self.merged: list[Any] | None = None  # a mapping: what `<<` names


def build(text: bytes, owned: Owned | None, positions: PositionMap | None, problems: list[Diagnostic]) -> Data:
    """Return the data of a YAML text. What does not stop the reading is added to `problems`, all else is raised.

    Below the keys in `owned` a YAML tag is a problem; None is everywhere. With `positions` every value's place is noted
    there.
    """
    text = decoded(text)
    may_hold_tabs: list[tuple[int, int]] | None = [] if b"\t" in text else None
    top = _Open([], None, 0)
    here = top
    stack: list[_Open] = []
    anchors: dict[str, tuple[Any, int, int]] = {}  # name → value, number of values in it, height
    nodes = aliased = repeated = documents = 0
    tags_matter = owned is None
    ours: Owned | None = owned  # of the top-level field at hand

    def begin(field: str) -> None:
        nonlocal ours, tags_matter
        if len(stack) == 1 and owned is not None:
            ours = owned.get(field, _NOT_OURS)
            tags_matter = ours is None
        elif len(stack) == 2 and ours is not None:
            tags_matter = field in ours

    for event in events(text):
        kind = event.__class__
        height = 0
        if kind is ScalarEvent:
            nodes += 1
            value = event.value
            if event.style:  # libyaml says "" for plain, PyYAML says None
                value = Quoted(value)
                if may_hold_tabs is not None:
                    may_hold_tabs.append((event.start_mark.index, event.end_mark.index))
            if event.tag is not None:
                if here.node.__class__ is dict and not here.waits:
                    begin(value)
                value = _tagged(event, value, tags_matter, problems)
            if event.anchor is not None:
                anchors[event.anchor] = (value, 1, 0)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None:
                _tagged(event, "", tags_matter, problems)
            if len(stack) >= MAX_DEPTH:
                raise YamlError(_too_deep(event))
            if here.node.__class__ is dict and not here.waits:
                raise YamlError(_no_key(event))
            stack.append(here)
            here = _Open({} if kind is MappingStartEvent else [], event, nodes)
            nodes += 1
            anchors.pop(event.anchor, None)
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value, height, event = here.node, here.height + 1, here.event
            if here.merged is not None:
                _merge(value, here.merged, positions)
            if here.anchor is not None:
                anchors[here.anchor] = (value, nodes - here.nodes_before, height)
            here = stack.pop()
        elif kind is AliasEvent:
            if event.anchor not in anchors:
                raise YamlError(_no_anchor(event, any(open_.anchor == event.anchor for open_ in (*stack, here))))
            value, size, height = anchors[event.anchor]
            nodes += size
            aliased += size
            if aliased > MAX_ALIAS_NODES:
                raise YamlError(_too_many_aliases(event, f"{MAX_ALIAS_NODES:,} values"))
            repeated += _characters(value)
            if repeated > MAX_ALIAS_CHARACTERS:
                raise YamlError(_too_many_aliases(event, f"{MAX_ALIAS_CHARACTERS:,} characters"))
            if len(stack) + height > MAX_DEPTH:
                raise YamlError(_too_deep(event))
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise YamlError(_second_document(event))
            continue
        else:
            continue

        # A value is complete: it is a key, or belongs to the key or list that waits for it.
        if here.height < height:
            here.height = height
        node = here.node
        if node.__class__ is dict and not here.waits:
            if value.__class__ is not str and value.__class__ is not Quoted:
                raise YamlError(_no_key(event))
            here.merging = value == _MERGE and value.__class__ is str
            if (here.merged is not None) if here.merging else (value in node):
                _note(_twice(event, value), problems)
            here.waits, here.key = True, str(value)
            if len(stack) <= 2:
                begin(here.key)
            if positions is not None:
                positions.keys.setdefault(id(node), {})[here.key] = _mark(event)
            continue
        if value.__class__ is str and value in NULLS:
            value = None
        if positions is not None:
            step = here.key if node.__class__ is dict else len(node)
            positions.values.setdefault(id(node), {})[step] = _mark(event)
            positions.alive.append(value)
        if node.__class__ is not dict:
            node.append(value)
        elif here.merging:
            here.merged = (here.merged or []) + _sources(value, event)
            here.waits = False
        else:
            node[here.key] = value
            here.waits = False
    if may_hold_tabs is not None:
        refuse_tabs(text.decode(), may_hold_tabs)
    return top.node[0] if top.node else None


def _tagged(event: Any, value: str, matters: bool, problems: list[Diagnostic]) -> str:
    """A value that bears a YAML tag: nothing is ever constructed from it. `!!str` and `!` make it text."""
    if event.tag in _TEXT_TAGS:
        return Quoted(value)
    if matters and event.tag not in _STANDARD_TAGS:
        message, fix = "the YAML tag {0} has no meaning here", "remove the tag and write the value as text"
        _note(problem("yaml-tag", message, fix, _mark(event), event.tag), problems)
    return value


def _note(diagnostic: Diagnostic, problems: list[Diagnostic]) -> None:
    """Continue after a problem, but not after a hundred: a file may hold half a million."""
    problems.append(diagnostic)
    if len(problems) >= MAX_PER_RULE:
        message = "the rest of the file is not read: {0:bare} things are wrong up to here"
        position = diagnostic.location.line, diagnostic.location.column
        raise YamlError(problem(diagnostic.rule, message, "mend those before first", position, str(MAX_PER_RULE)))


def _sources(value: Any, event: Any) -> list[Any]:
    """The mappings that a merge key names, nearest first."""
    sources = value if isinstance(value, list) else [value]
    if not all(isinstance(source, dict) for source in sources):
        message = 'the merge key "<<" takes a mapping or a list of mappings'
        raise YamlError(problem("yaml-syntax", message, "give it an alias of a mapping", _mark(event)))
    return sources


def _merge(node: dict[str, Any], sources: list[dict[str, Any]], positions: PositionMap | None) -> None:
    """What is written in the mapping wins, then the sources in their order (YAML's merge key)."""
    for source in sources:
        for key, value in source.items():
            if key not in node:
                node[key] = value
                if positions is not None:
                    for spots in (positions.keys, positions.values):
                        spots.setdefault(id(node), {})[key] = spots[id(source)][key]


def _characters(value: Any) -> int:
    """The length of all text in a value."""
    if isinstance(value, dict):
        return sum(len(key) + _characters(item) for key, item in value.items())
    return sum(map(_characters, value)) if isinstance(value, list) else len(value or "")


def _mark(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _too_deep(event: Any) -> Diagnostic:
    message, fix = "the document is more than {0:bare} levels deep", "flatten it, or close the brackets that stay open"
    return problem("yaml-depth", message, fix, _mark(event), str(MAX_DEPTH))


def _too_many_aliases(event: Any, most: str) -> Diagnostic:
    message, fix = (
        "the document's aliases repeat more than {0:bare}",
        "write the values out, or use fewer aliases of aliases",
    )
    return problem("yaml-alias-limit", message, fix, _mark(event), most)


def _no_anchor(event: Any, inside: bool) -> Diagnostic:
    fix = 'write "&{0:bare}" at the value that it should repeat, before this place'
    if inside:
        message = 'the alias "*{0:bare}" stands inside its own anchor'
        return problem("yaml-alias-limit", message, fix, _mark(event), event.anchor)
    return problem("yaml-syntax", 'the alias "*{0:bare}" has no anchor', fix, _mark(event), event.anchor)


def _no_key(event: Any) -> Diagnostic:
    return problem("yaml-syntax", "a list or a mapping stands as a key", "use text as the key", _mark(event))


def _second_document(event: Any) -> Diagnostic:
    message = "a second document starts here; one file holds one"
    return problem("yaml-documents", message, 'move it to a file of its own, or remove the "---"', _mark(event))


def _twice(event: Any, key: str) -> Diagnostic:
    message = "the key {0} stands twice in this mapping"
    return problem("yaml-duplicate-key", message, "keep one of them", _mark(event), key)
