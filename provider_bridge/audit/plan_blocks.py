"""Blocks of a planned resource, and the maps of tags or labels in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .plan_data import as_dict
from .redact import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .planned_resources import Resource


class TagMap(NamedTuple):
    """A map of tags or labels in a plan."""

    attribute: str
    """The path of the attribute in its resource: `tags`, `template[0].labels`."""
    tags: Mapping[str, Any]
    """The known values, to be compared; messages use `redacted` and `redacted_key`."""
    unknown: frozenset[str] = frozenset()
    """Keys whose values are unknown until apply."""
    is_open: bool = False
    """True if apply may add keys: the map as a whole is unknown, or the part that the provider adds."""
    sensitive: frozenset[str] = frozenset()
    """Keys with sensitive values."""
    secret: frozenset[str] = frozenset()
    """Keys that are sensitive themselves, because the whole map is."""
    ignored_keys: frozenset[str] = frozenset()
    """Keys that the provider leaves to others: whether the resource has them is not in the plan."""
    ignored_prefixes: tuple[str, ...] = ()
    at_run_time: bool = False
    """True if unknown values are decided at run time, not by apply."""

    def is_ignored(self, key: str) -> bool:
        """Return whether the provider leaves a key to others."""
        return key in self.ignored_keys or key.startswith(self.ignored_prefixes)

    def joined(self, other: TagMap) -> TagMap:
        """Return this map with the tags of another one, which it replaces."""
        if not other.unknown and not other.is_open and other.tags.keys() <= self.tags.keys():
            if other.sensitive or other.secret:
                return self._replace(sensitive=self.sensitive | other.sensitive, secret=self.secret | other.secret)
            return self
        added = {key: value for key, value in other.tags.items() if key not in self.tags and key not in self.unknown}
        return self._replace(
            tags={**self.tags, **added},
            unknown=(other.unknown - self.tags.keys()) | self.unknown,
            is_open=self.is_open or other.is_open,
            sensitive=self.sensitive | other.sensitive,
            secret=self.secret | other.secret,
        )

    def redacted(self, key: str) -> Any:
        """Return the redacted value of a tag, or None if it has none."""
        return redacted(self.tags.get(key), key in self.sensitive)

    def redacted_key(self, key: str) -> str:
        """Return the redacted form of a key that only the plan has."""
        return str(redacted(key, key in self.secret))


class Block(NamedTuple):
    """A block of a resource, or the resource itself, with marks of unknown and sensitive values."""

    path: str
    values: Mapping[str, Any]
    unknown: Any
    sensitive: Any
    expressions: Any = None
    """The configured attributes and blocks, or None if they are not known."""

    def below(self, *names: str) -> Iterator[Block]:
        """Yield the blocks at a path of names; an unknown one is a block of unknown values."""
        if not names:
            yield self
            return
        value, unknown, sensitive = (
            self.values.get(names[0]),
            _at(self.unknown, names[0]),
            _at(self.sensitive, names[0]),
        )
        path, expressions = f"{self.path}{names[0]}", as_dict(self.expressions).get(names[0])
        if unknown is True:
            yield from Block(f"{path}.", {}, True, sensitive).below(*names[1:])
        elif isinstance(value, dict):
            yield from Block(f"{path}.", value, unknown, sensitive).below(*names[1:])
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    marks = _at(unknown, index), _at(sensitive, index)
                    configured = _configured_block(expressions, index, len(value))
                    yield from Block(f"{path}[{index}].", item, *marks, configured).below(*names[1:])

    def is_unknown(self, name: str) -> bool:
        """Return whether a value is unknown until apply."""
        return _at(self.unknown, name) is True

    def is_sensitive(self, name: str) -> bool:
        """Return whether a value, or a part of it, is sensitive."""
        return bool(_at(self.sensitive, name))

    def redacted(self, name: str) -> Any:
        """Return a redacted value, or None if it is not set."""
        return redacted(self.values.get(name), self.is_sensitive(name))

    def has(self, name: str) -> bool:
        """Return whether the block has such an attribute, set or not."""
        return name in self.values or bool(_at(self.unknown, name))

    def is_configured(self, name: str) -> bool:
        """Return whether an attribute may be set in the configuration, and not computed by the provider."""
        return not isinstance(self.expressions, dict) or name in self.expressions

    def map(self, name: str, computed: bool = False, attribute: str = "") -> TagMap | None:
        """Return the map in an attribute, empty if it is not set, or None if the attribute has another type.

        It may be a list of keys and values, as awscc has it. `computed`: the provider computes it, whatever is
        configured. `attribute`: the attribute that is configured for it.
        """
        value, unknown, marks = self.values.get(name), _at(self.unknown, name), _at(self.sensitive, name)
        if not unknown and not marks and isinstance(value, dict) and None not in value.values():
            return TagMap(f"{self.path}{attribute or name}", value)  # most maps
        if unknown is True and not computed and not self.is_configured(name):
            return TagMap(f"{self.path}{attribute or name}", {})
        if unknown is True:
            return TagMap(f"{self.path}{attribute or name}", {}, is_open=True)
        if isinstance(value, list) and value and all(map(_is_pair, value)):
            return self.pairs(name)
        if not (value is None and self.has(name)) and not isinstance(value, dict):
            return None
        tags = value or {}
        if None in tags.values():
            tags = {key: value for key, value in tags.items() if value is not None}
        secret = frozenset(tags if marks is True else ())
        return TagMap(f"{self.path}{attribute or name}", tags, _marked(unknown), False, _marked(marks) | secret, secret)

    def pairs(self, name: str, key_name: str = "key", value_name: str = "value") -> TagMap:
        """Return the map that a list of keys and values is; empty if it is not set."""
        path = f"{self.path}{name}"
        if self.is_unknown(name):
            return TagMap(path, {}, is_open=self.is_configured(name))
        tags: dict[str, Any] = {}
        unknown, sensitive, secret = set(), set(), set()
        is_open = False
        for pair in self.below(name):
            key, value = pair.values.get(key_name), pair.values.get(value_name)
            if not isinstance(key, str):
                is_open = True
                continue
            if pair.is_unknown(value_name):
                unknown.add(key)
            else:
                tags[key] = value
            if pair.is_sensitive(value_name):
                sensitive.add(key)
            if pair.is_sensitive(key_name):
                secret.add(key)
        return TagMap(path, tags, frozenset(unknown), is_open, frozenset(sensitive), frozenset(secret))


def whole(resource: Resource) -> Block:
    """Return a resource as a block."""
    return Block("", resource.values, resource.unknown, resource.sensitive, resource.expressions)


def _is_pair(item: Any) -> bool:
    """Return whether an item of a list is a tag; an unknown value is absent."""
    return isinstance(item, dict) and "key" in item and item.keys() <= {"key", "value", "propagate_at_launch"}


def _configured_block(expressions: Any, index: int, count: int) -> Any:
    """Return the expressions of a block, or None if they are not known: a dynamic block has none."""
    return expressions[index] if isinstance(expressions, list) and len(expressions) == count else None


def _marked(marks: Any) -> frozenset[str]:
    """Return the keys that the marks of a map's values name."""
    if not marks or not isinstance(marks, dict):
        return frozenset()
    return frozenset(key for key, is_so in marks.items() if is_so)


def _at(marks: Any, step: str | int) -> Any:
    """Return the mark of one value: true for all of it, false, or the marks of its parts."""
    if marks is True:
        return True
    if isinstance(marks, dict):
        return marks.get(step, False)
    if isinstance(marks, list) and isinstance(step, int) and step < len(marks):
        return marks[step]
    return False
