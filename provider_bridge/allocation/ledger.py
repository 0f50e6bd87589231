"""The ledger: the lines of a bill by job, pool or reason."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..bills.bill import BILL, Lead
from ..diagnostics import WARNING, Diagnostic
from .pools import LineFilter
from .reasons import Pending, decided, pending

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..bills.bill import Charge, Line, Tags
    from ..bills.keys import WantedKey
    from ..policy.allocation import CostFilter, Pool
    from .matching import JobIndex

_MANY = 50_000
"""Distinct tags whose job is kept: a bill may have as many as rows."""
Bucket = tuple[str, str]
"""Currency and period: what is in two buckets is never added up before it is rounded."""


class Sum:
    """An exact cost and its lines."""

    __slots__ = ("cost", "rows")

    def __init__(self) -> None:
        self.cost = 0
        self.rows = 0

    def add(self, charge: Charge) -> None:
        """Add a charge."""
        self.cost += charge.cost
        self.rows += charge.rows


class Share(NamedTuple):
    """Whose cost a pool holds: the pool by its position, and the tenant on a cloud where it matters."""

    pool: int
    cloud: str | None = None
    tenant: str | None = None


class _Named(NamedTuple):
    """The job, tenant and keys in the tags of a line."""

    job: str | None
    values: Mapping[str, str | None]
    """The identity fields."""
    ambiguous: tuple[str, ...]
    """Keys with two values."""
    is_ambiguous: bool
    """Whether an identity tag is among them."""


class Unasked(NamedTuple):
    """The job of a line that is not asked for: jobs share by their direct cost, whatever is asked for."""

    job: str


Target = str | Share | Pending | Unasked
"""The target of a line: the key of a job, a pool, or what is known of the reason why it has neither."""


class Attribution(NamedTuple):
    """The target of a line: a job, a pool, or the reason why it has neither."""

    job: str = ""
    pool: str = ""
    reason: str = ""


class Ledger:
    """The exact sums of a bill, before shared cost is split."""

    def __init__(
        self,
        index: JobIndex,
        keys: Sequence[WantedKey],
        fields: Mapping[str, str],
        pools: Sequence[Pool],
        only: CostFilter,
    ) -> None:
        """Begin without lines; `fields` are the identity fields by the keys of their tags."""
        self._index = index
        self._keys = keys
        self._pools = [(pool, LineFilter(pool.where, keys)) for pool in pools]
        self._only = LineFilter(only, keys)
        self._filters = (self._only, *(where for _, where in self._pools))
        self._positions = {fields[each.key]: index for index, each in enumerate(keys) if each.key in fields}
        self._ambiguous: dict[str, int] = {}
        self._named = lru_cache(_MANY)(self._name)
        self._numbers: dict[Target, int] = {}
        """By target, its position among the targets."""
        self._targets: list[Target] = []
        self.direct: dict[Bucket, dict[str, Sum]] = {}
        """By job key."""
        self.unasked: dict[Bucket, dict[str, Sum]] = {}
        """The direct cost of jobs in lines that are not asked for, by job key."""
        self.pooled: dict[Bucket, dict[Share, dict[str, Sum]]] = {}
        """By service."""
        self.unmatched: dict[Bucket, dict[tuple[Pending, str], Sum]] = {}
        """By what is known of the reason except the values of tags, and by service."""
        self.examples: dict[str, dict[Pending, int]] = {}
        """By currency, the cost by what is known of the reason: lines with the most cost come first."""
        self.seen: set[tuple[str | None, str]] = set()
        """The clouds, each with the identity fields that any of their lines has."""
        self.totals: dict[str, int] = {}
        """By currency, of all lines that were taken."""

    def deciding(self, cloud: str | None) -> list[set[str]]:
        """Return the values of each tag, by position, on which the target of a line of a cloud depends."""
        deciding = [set[str]() for _ in self._keys]
        for field, values in self._index.values(cloud).items():
            if field in self._positions:
                deciding[self._positions[field]] |= values
        for where in self._filters:
            for position, accepted in where.tags:
                deciding[position] |= accepted
        return deciding

    def deciding_facts(self) -> set[str]:
        """Return the facts on which a target depends besides tags: those that filters name."""
        return {fact for where in self._filters for fact in where.facts}

    def lead(self, line: Line) -> Lead | None:
        """Return the target of a line; None for a line that is not asked for and names no job."""
        named = self._named(line.cloud, line.tags, line.more_tags)
        if not self._only.holds(line):
            return None if named.job is None else Lead(self._number(Unasked(named.job)))
        target = self._target(line, named)
        for key in named.ambiguous:
            self._ambiguous[key] = self._ambiguous.get(key, 0) + line.rows
        if isinstance(target, str):
            return Lead(self._number(target))
        if isinstance(target, Pending):
            examples = self.examples.setdefault(line.currency, {})
            examples[target] = examples.get(target, 0) + line.cost
            target = target._replace(values=())
        return Lead(self._number(target), by_service=True)

    def _number(self, target: Target) -> int:
        number = self._numbers.setdefault(target, len(self._targets))
        if number == len(self._targets):
            self._targets.append(target)
        return number

    def add(self, charge: Charge) -> None:
        """Add the cost of a target in a period."""
        target = self._targets[charge.target]
        bucket = (charge.currency, charge.period)
        if isinstance(target, Unasked):
            self.unasked.setdefault(bucket, {}).setdefault(target.job, Sum()).add(charge)
            return
        self.totals[charge.currency] = self.totals.get(charge.currency, 0) + charge.cost
        if isinstance(target, str):
            self.direct.setdefault(bucket, {}).setdefault(target, Sum()).add(charge)
        elif isinstance(target, Share):
            self.pooled.setdefault(bucket, {}).setdefault(target, {}).setdefault(charge.service, Sum()).add(charge)
        else:
            self.unmatched.setdefault(bucket, {}).setdefault((target, charge.service), Sum()).add(charge)

    def attribution(self, line: Line) -> Attribution | None:
        """Return what a line leads to, when all lines were taken; None for one that is not asked for."""
        if not self._only.holds(line):
            return None
        target = self._target(line, self._named(line.cloud, line.tags, line.more_tags))
        if isinstance(target, str):
            return Attribution(job=target)
        if isinstance(target, Share):
            return Attribution(pool=self._pools[target.pool][0].name)
        return Attribution(reason=decided(target, self._index.identity, self.seen))

    def _target(self, line: Line, named: _Named) -> str | Share | Pending:
        """Return the key of the job that a line names, the pool that holds it, or its reason."""
        if named.job is not None:
            return named.job
        for position, (pool, where) in enumerate(self._pools):
            if where.holds(line):
                is_same = pool.tenant == "same"
                return Share(position, line.cloud, named.values.get("tenant")) if is_same else Share(position)
        return pending(line, named.values, named.is_ambiguous, self._index)

    def _name(self, cloud: str | None, tags: Tags, more_tags: Tags) -> _Named:
        """Return what tags name, which many lines have alike."""
        values, more = self._identity(tags.values), self._identity(more_tags.values)
        for each in (values, more):
            self.seen.update((cloud, field) for field, value in each.items() if value is not None)
        positions = {*tags.ambiguous, *more_tags.ambiguous}
        is_ambiguous = not positions.isdisjoint(self._positions.values())
        job = None if is_ambiguous else self._index.match(cloud, values) or self._index.match(cloud, more)
        has_identity = any(value is not None for value in values.values())
        ambiguous = tuple(self._keys[position].key for position in sorted(positions))
        return _Named(job.key if job else None, values if has_identity else more, ambiguous, is_ambiguous)

    def _identity(self, values: Sequence[str | None]) -> Mapping[str, str | None]:
        return {field: values[position] for field, position in self._positions.items()}

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Warn of tags with two values on one line."""
        for key, rows in sorted(self._ambiguous.items()):
            message = "tag {0} has two values, in two spellings of its key, on {1:bare} of the bill"
            fix = "remove one of the two keys from the resources"
            lines = f"{rows} line" if rows == 1 else f"{rows} lines"
            yield Diagnostic("tag-ambiguous", message, fix, BILL, WARNING, (key, lines))
