"""The merge: layers become the canonical map, and every tag keeps its origins."""

from __future__ import annotations

from ..diagnostics import ERROR, WARNING, Diagnostic, Location
from ..light_typing import TYPE_CHECKING, NamedTuple
from .layers import DEFAULTS, INFRASTRUCTURE, LAYERS, MAX_GENERATED_KEY, canonical, generated_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .layers import Layer, Origin, Value

_JOB_FIELDS = {"tenant": "tenant_id", "environment": "environment", "job": "name"}
IDENTITY_FIELDS = tuple(_JOB_FIELDS)
"""Fields of the tags that name a job."""


class Tag(NamedTuple):
    """A tag of the canonical map: its key, its value, and its origins, the effective one first."""

    key: str
    value: Value
    origins: tuple[Origin, ...]

    @property
    def canonical(self) -> str:
        """The value as one string, list items joined with a comma."""
        return canonical(self.value)

    @property
    def origin(self) -> Origin:
        """The effective origin: that of the value."""
        return self.origins[0]


class Merged(NamedTuple):
    """The canonical map by key, and the origins of tags that null or an empty list removed."""

    tags: dict[str, Tag]
    removed: dict[str, tuple[Origin, ...]]
    unset: Mapping[str, Location] = {}
    """The locations of keys whose value is null or an empty list."""


def merge(layers: Sequence[Layer], prefix: str) -> tuple[Merged, list[Diagnostic]]:
    """Merge layers, highest precedence first, into the canonical map, keys sorted; lists replace lists.

    As in JSON Merge Patch (RFC 7396), a scalar replaces the whole mapping of lower layers, and a mapping replaces their
    scalar.
    """
    origins, diagnostics = _collect(layers, prefix)
    tags: dict[str, Tag] = {}
    removed: dict[str, tuple[Origin, ...]] = {}
    unset: dict[str, Location] = {}
    for key in sorted(origins):
        of_key = origins[key]
        if of_key[0].value is not None:
            tags[key] = Tag(key, of_key[0].value, tuple(of_key))
            continue
        unset[key] = of_key[0].location
        if any(origin.value is not None for origin in of_key):
            removed[key] = tuple(of_key)
    for field in IDENTITY_FIELDS:
        diagnostics.extend(_identity_changes(field, origins.get(f"{prefix}:{field}", [])))
    return Merged(tags, removed, unset), diagnostics


def identity_keys(prefix: str) -> tuple[str, ...]:
    """Return the keys of the tags that name a job."""
    return tuple(f"{prefix}:{field}" for field in IDENTITY_FIELDS)


def _collect(layers: Sequence[Layer], prefix: str) -> tuple[dict[str, list[Origin]], list[Diagnostic]]:
    """Return the origins of each key, the effective one first."""
    diagnostics: list[Diagnostic] = []
    origins: dict[str, list[Origin]] = {}
    scalars: dict[str, Origin] = {}
    mappings: dict[str, Origin] = {}
    for layer in layers:
        of_layer: dict[str, Origin] = {}
        for key, origin in layer.entries:
            if key in of_layer:
                diagnostics.append(_duplicate(key, of_layer[key], origin))
            elif origin.layer != INFRASTRUCTURE and (len(key) > MAX_GENERATED_KEY or isinstance(origin.raw, dict)):
                diagnostics.append(_too_long(origin))
            else:
                of_layer[key] = origin
                if key not in origins:
                    origins[key] = _replaced_by(key, origin, prefix, scalars, mappings)
                origins[key].append(origin)
        for key, origin in of_layer.items():
            if origin.field:
                scalars.setdefault(generated_key(origin.field, prefix) if layer.name == INFRASTRUCTURE else key, origin)
        for key, origin in layer.mappings.items():
            mappings.setdefault(key, origin)
    return origins, diagnostics


def _replaced_by(
    key: str, origin: Origin, prefix: str, scalars: Mapping[str, Origin], mappings: Mapping[str, Origin]
) -> list[Origin]:
    """Return the origin in a higher layer that replaces a whole field, if there is one."""
    if not origin.field or (len(origin.field) == 1 and key not in mappings):
        return []
    above = (generated_key(origin.field[:length], prefix) for length in range(1, len(origin.field)))
    replacing = [scalars[field] for field in above if field in scalars]
    if key in mappings:
        replacing.append(mappings[key])
    replacing.sort(key=lambda other: LAYERS.index(other.layer))
    return [other._replace(value=None) for other in replacing[:1]]


def _duplicate(key: str, first: Origin, second: Origin) -> Diagnostic:
    return Diagnostic(
        "tag-collision",
        "{2} and {3} both produce the tag {1}",
        "remove one of the two fields",
        second.location.key(),
        values=(second.layer, key, first.location.field, second.location.field),
    )


def _too_long(origin: Origin) -> Diagnostic:
    return Diagnostic(
        "tag-key",
        "the tag key that these fields produce has more than {0:bare} characters",
        "use shorter names, or fewer levels",
        origin.location.key(),
        values=(str(MAX_GENERATED_KEY),),
    )


def _identity_changes(field: str, origins: list[Origin]) -> Iterator[Diagnostic]:
    """Report layers that override the job's tenant, environment or name."""
    if not origins or origins[-1].layer != DEFAULTS:
        return
    own = origins[-1].canonical or ""
    for origin in origins[:-1]:
        if origin.canonical == own:
            continue
        is_tenant = field == "tenant"
        yield Diagnostic(
            "identity-overridden",
            "{0} removes the tag, but {1} is {2}" if origin.value is None else "{0} is {3}, but {1} is {2}",
            "remove {0}",
            origin.location,
            ERROR if is_tenant else WARNING,
            values=(origin.location.field, _JOB_FIELDS[field], own, origin.canonical or ""),
        )
