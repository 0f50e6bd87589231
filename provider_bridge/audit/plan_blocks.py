"""Places in a resource of a plan: blocks, and the maps of tags or labels that stand in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .redact import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .plan import Resource


class TagMap(NamedTuple):
    """A map of tags or labels in a plan."""

    attribute: str
    """Where it stands in its resource: `tags`, `template[0].labels`."""
    tags: Mapping[str, Any]
    """What is known of it, to be compared: what is said of it are `shown` and `shown_key`."""
    unknown: frozenset[str] = frozenset()
    """Keys whose values are unknown until apply."""
    is_open: bool = False
    """Whether more keys may come at apply: the map as a whole is unknown, or what the provider adds to it."""
    sensitive: frozenset[str] = frozenset()
    """Keys with sensitive values."""
    secret: frozenset[str] = frozenset()
    """Keys that are sensitive themselves, because the map is as a whole."""

    def shown(self, key: str) -> Any:
        """What may be shown of a tag's value; None where it has none."""
        return shown(self.tags.get(key), key in self.sensitive)

    def shown_key(self, key: str) -> str:
        """What may be shown of a key that only the plan has."""
        return str(shown(key, key in self.secret))


class Block(NamedTuple):
    """A block of a resource, or the resource itself: its values, and which are unknown (true: all) or sensitive."""

    path: str
    values: Mapping[str, Any]
    unknown: Any
    sensitive: Any

    def below(self, *names: str) -> Iterator[Block]:
        """The blocks that lie at a path of names; one that is unknown as a whole is a block of unknowns."""
        if not names:
            yield self
            return
        value, unknown, sensitive = (
            self.values.get(names[0]),
            _at(self.unknown, names[0]),
            _at(self.sensitive, names[0]),
        )
        path = f"{self.path}{names[0]}"
        if unknown is True:
            yield from Block(f"{path}.", {}, True, sensitive).below(*names[1:])
        elif isinstance(value, dict):
            yield from Block(f"{path}.", value, unknown, sensitive).below(*names[1:])
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    block = Block(f"{path}[{index}].", item, _at(unknown, index), _at(sensitive, index))
                    yield from block.below(*names[1:])

    def is_unknown(self, name: str) -> bool:
        """Whether a value is unknown until apply."""
        return _at(self.unknown, name) is True

    def is_sensitive(self, name: str) -> bool:
        """Whether a value, or a part of it, is sensitive."""
        return bool(_at(self.sensitive, name))

    def shown(self, name: str) -> Any:
        """What may be shown of a value; None where it isn't set."""
        return shown(self.values.get(name), self.is_sensitive(name))

    def has(self, name: str) -> bool:
        """Whether the block has such an attribute, set or not."""
        return name in self.values or bool(_at(self.unknown, name))

    def map(self, name: str) -> TagMap | None:
        """The map that an attribute is, empty where it isn't set; None where it is no map, or there is none."""
        value, unknown = self.values.get(name), _at(self.unknown, name)
        if unknown is True:
            return TagMap(f"{self.path}{name}", {}, is_open=True)
        if not (value is None and self.has(name)) and not isinstance(value, dict):
            return None
        tags = value or {}
        if None in tags.values():
            tags = {key: text for key, text in tags.items() if text is not None}
        marks = _at(self.sensitive, name)
        secret = frozenset(tags if marks is True else ())
        return TagMap(f"{self.path}{name}", tags, _marked(unknown), False, _marked(marks) | secret, secret)


def whole(resource: Resource) -> Block:
    """A resource as a block."""
    return Block("", resource.values, resource.unknown, resource.sensitive)


def _marked(marks: Any) -> frozenset[str]:
    """The keys that marks of a map's values name."""
    return frozenset(key for key, is_so in marks.items() if is_so) if isinstance(marks, dict) else frozenset()


def _at(marks: Any, step: str | int) -> Any:
    """What marks of unknown or sensitive values say of one value: true for all of it, false, or marks of its parts."""
    if marks is True:
        return True
    if isinstance(marks, dict):
        return marks.get(step, False)
    if isinstance(marks, list) and isinstance(step, int) and step < len(marks):
        return marks[step]
    return False
