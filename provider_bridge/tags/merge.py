"""Layers of tags become one map, and every tag keeps the trail of where it came from.

Precedence, highest first: `infrastructure.tags`, `finops`, `asset.finops`, `asset.compliance`, defaults (tenant,
environment, job). The result is the canonical map: what the tags are before a cloud formats them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Union

from ..diagnostics import ERROR, WARNING, Finding, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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

_WORD_START = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
IDENTITY_FIELDS = ("tenant", "environment", "job")
LONGEST_KEY = 512
"""What Azure takes, and no other cloud: below such a key each leaf would repeat it."""


class Origin(NamedTuple):
    """What one layer says about a tag: its place, the raw data, and the value; None removes the tag."""

    layer: str
    where: Where
    raw: Data
    value: Value | None
    field: tuple[str, ...] = ()
    """In a layer of fields: the words of the key, one for each level of nesting."""

    @property
    def canonical(self) -> str | None:
        """The value as one text, list items joined with a comma; None where the layer removes the tag."""
        return None if self.value is None else canonical(self.value)


class Tag(NamedTuple):
    """A tag of the merged map: its key, its value, and what each layer said, winner first."""

    key: str
    value: Value
    origins: tuple[Origin, ...]

    @property
    def canonical(self) -> str:
        """The value as one text, list items joined with a comma."""
        return canonical(self.value)

    @property
    def origin(self) -> Origin:
        """The layer that decided the value."""
        return self.origins[0]


class Layer(NamedTuple):
    """The entries of one layer in the order of the file: key, and what the layer says."""

    name: str
    entries: list[tuple[str, Origin]]


def canonical(value: Value) -> str:
    """A value as one text, list items joined with a comma."""
    return value if isinstance(value, str) else ",".join(value)


def written_layer(data: Map, raw: Map, where: Where) -> Layer:
    """`infrastructure.tags`: the keys stay as written. `raw` is what the file says, before variables."""
    entries = [
        (key, Origin(INFRASTRUCTURE, _below(where, (key,)), raw.get(key), _value(value))) for key, value in data.items()
    ]
    return Layer(INFRASTRUCTURE, entries)


def field_layer(name: str, data: Map, raw: Map, where: Where, prefix: str) -> Layer:
    """A layer of fields: `cost_center` becomes `dativo:cost-center`, a nested map one tag for each leaf."""
    entries = []
    for path, value in _leaves(data, ()):
        field = tuple(map(kebab, path))
        key = f"{prefix}:{'-'.join(field)}"
        said = _value(value)
        if said and path[0] == "classification":
            said = said.lower() if isinstance(said, str) else _unique(item.lower() for item in said)
        written: Data = raw
        for step in path:
            written = written.get(step) if isinstance(written, dict) else None
        entries.append((key, Origin(name, _below(where, path), written, said, field)))
    return Layer(name, entries)


def default_layer(prefix: str, said: Iterable[tuple[str, str | None, Where, Data]]) -> Layer:
    """The tags that every job has: (field, value, place, raw); a field without a value gives none."""
    return Layer(
        DEFAULTS,
        [(f"{prefix}:{field}", Origin(DEFAULTS, where, raw, value)) for field, value, where, raw in said if value],
    )


class Merged(NamedTuple):
    """The canonical map by key, the trails of tags that null or an empty list removed, what is wrong or doubtful."""

    tags: dict[str, Tag]
    removed: dict[str, tuple[Origin, ...]]
    findings: list[Finding]


def merge(layers: Sequence[Layer], prefix: str) -> Merged:
    """The canonical map of layers given highest first, keys sorted; lists replace lists.

    As in JSON Merge Patch, null in place of a mapping removes all that lower layers have in it.
    """
    findings: list[Finding] = []
    trails: dict[str, list[Origin]] = {}
    emptied: dict[tuple[str, ...], Origin] = {}
    for layer in layers:
        seen: dict[str, Origin] = {}
        for key, origin in layer.entries:
            if key in seen:
                findings.append(_twice(key, seen[key], origin))
                continue
            if origin.field and (len(key) > LONGEST_KEY or isinstance(origin.raw, dict)):
                findings.append(_too_long(origin))
                continue
            seen[key] = origin
            above = [emptied[field] for field in _prefixes(origin.field) if field in emptied] if emptied else []
            above.sort(key=lambda other: LAYERS.index(other.layer))
            trails.setdefault(key, above[:1]).append(origin)
        for origin in seen.values():
            if origin.value is None and origin.field:
                emptied.setdefault(origin.field, origin)
    tags: dict[str, Tag] = {}
    removed: dict[str, tuple[Origin, ...]] = {}
    for key, trail in sorted(trails.items()):
        if trail[0].value is not None:
            tags[key] = Tag(key, trail[0].value, tuple(trail))
        elif any(origin.value is not None for origin in trail):
            removed[key] = tuple(trail)
    for field in IDENTITY_FIELDS:
        findings.extend(_identity_changes(field, trails.get(f"{prefix}:{field}", [])))
    return Merged(tags, removed, findings)


def _prefixes(field: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (field[:length] for length in range(1, len(field) + 1))


def kebab(field: str) -> str:
    """A field's name as a key: `cost_center` and `CostCenter` become `cost-center`."""
    if field.isalpha() and field.islower():
        return field
    return re.sub(r"[\s_-]+", "-", split_camel(field)).strip("-").lower()


def split_camel(text: str) -> str:
    """`CostCenter` → `Cost-Center`, `KMSKeyId` → `KMS-Key-Id`."""
    if text.islower():
        return text
    return _WORD_START.sub("-", text)


def _leaves(data: Map, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Data]]:
    for key, value in data.items():
        below = (*path, key)
        if isinstance(value, dict) and sum(map(len, below)) <= LONGEST_KEY:
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


def _below(where: Where, steps: tuple[str, ...]) -> Where:
    return Where(where.document, where.path + steps)


def _twice(key: str, first: Origin, second: Origin) -> Finding:
    return Finding(
        "tag-collision",
        f'two fields of {second.layer} become the tag "{key}": {named(first.where)} and {named(second.where)}',
        "remove one of them",
        second.where._replace(key=True),
    )


def _too_long(origin: Origin) -> Finding:
    message = f"the fields down to here make a key of more than {LONGEST_KEY} characters, which no cloud takes"
    return Finding("tag-key", message, "use shorter names, or fewer levels", origin.where._replace(key=True))


def named(where: Where) -> str:
    """How a message names a field: `finops.cost_center`."""
    return ".".join(map(str, where.path))


def _identity_changes(field: str, trail: list[Origin]) -> Iterator[Finding]:
    """A layer that says otherwise than the job itself who it is: the bill would name another."""
    if not trail or trail[-1].layer != DEFAULTS:
        return
    own = trail[-1].canonical
    for origin in trail[:-1]:
        if origin.canonical == own:
            continue
        severity = ERROR if field == "tenant" else WARNING
        change = "removes the tag" if origin.value is None else f'says "{origin.canonical}"'
        yield Finding(
            "identity-overridden",
            f'{named(origin.where)} {change}, but the job\'s {field} is "{own}"',
            f"remove {named(origin.where)}" + ("; a bill must name the job's own tenant" if severity == ERROR else ""),
            origin.where,
            severity,
        )
