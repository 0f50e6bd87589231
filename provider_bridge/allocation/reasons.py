"""The reasons why a line of a bill leads to no job, each with its fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..bills.bill import BILL
from ..diagnostics import Diagnostic, Near, finish

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..bills.bill import Line
    from .matching import JobIndex

OF_CATEGORY = ("tax", "credit", "adjustment", "purchase")
WITHOUT_WEIGHT = "split-without-weight"
REASONS = (
    *OF_CATEGORY,
    *("tags-unreadable", "no-tags", "key-not-active", "no-identity", "tenant-only", "other-environment"),
    *("no-such-job", WITHOUT_WEIGHT),
)
"""In the order in which they are tried: the first that matches a line is its reason."""
_FIXES = {
    "tax": 'split it: add a pool with "category: Tax" to "allocation.shared" in provider-bridge.yaml',
    "credit": 'split it: add a pool with "category: Credit" to "allocation.shared" in provider-bridge.yaml',
    "adjustment": 'split it: add a pool with "category: Adjustment" to "allocation.shared" in provider-bridge.yaml',
    "purchase": 'split it: add a pool with "category: Purchase" to "allocation.shared", or use "--cost effective"',
    "tags-unreadable": "export the tags of the bill again, as one JSON object a line with one value a key",
    "no-tags": 'tag the resources with the tags of their job, or add a pool to "allocation.shared"',
    "no-identity": 'add the identity tags of a job to the resources, or add a pool to "allocation.shared"',
    "tenant-only": 'add {0:all} to the resources, or add a pool with "among: {{tenant: same}}" to "allocation.shared"',
    "other-environment": 'add the jobs of environment {0:all} with "--jobs", or correct the tag of the resources',
    "no-such-job": 'add the job {0:all} with "--jobs", or use "--revision" for jobs of the time of the bill',
    WITHOUT_WEIGHT: "set a weight greater than 0, or another split, in the pools: {0:list}",
    "key-not-active": "tag the resources with {0:all}: no line of the bill has the key",
}
_ACTIVATE = 'activate {0:all} as a cost allocation tag: see "provider-bridge cost-query --format activation"'


class Pending(NamedTuple):
    """The facts about an unmatched line, while other lines are still to be read."""

    reason: str
    """Empty where it depends on the keys that other lines have."""
    cloud: str | None = None
    missing: tuple[str, ...] = ()
    """The identity fields that the line lacks."""
    values: tuple[str, ...] = ()
    """The identity that no job has."""


def pending(line: Line, values: Mapping[str, str | None], is_ambiguous: bool, index: JobIndex) -> Pending:
    """Return the reason of a line that leads to no job, as far as it can be told from the line alone.

    `is_ambiguous` tells that an identity tag has two values.
    """
    if line.category in OF_CATEGORY:
        return Pending(line.category)
    states = {line.tags.state, line.more_tags.state}
    if is_ambiguous or ("unreadable" in states and "some" not in states):
        return Pending("tags-unreadable")
    if "some" not in states:
        return Pending("no-tags")
    known = index.is_other_environment(line.cloud, values)
    needed = index.identity if known else index.needed(line.cloud)
    missing = tuple(field for field in needed if values[field] is None)
    if missing:
        return Pending("", line.cloud, missing)
    named = tuple(values[field] or "" for field in index.identity)
    return Pending("other-environment" if known else "no-such-job", line.cloud, (), named)


def decided(each: Pending, identity: Collection[str], seen: Collection[tuple[str | None, str]]) -> str:
    """Return the reason, now that the identity fields which lines of a cloud have are known."""
    if each.reason:
        return each.reason
    if any((each.cloud, field) not in seen for field in each.missing):
        return "key-not-active"
    return "tenant-only" if "tenant" in identity and "tenant" not in each.missing else "no-identity"


def fix_of(reason: str, examples: Collection[Pending], index: JobIndex, prefix: str, pools: Collection[str]) -> str:
    """Return what to do about a reason; the examples are its lines with the most cost."""
    first = next(iter(examples), Pending(reason))
    values: tuple[str, ...] = ()
    near = None
    template = _FIXES[reason]
    if reason in ("tenant-only", "key-not-active"):
        fields = sorted({field for each in examples for field in each.missing})
        values = tuple(f'"{prefix}:{field}"' for field in fields)
        if reason == "key-not-active" and any(each.cloud == "aws" for each in examples):
            template = _ACTIVATE
    elif reason == "other-environment":
        values = (f'"{first.values[index.identity.index("environment")]}"',)
    elif reason == "no-such-job":
        name = first.values[index.identity.index("job")]
        values = (f'"{name}"',)
        near = Near(name, tuple(sorted(set(index.names(first.cloud)))), _RENAME)
    elif reason == WITHOUT_WEIGHT:
        values = tuple(f'"{pool}"' for pool in pools)
    diagnostic = Diagnostic(reason, "", template, BILL, values=(values,), near=near)
    return finish([diagnostic])[0].fix


_RENAME = 'change the tag {0:all} of the resources to {near}, or add the job with "--jobs"'
