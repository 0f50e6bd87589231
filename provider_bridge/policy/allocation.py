"""The allocation that an organization declares: identity tags, and pools of shared cost."""

from __future__ import annotations

import re
from fractions import Fraction

from ..diagnostics import Diagnostic, Location, Near
from ..documents.document import as_map
from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..documents.data import Data

IDENTITY = ("tenant", "environment", "job")
CATEGORIES = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")
"""The charge categories of FOCUS: https://focus.finops.org/focus-specification/v1-2/ (read 2026-11-30)."""
SPLITS = ("direct", "even", "weights")
TENANTS = ("all", "same", "where")
_FIELDS = ("service", "account", "category", "tag")
_WEIGHT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


class CostFilter(NamedTuple):
    """The lines of a bill that a pool holds: those that have every value given."""

    service: str | None = None
    account: str | None = None
    category: str | None = None
    tags: Mapping[str, str] = {}


class Pool(NamedTuple):
    """A shared cost, and how jobs share it."""

    name: str
    where: CostFilter
    tenant: str = "all"
    """`all` jobs share it, those of the `same` tenant as the line, or those that have the tags of `where`."""
    by: str = "direct"
    weights: Mapping[str, Fraction] = {}
    """By tenant or job key; a negative weight is 0."""
    location: Location = Location("")


class Allocation(NamedTuple):
    """The identity tags that a line of a bill must have, and the pools of shared cost.

    The first pool that matches a line has its cost.
    """

    identity: tuple[str, ...] = IDENTITY
    pools: tuple[Pool, ...] = ()


def read(written: Data, document: str) -> tuple[Allocation, list[Diagnostic]]:
    """Return the value of `allocation` in a configuration file, and what is wrong with it."""
    fields = written if isinstance(written, dict) else {}
    location = Location(document, ("allocation",))
    identity, shared = fields.get("identity"), fields.get("shared")
    fields_of_identity = tuple(map(str, identity)) if isinstance(identity, list) else IDENTITY
    diagnostics = list(_identity_problems(fields_of_identity, location.below("identity")))
    pools: list[Pool] = []
    for index, each in enumerate(shared if isinstance(shared, list) else ()):
        at = location.below("shared", index)
        data = each if isinstance(each, dict) else {}
        problems = list(_pool_problems(data, at, [str(other.get("name")) for other in _mappings(shared)], index))
        diagnostics += problems
        if not problems:
            pools.append(_pool(data, at))
    return Allocation(fields_of_identity, tuple(pools)), diagnostics


def _mappings(items: Data) -> list[dict[str, Data]]:
    return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []


def _pool(fields: dict[str, Data], location: Location) -> Pool:
    where, among, weights = (as_map(fields.get(name)) for name in ("where", "among", "weights"))
    tags = {key: str(value) for key, value in where.items() if key not in _FIELDS}
    tags.update({key: str(value) for key, value in as_map(where.get("tag")).items()})
    service, account, category = (None if where.get(name) is None else str(where[name]) for name in _FIELDS[:3])
    return Pool(
        str(fields["name"]),
        CostFilter(service, account, category, tags),
        str(among.get("tenant") or "all"),
        str(fields.get("by") or "direct"),
        {name: max(Fraction(str(weight)), Fraction(0)) for name, weight in weights.items()},
        location,
    )


def _identity_problems(identity: tuple[str, ...], location: Location) -> Iterator[Diagnostic]:
    for index, name in enumerate(identity):
        if name not in IDENTITY:
            yield _unknown(name, IDENTITY, location.below(index))
        elif name in identity[:index]:
            yield Diagnostic(
                "config-invalid", "duplicate identity tag {0}", "remove {0}", location.below(index), values=(name,)
            )
    if "job" not in identity and set(identity) <= set(IDENTITY):
        yield Diagnostic("config-invalid", '"allocation.identity" must contain "job"', 'add "job"', location)


def _pool_problems(fields: dict[str, Data], at: Location, names: list[str], index: int) -> Iterator[Diagnostic]:
    where, among, weights = (as_map(fields.get(name)) for name in ("where", "among", "weights"))
    name, by, tenant = str(fields.get("name")), fields.get("by"), among.get("tenant")
    if name in names[:index]:
        yield Diagnostic("config-invalid", "duplicate pool {0}", "rename the pool", at.below("name"), values=(name,))
    yield from _filter_problems(where, at.below("where"))
    if isinstance(by, str) and by not in SPLITS:
        yield _unknown(by, SPLITS, at.below("by"))
    if isinstance(tenant, str) and tenant not in TENANTS:
        yield _unknown(tenant, TENANTS, at.below("among", "tenant"))
    elif tenant == "where" and not set(where) - set(_FIELDS[:3]):
        message = '"among.tenant" is "where", but "where" has no tag'
        yield Diagnostic("config-invalid", message, 'add a tag to "where"', at.below("among", "tenant"))
    if weights and by != "weights":
        message, fix = '"weights" is set, but "by" is not "weights"', 'set "by" to "weights", or remove "weights"'
        yield Diagnostic("config-invalid", message, fix, at.below("weights").key())
    if by == "weights" and not weights:
        message, fix = '"by" is "weights", but "weights" is not set', 'add "weights" with tenants or job keys'
        yield Diagnostic("config-invalid", message, fix, at.below("by"))
    for target, weight in weights.items():
        if target in names:
            message = "weight {0} is a pool, and a pool must not be split onto a pool"
            fix = "use a tenant or a job key"
            yield Diagnostic("config-invalid", message, fix, at.below("weights", target).key(), values=(target,))
        if isinstance(weight, str) and not _WEIGHT.fullmatch(weight):
            message, fix = "weight of {0} must be a number, found {1}", "use a number such as 2 or 0.5"
            location = at.below("weights", target)
            yield Diagnostic("config-invalid", message, fix, location, values=(target, weight))


def _filter_problems(where: dict[str, Data], location: Location) -> Iterator[Diagnostic]:
    if not where or where == {"tag": {}}:
        message, fix = '"where" matches every line', "add a service, an account, a category or a tag"
        yield Diagnostic("config-invalid", message, fix, location)
    for key in where:
        if key not in _FIELDS and ":" not in key and key == key.lower():
            yield Diagnostic(
                "config-invalid",
                'unknown field {0} in "where"{near}',
                'use one of: {1:list}; write a tag as "tag: {{{2:bare}: …}}"',
                location.below(key).key(),
                values=(key, _FIELDS, key),
                near=Near(key, _FIELDS),
            )
    category = where.get("category")
    if isinstance(category, str) and category not in CATEGORIES:
        yield _unknown(category, CATEGORIES, location.below("category"))


def _unknown(value: str, known: tuple[str, ...], location: Location) -> Diagnostic:
    return Diagnostic(
        "config-invalid",
        "unknown value {0}{near}",
        "use one of: {1:list}",
        location,
        values=(value, known),
        near=Near(value, known),
    )
