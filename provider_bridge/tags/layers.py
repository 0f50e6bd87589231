"""The five layers of tags, highest precedence first, as entries that remember where they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Union

from ..providers.text import split_camel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..diagnostics import Location
    from ..documents.document import Map
    from ..documents.yaml_loader import Data

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
    """What one layer gives a tag: its location, the raw data and the value; None removes the tag."""

    layer: str
    location: Location
    raw: Data
    value: Value | None
    field: tuple[str, ...] = ()
    """In a layer of fields: the words of the key, one for each level of nesting."""

    @property
    def canonical(self) -> str | None:
        """The value as one string, list items joined with a comma; None where the layer removes the tag."""
        return None if self.value is None else canonical(self.value)


class Layer(NamedTuple):
    """The entries of one layer in the order of the file: the key and its origin."""

    name: str
    entries: list[tuple[str, Origin]]


def canonical(value: Value) -> str:
    """Return a value as one string, list items joined with a comma."""
    return value if isinstance(value, str) else ",".join(value)


def written_layer(data: Map, raw: Map, location: Location) -> Layer:
    """Return the layer `infrastructure.tags`: keys stay as written. `raw` is the data before substitution."""
    entries = [
        (key, Origin(INFRASTRUCTURE, location.below(key), raw.get(key), _value(value))) for key, value in data.items()
    ]
    return Layer(INFRASTRUCTURE, entries)


def field_layer(name: str, data: Map, raw: Map, location: Location, prefix: str) -> Layer:
    """Return a layer of fields: `cost_center` becomes `dativo:cost-center`, a nested map one tag for each leaf."""
    entries = []
    for path, value in _leaves(data, ()):
        field = tuple(map(to_kebab_case, path))
        key = f"{prefix}:{'-'.join(field)}"
        layer_value = _value(value)
        if layer_value and path[0] == "classification":
            layer_value = (
                layer_value.lower() if isinstance(layer_value, str) else _unique(item.lower() for item in layer_value)
            )
        written: Data = raw
        for step in path:
            written = written.get(step) if isinstance(written, dict) else None
        entries.append((key, Origin(name, location.below(*path), written, layer_value, field)))
    return Layer(name, entries)


def default_layer(prefix: str, defaults: Iterable[tuple[str, str | None, Location, Data]]) -> Layer:
    """Return the tags that every job has, from (field, value, location, raw); a field without a value gives none."""
    return Layer(
        DEFAULTS,
        [
            (f"{prefix}:{field}", Origin(DEFAULTS, location, raw, value))
            for field, value, location, raw in defaults
            if value
        ],
    )


def to_kebab_case(field: str) -> str:
    """Return a field's name as a key: `cost_center` and `CostCenter` become `cost-center`."""
    if field.isalpha() and field.islower():
        return field
    return re.sub(r"[\s_-]+", "-", split_camel(field)).strip("-").lower()


def _leaves(data: Map, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Data]]:
    for key, value in data.items():
        below = (*path, key)
        if isinstance(value, dict) and sum(map(len, below)) <= MAX_GENERATED_KEY:
            yield from _leaves(value, below)
        else:
            yield below, value


def _value(data: Data) -> Value | None:
    if isinstance(data, dict):
        return ""  # its key is refused
    if isinstance(data, list):
        return _unique(str(item) for item in data) or None
    return None if data is None else str(data)


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
