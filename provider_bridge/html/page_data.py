"""The data of the report: what is known of a project, as plain data that JSON and the page show."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import as_data
from ..inventory.reader import as_data as export_data
from ..secrets import redact
from .coverage import coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..diagnostics import Diagnostic
    from ..inventory.reader import Export
    from ..policy.config import Config
    from ..policy.exemptions import Exemption
    from .reported_job import ReportedJob

GENERATOR = "provider-bridge report"
"""Marks a file that the command wrote, which it may overwrite."""


class Checked(NamedTuple):
    """The diagnostics of a project by the command that also reports them."""

    validate: Sequence[Diagnostic]
    audit: Sequence[Diagnostic]
    inventory: Sequence[Diagnostic]
    allocate: Sequence[Diagnostic] = ()


def page_data(
    jobs: Sequence[ReportedJob],
    unread: int,
    checked: Checked,
    config: Config,
    exports: Sequence[Export],
    by: Sequence[str],
    cost: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return the data of the page, without credentials.

    `unread` is the number of jobs whose tags an error hides.
    """
    required = [tag.key for tag in config.required_tags]
    accepted = Counter(each.exemption[0] for diagnostics in checked for each in diagnostics if each.exemption)
    data = {
        "generator": GENERATOR,
        "project": {
            "jobs": len(jobs) + unread,
            "failed": sum(job.errors > 0 for job in jobs) + unread,
            "unread": unread,
            "tenants": len({job.tenant for job in jobs}),
        },
        "cost": cost,
        "coverage": coverage(jobs, required, by),
        "diagnostics": [
            {"command": command, **as_data(each)}
            for command, diagnostics in checked._asdict().items()
            for each in diagnostics
        ],
        "exemptions": [_exemption(each, accepted[each.location]) for each in config.exemptions],
        "exports": [*map(export_data, exports)],
        "budget": _budget(jobs),
        "jobs": [_job(job, by) for job in jobs],
    }
    return {name: _redacted(value) for name, value in data.items()}


_redact = lru_cache(maxsize=4096)(redact)


def _redacted(value: Any) -> Any:
    """Return JSON data without credentials: exemptions, bills and tags of jobs with errors can have some."""
    if isinstance(value, str):
        return _redact(value)
    if isinstance(value, dict):
        return {_redact(key): _redacted(each) for key, each in value.items()}
    return [*map(_redacted, value)] if isinstance(value, (list, tuple)) else value


def _job(job: ReportedJob, by: Sequence[str]) -> dict[str, Any]:
    return {
        **{name: getattr(job, name) for name in ("key", "path", "line", "tenant", "environment", "provider")},
        "runtime": job.runtime,
        "values": dict(zip(by, job.values, strict=True)),
        "tags": job.used,
        "allowed": job.allowed,
        "missing": job.missing,
        "errors": job.errors,
        "warnings": job.warnings,
    }


def _exemption(exemption: Exemption, accepted: int) -> dict[str, Any]:
    return {
        "rule": exemption.rule,
        "for": [*exemption.jobs, *exemption.resources, *exemption.tags],
        "reason": exemption.reason,
        "owner": exemption.owner,
        "expires": exemption.expires,
        "accepted": accepted,
    }


def _budget(jobs: Iterable[ReportedJob]) -> list[dict[str, Any]]:
    """Return the job with the most tags of each resource class."""
    by_class: dict[str, list[ReportedJob]] = {}
    for job in jobs:
        by_class.setdefault(job.resource_class, []).append(job)
    greatest = {name: max(of_class, key=lambda job: (job.used, job.key)) for name, of_class in by_class.items()}
    return [
        {
            "class": name,
            "jobs": len(by_class[name]),
            "least": min(job.used for job in by_class[name]),
            "most": greatest[name].used,
            "allowed": greatest[name].allowed,
            "job": greatest[name].key,
        }
        for name in sorted(by_class)
    ]
