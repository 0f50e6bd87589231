"""The coverage of required tags: of all jobs, by tenant, by provider, and by any tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .reported_job import ReportedJob


def coverage(jobs: Sequence[ReportedJob], required: Sequence[str], by: Sequence[str]) -> dict[str, Any]:
    """Return which of the required tags jobs have, and how many jobs have each tag.

    Groups with the least coverage are first. A tag counts for the jobs that the policy requires it of.
    """
    tags: dict[str, int] = {}
    for job in jobs:
        for key in job.tags:
            tags[key] = tags.get(key, 0) + 1
    groups: list[tuple[str, Callable[[ReportedJob], str]]] = [
        ("tenant", lambda job: job.tenant),
        ("provider", lambda job: job.provider),
        *((key, _value(index)) for index, key in enumerate(by)),
    ]
    return {
        "complete": {"have": sum(not job.missing for job in jobs), "total": len(jobs)},
        "required": [{"tag": key, **counts} for key, counts in _counts(jobs, required).items()],
        "groups": [{"by": name, "values": _grouped(jobs, required, value)} for name, value in groups],
        "tags": [{"tag": key, "jobs": tags[key]} for key in sorted(tags, key=lambda key: (-tags[key], key))],
    }


def _value(index: int) -> Callable[[ReportedJob], str]:
    return lambda job: job.values[index]


def _grouped(
    jobs: Iterable[ReportedJob], required: Sequence[str], value: Callable[[ReportedJob], str]
) -> list[dict[str, Any]]:
    by_value: dict[str, list[ReportedJob]] = {}
    for job in jobs:
        by_value.setdefault(value(job), []).append(job)
    rows = [
        {"value": name, "jobs": len(of_value), "required": _counts(of_value, required)}
        for name, of_value in by_value.items()
    ]
    return sorted(rows, key=_share)


def _counts(jobs: Sequence[ReportedJob], required: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return by required tag how many jobs have it, of those that need it."""
    counts = {key: {"have": 0, "total": 0} for key in required}
    for job in jobs:
        for key in job.required:
            counts[key]["have"] += key in job.tags
            counts[key]["total"] += 1
    return counts


def _share(row: dict[str, Any]) -> tuple[float, int, str]:
    """Return what sorts groups: the share of required tags that are set, then the most jobs first."""
    have, total = (sum(each[name] for each in row["required"].values()) for name in ("have", "total"))
    return have / total if total else 1.0, -row["jobs"], row["value"]
