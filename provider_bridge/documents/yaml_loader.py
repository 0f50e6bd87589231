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

from ..diagnostics import MOST
from .yaml_parser import Problem, decoded, events, refuse_tabs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .yaml_parser import Spot

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


class Places:
    """Where each value of a tree stands: by container identity, then by key or index."""

    def __init__(self) -> None:
        self.keys: dict[int, dict[str | int, Spot]] = {}
        self.values: dict[int, dict[str | int, Spot]] = {}
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


def build(text: bytes, owned: Owned | None, places: Places | None, problems: list[Problem]) -> Data:
    """The data of a YAML text. What doesn't stop the reading is added to `problems`; what does is raised as `Problem`.

    Below the keys in `owned` a YAML tag is a problem; None is everywhere. With `places` every value's place is noted
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
                raise _too_deep(event)
            if here.node.__class__ is dict and not here.waits:
                raise _no_key(event)
            stack.append(here)
            here = _Open({} if kind is MappingStartEvent else [], event, nodes)
            nodes += 1
            anchors.pop(event.anchor, None)
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value, height, event = here.node, here.height + 1, here.event
            if here.merged is not None:
                _merge(value, here.merged, places)
            if here.anchor is not None:
                anchors[here.anchor] = (value, nodes - here.nodes_before, height)
            here = stack.pop()
        elif kind is AliasEvent:
            if event.anchor not in anchors:
                raise _no_anchor(event, any(open_.anchor == event.anchor for open_ in (*stack, here)))
            value, size, height = anchors[event.anchor]
            nodes += size
            aliased += size
            if aliased > MAX_ALIAS_NODES:
                raise _too_many_aliases(event, f"{MAX_ALIAS_NODES:,} values")
            repeated += _characters(value)
            if repeated > MAX_ALIAS_CHARACTERS:
                raise _too_many_aliases(event, f"{MAX_ALIAS_CHARACTERS:,} characters")
            if len(stack) + height > MAX_DEPTH:
                raise _too_deep(event)
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise _second_document(event)
            continue
        else:
            continue

        # A value is complete: it is a key, or belongs to the key or list that waits for it.
        if here.height < height:
            here.height = height
        node = here.node
        if node.__class__ is dict and not here.waits:
            if value.__class__ is not str and value.__class__ is not Quoted:
                raise _no_key(event)
            here.merging = value == _MERGE and value.__class__ is str
            if (here.merged is not None) if here.merging else (value in node):
                _note(_twice(event, value), problems)
            here.waits, here.key = True, str(value)
            if len(stack) <= 2:
                begin(here.key)
            if places is not None:
                places.keys.setdefault(id(node), {})[here.key] = _mark(event)
            continue
        if value.__class__ is str and value in NULLS:
            value = None
        if places is not None:
            step = here.key if node.__class__ is dict else len(node)
            places.values.setdefault(id(node), {})[step] = _mark(event)
            places.alive.append(value)
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


def _tagged(event: Any, value: str, matters: bool, problems: list[Problem]) -> str:
    """A value that bears a YAML tag: nothing is ever constructed from it. `!!str` and `!` make it text."""
    if event.tag in _TEXT_TAGS:
        return Quoted(value)
    if matters and event.tag not in _STANDARD_TAGS:
        message = f'the YAML tag "{event.tag}" has no meaning here'
        _note(Problem("yaml-tag", message, "remove the tag and write the value as text", _mark(event)), problems)
    return value


def _note(problem: Problem, problems: list[Problem]) -> None:
    """Goes on reading after a problem, but not after a hundred: a file may hold half a million."""
    problems.append(problem)
    if len(problems) >= MOST:
        message = f"the rest of the file is not read: {MOST} things are wrong up to here"
        raise Problem(problem.rule, message, "mend those before first", problem.spot)


def _sources(value: Any, event: Any) -> list[Any]:
    """The mappings that a merge key names, nearest first."""
    sources = value if isinstance(value, list) else [value]
    if not all(isinstance(source, dict) for source in sources):
        message = 'the merge key "<<" takes a mapping or a list of mappings'
        raise Problem("yaml-syntax", message, "give it an alias of a mapping", _mark(event))
    return sources


def _merge(node: dict[str, Any], sources: list[dict[str, Any]], places: Places | None) -> None:
    """What is written in the mapping wins, then the sources in their order (YAML's merge key)."""
    for source in sources:
        for key, value in source.items():
            if key not in node:
                node[key] = value
                if places is not None:
                    for spots in (places.keys, places.values):
                        spots.setdefault(id(node), {})[key] = spots[id(source)][key]


def _characters(value: Any) -> int:
    """The length of all text in a value."""
    if isinstance(value, dict):
        return sum(len(key) + _characters(item) for key, item in value.items())
    return sum(map(_characters, value)) if isinstance(value, list) else len(value or "")


def _mark(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _too_deep(event: Any) -> Problem:
    message = f"the document is more than {MAX_DEPTH} levels deep"
    return Problem("yaml-depth", message, "flatten it, or close the brackets that stay open", _mark(event))


def _too_many_aliases(event: Any, most: str) -> Problem:
    message = f"the document's aliases repeat more than {most}"
    return Problem("yaml-alias-limit", message, "write the values out, or use fewer aliases of aliases", _mark(event))


def _no_anchor(event: Any, inside: bool) -> Problem:
    fix = f'write "&{event.anchor}" at the value that it should repeat, before this place'
    if inside:
        message = f'the alias "*{event.anchor}" stands inside its own anchor'
        return Problem("yaml-alias-limit", message, fix, _mark(event))
    return Problem("yaml-syntax", f'the alias "*{event.anchor}" has no anchor', fix, _mark(event))


def _no_key(event: Any) -> Problem:
    return Problem("yaml-syntax", "a list or a mapping stands as a key", "use text as the key", _mark(event))


def _second_document(event: Any) -> Problem:
    message = "a second document starts here; one file holds one"
    return Problem("yaml-documents", message, 'move it to a file of its own, or remove the "---"', _mark(event))


def _twice(event: Any, key: str) -> Problem:
    message = f'the key "{key}" stands twice in this mapping'
    return Problem("yaml-duplicate-key", message, "keep one of them", _mark(event))
