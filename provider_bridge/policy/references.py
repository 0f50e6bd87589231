"""The references in a rule's schema: each leads to another part of the schema, and they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic
from ..documents.yaml_loader import MAX_DEPTH
from .keywords import SEE_DRAFT, parts, schemas_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Location
    from ..documents.document import Path


def check_references(rule: str, schema: Any, location: Location) -> Iterator[Diagnostic]:
    """Report references that lead out of a sound schema, nowhere, back to themselves, or on and on."""
    return _References(rule, schema, location).check(schema, _Way((), (), 0))


class _Way(NamedTuple):
    """The way to a part of a schema."""

    path: Path
    followed: tuple[int, ...]
    """The parts that references on the way led to."""
    depth: int
    """The levels of the part with all references on the way written out."""


class _References:
    """The references of a schema, resolved as the library resolves them."""

    def __init__(self, rule: str, schema: Any, location: Location) -> None:
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        self._rule, self._location = rule, location
        self._resolver = Registry().resolver_with_root(DRAFT202012.create_resource(schema))
        self._paths = {id(part): path for path, part in parts(schema)}
        self._checked: dict[int, int] = {}
        """The depth at which a part was checked: two references in each of thirty parts would be a billion."""

    def check(self, part: Any, way: _Way) -> Iterator[Diagnostic]:
        for keyword, value in part.items() if isinstance(part, dict) else ():
            if keyword in ("$ref", "$dynamicRef"):
                yield from self._check_reference(keyword, value, way)
            for steps, below in schemas_below(keyword, value):
                path = (*way.path, keyword, *steps)
                yield from self.check(below, way._replace(path=path, depth=way.depth + 1 + len(steps)))

    def _check_reference(self, keyword: str, reference: str, way: _Way) -> Iterator[Diagnostic]:
        target, at = self._target(reference), self._location.below(*way.path, keyword)
        if keyword != "$ref" or target is None or id(target) in way.followed:
            yield Diagnostic(
                "config-invalid",
                'the schema of the rule {0} is no JSON Schema: "{1:bare}: {2:bare}" leads to no other part of this '
                'schema, as "#/$defs/…" does',
                SEE_DRAFT,
                at,
                values=(self._rule, keyword, reference),
            )
        elif way.depth > MAX_DEPTH:
            yield Diagnostic(
                "config-invalid",
                "the schema of the rule {0} is no JSON Schema: with its references written out it is more than "
                "{1:bare} levels deep",
                SEE_DRAFT,
                at,
                values=(self._rule, str(MAX_DEPTH)),
            )
        elif isinstance(target, dict) and self._checked.get(id(target), -1) < way.depth:
            yield from self.check(target, _Way(self._paths[id(target)], (*way.followed, id(target)), way.depth + 1))
            self._checked[id(target)] = way.depth

    def _target(self, reference: str) -> Any:
        """Return the part of the schema that a reference leads to; None if it leads to none."""
        from referencing.exceptions import Unresolvable

        try:
            target = self._resolver.lookup(reference).contents
        except (Unresolvable, TypeError, ValueError):  # the latter for a pointer into a string or a number
            return None
        return target if isinstance(target, bool) or id(target) in self._paths else None
