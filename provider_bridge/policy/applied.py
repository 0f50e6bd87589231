"""The check that each reference in a rule's schema has a target, and each keyword an effect."""

from __future__ import annotations

from ..diagnostics import Diagnostic, Near
from ..documents.yaml_loader import MAX_DEPTH
from ..light_typing import TYPE_CHECKING, NamedTuple
from .data_shapes import APPLICABLE, TAG_MAP, TYPES, applies
from .keywords import parts, schemas_below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ..diagnostics import Location
    from ..documents.document import Path
    from .data_shapes import Shape

_OF_TAGS = ("tags", "labels", "annotations")
"""Fields of a resolved job that a rule on jobs does not check."""
_WORDS = {"object": "mapping", "string": "string", "number": "number", "boolean": "boolean", "array": "list"}


def check_applied(rule: str, schema: Any, shape: Shape, location: Location) -> Iterator[Diagnostic]:
    """Report references without a target, and keywords that have no effect on data of a shape.

    The schema is sound, and `location` is its location.
    """
    yield from _Walk(rule, schema, shape, location).check(schema, _Way(shape))


class _Way(NamedTuple):
    """The way to a part of a schema, and the shape of the data that it checks."""

    shape: Shape
    field: tuple[str, ...] = ()
    """The fields that lead to the data."""
    path: Path = ()
    followed: tuple[int, ...] = ()
    """The parts that references on the way led to."""
    depth: int = 0
    """The levels of the part with all references on the way written out."""


class _Walk:
    """A walk through a schema that follows references as the library does."""

    def __init__(self, rule: str, schema: Any, shape: Shape, location: Location) -> None:
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        self._rule, self._location, self._on_tags = rule, location, shape is TAG_MAP
        self._resolver = Registry().resolver_with_root(DRAFT202012.create_resource(schema))
        self._paths = {id(part): path for path, part in parts(schema)}
        self._depths: dict[tuple[int, int], int] = {}
        """The depth at which a part was checked for a shape: two references in each of thirty parts are a billion."""

    def check(self, part: Any, way: _Way) -> Iterator[Diagnostic]:
        for keyword, value in part.items() if isinstance(part, dict) else ():
            if keyword == "$ref":
                yield from self._check_reference(value, way)
            elif not applies(keyword, way.shape):
                yield self._without_effect(keyword, way)
            elif keyword == "type":
                yield from self._check_type(value, way)
            else:
                yield from self._check_names(keyword, value, way)
            for steps, below in schemas_below(keyword, value):
                name = str(steps[0]) if steps else ""
                yield from self.check(
                    below,
                    way._replace(
                        shape=way.shape.below(keyword, name),
                        field=(*way.field, name) if keyword == "properties" else way.field,
                        path=(*way.path, keyword, *steps),
                        depth=way.depth + 1 + len(steps),
                    ),
                )

    def _check_reference(self, reference: str, way: _Way) -> Iterator[Diagnostic]:
        target, at = self._target(reference), self._location.below(*way.path, "$ref")
        if target is None or id(target) in way.followed:
            yield Diagnostic(
                "config-invalid",
                '"$ref" {1} in rule {0} must refer to another part of the schema',
                'use a reference such as "#/$defs/NAME"',
                at,
                values=(self._rule, reference),
            )
        elif way.depth > MAX_DEPTH:
            yield Diagnostic(
                "config-invalid",
                "schema of rule {0} has more than {1:bare} nested levels, references included",
                "reduce the nesting",
                at,
                values=(self._rule, str(MAX_DEPTH)),
            )
        elif isinstance(target, dict):
            key = id(target), id(way.shape)
            if self._depths.get(key, -1) < way.depth:
                yield from self.check(
                    target,
                    way._replace(
                        path=self._paths[id(target)], followed=(*way.followed, id(target)), depth=way.depth + 1
                    ),
                )
                self._depths[key] = way.depth

    def _target(self, reference: str) -> Any:
        """Return the part of the schema that a reference leads to; None if it leads to none."""
        from referencing.exceptions import Unresolvable

        try:
            target = self._resolver.lookup(reference).contents
        except (Unresolvable, TypeError, ValueError):  # the latter for a pointer into a string or a number
            return None
        return target if isinstance(target, bool) or id(target) in self._paths else None

    def _without_effect(self, keyword: str, way: _Way) -> Diagnostic:
        diagnostic = Diagnostic(
            "config-invalid",
            "keyword {1} in rule {0} does not apply to {3}, which is a {4:bare}"
            if way.field and not self._on_tags
            else "keyword {1} in rule {0} does not apply to a job as a whole"
            if not self._on_tags
            else "keyword {1} in rule {0} does not apply to a tag value, which is a string"
            if way.shape.type == "string"
            else "keyword {1} in rule {0} does not apply to the tags as a whole",
            "use one of: {2:list}",
            self._location.below(*way.path, keyword).key(),
            values=(self._rule, keyword, APPLICABLE[way.shape.type], ".".join(way.field), _WORDS[way.shape.type]),
        )
        if way.shape.type == "string" and keyword in APPLICABLE["array"]:
            return diagnostic._replace(fix='use "pattern"; the items of a list are joined with commas')
        if way.shape is TAG_MAP and keyword in APPLICABLE["string"]:
            return diagnostic._replace(fix='move {1} below "properties" and the key of a tag')
        return diagnostic

    def _check_type(self, value: Any, way: _Way) -> Iterator[Diagnostic]:
        expected = TYPES.get(way.shape.type, (way.shape.type,))
        types = value if isinstance(value, list) else [value]
        if way.shape.type and not any(each in expected for each in types):
            yield Diagnostic(
                "config-invalid",
                '"type" in rule {0} must be {1}, found {2:bare}',
                'set "type" to {1}, or remove "type"',
                self._location.below(*way.path, "type"),
                values=(self._rule, way.shape.type, ", ".join(types)),
            )

    def _check_names(self, keyword: str, value: Any, way: _Way) -> Iterator[Diagnostic]:
        """Report fields that no job has: a rule about them would hold for all jobs, or for none."""
        if way.shape.type != "object" or way.shape.other:
            return
        known = tuple(way.shape.fields)
        for steps, name in _names(keyword, value):
            if name not in known:
                yield Diagnostic(
                    "config-invalid",
                    "unknown field {0} in {1}{near}" if way.field else "unknown field {0} of a job{near}",
                    'move the check of {0} to a rule without "on: job"'
                    if name in _OF_TAGS and not way.field
                    else "use one of: {2:list}",
                    self._location.below(*way.path, keyword, *steps).key(),
                    values=(name, ".".join(way.field), known),
                    near=Near(name, known),
                )


def _names(keyword: str, value: Any) -> Iterator[tuple[Path, str]]:
    """Return the keys that a keyword names, each at its path below the keyword."""
    if keyword == "required":
        yield from (((index,), name) for index, name in enumerate(value))
    elif keyword in ("properties", "dependentSchemas", "dependentRequired"):
        for name, below in value.items():
            yield (name,), name
            for index, other in enumerate(below if isinstance(below, list) else ()):
                yield (name, index), other
