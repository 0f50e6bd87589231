"""The five layers of tags, highest precedence first, with the origin of each entry."""

from __future__ import annotations

import re
from functools import lru_cache

from ..light_typing import TYPE_CHECKING, NamedTuple
from ..providers.text import split_camel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Union

    from ..diagnostics import Location
    from ..documents.data import Data
    from ..documents.document import Map

    Value = Union[str, tuple[str, ...]]

INFRASTRUCTURE = "infrastructure.tags"
FINOPS = "finops"
ASSET_FINOPS = "asset.finops"
ASSET_COMPLIANCE = "asset.compliance"
DEFAULTS = "defaults"
LAYERS = (INFRASTRUCTURE, FINOPS, ASSET_FINOPS, ASSET_COMPLIANCE, DEFAULTS)
"""All layers, highest precedence first."""
MAX_GENERATED_KEY = 512
"""Longest key of any cloud (Azure). Bounds nested keys, whose total size grows quadratically."""


class Origin(NamedTuple):
    """The entry of one layer for a tag: location, raw data and value; None removes the tag."""

    layer: str
    location: Location
    raw: Data
    value: Value | None
    field: tuple[str, ...] = ()
    """The words of a generated key, one for each level of nesting; empty for a key that stays as written."""

    @property
    def canonical(self) -> str | None:
        """The value as one string, list items joined with a comma; None where the layer removes the tag."""
        return None if self.value is None else canonical(self.value)


class Layer(NamedTuple):
    """The entries of one layer in the order of the file: the key and its origin."""

    name: str
    entries: list[tuple[str, Origin]]
    mappings: Mapping[str, Origin] = {}
    """The fields that are mappings, by generated key. A mapping replaces a scalar of a lower layer."""


def canonical(value: Value) -> str:
    """Return a value as one string, list items joined with a comma."""
    return value if isinstance(value, str) else ",".join(value)


def written_layer(data: Map, raw: Map, location: Location, prefix: str) -> Layer:
    """Return the layer `infrastructure.tags`: keys stay as written. `raw` is the data before substitution.

    A key with the prefix counts as the field that would become it.
    """
    start = f"{prefix}:"
    entries = []
    for key, value in data.items():
        field = (to_kebab_case(key.removeprefix(start)),) if key.startswith(start) else ()
        entries.append((key, Origin(INFRASTRUCTURE, location.below(key), raw.get(key), _value(value), field)))
    return Layer(INFRASTRUCTURE, entries)


def field_layer(name: str, data: Map, raw: Map, location: Location, prefix: str) -> Layer:
    """Return a layer of fields: `cost_center` becomes `dativo:cost-center`.

    A nested mapping becomes one tag for each leaf.
    """
    entries: list[tuple[str, Origin]] = []
    mappings: dict[str, Origin] = {}
    for path, value, written in _nodes(data, raw, ()):
        field = tuple(map(to_kebab_case, path))
        key, value_at = generated_key(field, prefix), location.below(*path)
        if isinstance(value, dict) and _may_be_nested(path):
            mappings[key] = Origin(name, value_at, written, None, field)
        else:
            entries.append((key, Origin(name, value_at, written, _field_value(field, value), field)))
    return Layer(name, entries, mappings)


def generated_key(field: tuple[str, ...], prefix: str) -> str:
    """Return the key for the words of a field: `dativo:cost-center`."""
    return f"{prefix}:{'-'.join(field)}"


def default_layer(prefix: str, defaults: Iterable[tuple[str, str | None, Location, Data]]) -> Layer:
    """Return the tags that every job has, from (field, value, location, raw).

    A field without a value gives no tag.
    """
    return Layer(
        DEFAULTS,
        [
            (f"{prefix}:{field}", Origin(DEFAULTS, location, raw, value))
            for field, value, location, raw in defaults
            if value
        ],
    )


@lru_cache(maxsize=8192)
def to_kebab_case(field: str) -> str:
    """Return a field's name as a key: `cost_center` and `CostCenter` become `cost-center`.

    Cached, because projects repeat their keys.
    """
    if field.isalpha() and field.islower():
        return field
    return re.sub(r"[\s_-]+", "-", split_camel(field)).strip("-").lower()


def _nodes(data: Map, raw: Data, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Data, Data]]:
    """Yield every mapping and every leaf in a mapping, with the path to it and the raw value."""
    for key, value in data.items():
        below, written = (*path, key), raw.get(key) if isinstance(raw, dict) else None
        yield below, value, written
        if isinstance(value, dict) and _may_be_nested(below):
            yield from _nodes(value, written, below)


def _may_be_nested(path: tuple[str, ...]) -> bool:
    return sum(map(len, path)) <= MAX_GENERATED_KEY


def _field_value(field: tuple[str, ...], data: Data) -> Value | None:
    value = _value(data)
    if value and field[0] == "classification":
        return value.lower() if isinstance(value, str) else _unique(item.lower() for item in value)
    return value


def _value(data: Data) -> Value | None:
    if isinstance(data, str):
        return str(data)
    if isinstance(data, dict):
        return ""  # its key is refused
    if isinstance(data, list):
        return _unique(str(item) for item in data) or None
    return None


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
