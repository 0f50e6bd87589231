"""The loader from YAML events to plain data: dicts, lists, strings and None.

The tree is built event by event, so that depth and aliases are limited before anything is built. The composer of
libyaml recurses, and a hundred thousand `[` crash it.
"""

from __future__ import annotations

from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from ..diagnostics import MAX_PER_RULE
from ..light_typing import TYPE_CHECKING
from .yaml_parser import YamlError, events, position_of, refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..diagnostics import Diagnostic
    from .attached import Attached, Problem
    from .data import Data, Owned
    from .positions import PositionMap
    from .yaml_parser import Event

MAX_DEPTH = 64
MAX_ALIAS_NODES = 50_000
"""Values that aliases may add to a document. A billion-laughs bomb needs 10⁹, a large job adds hundreds."""
MAX_ALIAS_CHARACTERS = 1024 * 1024
"""Characters that aliases may add, as many as a document may have."""
MAX_PREFIX = 1024
"""Characters of a prefix that a %TAG directive sets."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_NULL_TAG = "tag:yaml.org,2002:null"
_SCALAR_TAGS = frozenset(
    [None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp"))]
)
_CONTAINER_TAGS = {dict: (None, "!", "tag:yaml.org,2002:map"), list: (None, "!", "tag:yaml.org,2002:seq")}
"""The YAML tags that change nothing, by type."""
_NOT_OURS: Owned = {}
_MERGE = ("<<", True)
_TOP = (".", True)
_COMPLEX = ("?", False)
"""Steps for errors of a merge key, of a key at the top level, and of a list or mapping as a key."""
_MERGE_TAG = "tag:yaml.org,2002:merge"


class Quoted(str):
    """A quoted or block scalar, or one with the YAML tag `!!str`: always a string."""

    __slots__ = ()


class _Open:
    """A mapping or list whose end has not come yet."""

    __slots__ = ("anchor", "expects_key", "key", "node")

    def __init__(self, node: Any, anchor: str | None) -> None:
        self.node, self.anchor = node, anchor
        self.expects_key = node.__class__ is dict
        self.key: Any = None  # of the next value; None in a list


def build(text: bytes, owned: Owned | None, positions: PositionMap | None) -> tuple[Data, list[Diagnostic]]:
    """Return the data of a YAML text, and its errors.

    A YAML tag, a duplicate key, and a list or mapping as a key are errors only below the keys in `owned`, also if an
    alias or a merge key copies them there. `positions` is filled, if given.
    """
    loader = _Loader(owned, positions)
    errors: tuple[Diagnostic, ...] = ()
    try:
        data = loader.data(text)
    except YamlError as error:
        data, errors = None, error.diagnostics
    return data, [*loader.attached.diagnostics(loader.open[0].node, owned), *errors] if loader.attached else [*errors]


class _Loader:
    """A document that is being built, with its open containers (innermost last) and its anchors."""

    def __init__(self, owned: Owned | None, positions: PositionMap | None) -> None:
        self.owned, self.positions = owned, positions
        self.attached: Attached | None = None
        self.errors = 0
        self.anchors: dict[str, tuple[Data, Problem | None]] = {}
        self.open = [_Open([], None)]  # the document itself
        self.documents = self.added_values = self.added_characters = 0

    def data(self, text: bytes) -> Data:
        """Return the data of a text; `events` and limits raise `YamlError`."""
        document = here = self.open[0]
        positions, key = self.positions, None
        for event in events(text):
            if event.__class__ is not ScalarEvent:
                here = _METHODS[event.__class__](self, event)
                continue
            value: Any = event.value
            if event.style:  # for a plain scalar, libyaml has "" and PyYAML None
                value = Quoted(value)
            if event.tag is not None or event.anchor is not None:
                value = self.marked(event, value)
            if here.expects_key:
                if value in here.node or value == "<<":
                    self.expect_value(event, value)
                else:
                    here.expects_key, here.key = False, str(value)
                key = event
                if positions is not None:
                    positions.add_key(here.node, here.key, position_of(event))
                continue
            if value in NULLS and value.__class__ is str:
                if not value and here.key.__class__ is str and ":" in here.key:
                    self.check_colon(text, key)
                value = None
            if positions is not None:
                positions.add_value(here.node, len(here.node) if here.key is None else here.key, position_of(event))
            if here.key is None:
                here.node.append(value)
            elif here.key.__class__ is str:
                here.node[here.key] = value
                here.expects_key = True
            else:
                self.add(event, value)
        return document.node[0] if document.node else None

    def start_document(self, event: Event) -> _Open:
        """Refuse a second document, and a long prefix of YAML tags, which each tag would repeat."""
        self.documents += 1
        if self.documents > 1:
            raise refusal("second_document", position_of(event))
        if any(len(prefix) > MAX_PREFIX for prefix in (event.tags or {}).values()):
            raise refusal("long_prefix", position_of(event))
        return self.open[-1]

    def start(self, event: Event) -> _Open:
        """Open a mapping or list, and add it as a value."""
        node: Any = {} if event.__class__ is MappingStartEvent else []
        if len(self.open) > MAX_DEPTH:
            raise refusal("depth", position_of(event))
        if self.open[-1].expects_key:
            self.expect_dropped_value(event)
        else:
            self.add(event, node)
        if event.tag is not None and event.tag not in _CONTAINER_TAGS[node.__class__]:
            self.attach(node, None, ("tag", position_of(event), (event.tag,), None))
        self.anchors.pop(event.anchor, None)
        self.open.append(_Open(node, event.anchor))
        return self.open[-1]

    def end(self, _: Event) -> _Open:
        """Close the innermost container."""
        ended = self.open[-1]
        if ended.node.__class__ is dict and _MERGE in ended.node:
            self.merge(ended.node)
        self.open.pop()
        if ended.anchor is not None:
            self.anchors[ended.anchor] = ended.node, None
        return self.open[-1]

    def alias(self, event: Event) -> _Open:
        """Repeat the value of an anchor, within the limits of aliases."""
        here = self.open[-1]
        if event.anchor not in self.anchors:
            is_inside = any(each.anchor == event.anchor for each in self.open)
            names = f"*{event.anchor}", f"&{event.anchor}"
            raise refusal("alias_inside" if is_inside else "alias_unknown", position_of(event), names)
        value, problem = self.anchors[event.anchor]
        from .aliases import weight  # few documents have aliases

        values, characters, height = weight(value)
        self.added_values += values
        self.added_characters += characters
        if self.added_values > MAX_ALIAS_NODES:
            raise refusal("alias_limit", position_of(event), (f"{MAX_ALIAS_NODES:,} values",))
        if self.added_characters > MAX_ALIAS_CHARACTERS:
            raise refusal("alias_limit", position_of(event), (f"{MAX_ALIAS_CHARACTERS:,} characters",))
        if len(self.open) - 1 + height > MAX_DEPTH:
            raise refusal("depth", position_of(event))
        if problem is not None:
            self.attach(here.node, self.next_step(value), (*problem[:3], position_of(event)))
        if self.attached is not None and not here.expects_key:
            self.attached.add_alias(here.node, self.next_step(value), position_of(event))
        if not here.expects_key:
            self.add(event, value)
        elif not isinstance(value, str):
            self.expect_dropped_value(event)
        else:
            self.expect_value(event, value)
            if self.positions is not None:
                self.positions.add_key(here.node, here.key, position_of(event))
        return here

    def ignore(self, _: Event) -> _Open:
        """Ignore an event."""
        return self.open[-1]

    def add(self, event: Event, value: Data) -> None:
        """Add a value to the innermost container, unless its key is a list or mapping."""
        here = self.open[-1]
        if value.__class__ is str and value in NULLS:
            value = None
        if self.positions is not None:
            self.positions.add_value(here.node, self.next_step(value), position_of(event))
        if here.key is None:
            here.node.append(value)
            return
        here.expects_key = True
        if here.key is _MERGE:
            here.node.setdefault(_MERGE, []).append((value, event))
        elif here.key is not _COMPLEX:
            here.node[here.key] = value

    def next_step(self, value: Data) -> Any:
        """Return the key or index of the next value; for a key, the key itself."""
        here = self.open[-1]
        if not here.expects_key:
            return len(here.node) if here.key is None else here.key
        if not isinstance(value, str):
            return _COMPLEX
        return _MERGE if value == "<<" and value.__class__ is str else str(value)

    def expect_value(self, event: Event, key: str) -> None:
        """Set the key of the next value, which is a merge key or possibly a duplicate."""
        here, step = self.open[-1], self.next_step(key)
        if step in here.node:  # at the top level whatever the key is: two readers must not see two jobs
            self.attach(
                here.node, _TOP if len(self.open) == 2 else step, ("duplicate_key", position_of(event), (key,), None)
            )
        here.expects_key, here.key = False, step

    def expect_dropped_value(self, event: Event) -> None:
        """Set the key of the next value to a list or mapping, so that the value is ignored."""
        here = self.open[-1]
        self.attach(here.node, _COMPLEX, ("complex_key", position_of(event), (), None))
        here.expects_key, here.key = False, _COMPLEX

    def marked(self, event: Event, text: str) -> str:
        """Return a scalar that has an anchor or a YAML tag as a string: no object is ever constructed."""
        problem, step = None, self.next_step(text)
        if event.tag in _TEXT_TAGS:
            text = Quoted(text)
        elif event.tag == _NULL_TAG and text in NULLS:
            text = str(text)  # null, though quoted
        elif event.tag == _NULL_TAG or not (event.tag in _SCALAR_TAGS or (step is _MERGE and event.tag == _MERGE_TAG)):
            problem = "tag", position_of(event), (event.tag,), None
            self.attach(self.open[-1].node, step, problem)
        if event.anchor is not None:
            self.anchors[event.anchor] = text, problem
        return text

    def check_colon(self, text: bytes, key: Event) -> None:
        """Attach an error to a key without a value that has a colon without a space: `{Team:data}`."""
        from .in_brackets import unspaced

        here, problem = self.open[-1], unspaced(text, key)
        if problem is not None:
            self.attach(here.node, here.key, problem)

    def merge(self, mapping: dict[Any, Any]) -> None:
        """Add the keys of a merge key's sources to a mapping, without replacing keys that it has."""
        for value, event in mapping.pop(_MERGE):
            sources = value if isinstance(value, list) else [value]
            if not all(isinstance(source, dict) for source in sources):
                self.attach(mapping, _MERGE, ("merge_key", position_of(event), (), None))
                continue
            alias = position_of(event) if event.__class__ is AliasEvent else None
            for index, source in enumerate(sources):
                keys = [key for key in source if key not in mapping]
                mapping.update((key, source[key]) for key in keys)
                if self.attached is not None:
                    self.attached.merge(mapping, (*keys, _MERGE, _COMPLEX), value, index, alias)
                if self.positions is not None:
                    self.positions.copy(source, mapping, keys)

    def attach(self, container: Any, step: Any, problem: Problem) -> None:
        """Attach an error to a value, to be reported if Provider Bridge reads the value.

        The rest of a file with 100 errors is not read (`YamlError`), because it may have half a million.
        """
        if self.attached is None:
            from .attached import Attached  # few documents have one

            self.attached = Attached()
        is_ours = self.is_ours(step)
        if is_ours or not self.attached.has(container, step):  # an alias brings only the first
            self.attached.add(container, step, problem)
        self.errors += is_ours
        if self.errors == MAX_PER_RULE:
            (last,), (rest,) = refusal(*problem[:3]).diagnostics, refusal("rest", problem[1]).diagnostics
            raise YamlError(rest._replace(rule=last.rule))

    def is_ours(self, step: Any) -> bool:
        """Return whether Provider Bridge reads the whole value at a step of the innermost container."""
        ours = self.owned
        for each in self.open[1:-1]:
            if not ours:
                break
            ours = ours.get(each.key, _NOT_OURS)
        if ours:
            ours = ours.get(self.open[-1].key if step is None else step, _NOT_OURS)
        return ours is None or step is _TOP


_METHODS: dict[type, Callable[[_Loader, Event], _Open]] = {
    StreamStartEvent: _Loader.ignore,
    DocumentStartEvent: _Loader.start_document,
    MappingStartEvent: _Loader.start,
    MappingEndEvent: _Loader.end,
    SequenceStartEvent: _Loader.start,
    SequenceEndEvent: _Loader.end,
    AliasEvent: _Loader.alias,
    DocumentEndEvent: _Loader.ignore,
    StreamEndEvent: _Loader.ignore,
}
"""The method for each event except scalars."""
