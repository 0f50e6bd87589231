"""The data of the report: what is known of a project, as plain data that JSON and the page show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Location, as_data
from ..policy.rules import Condition
from ..providers import PROVIDERS, limits_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..diagnostics import Diagnostic
    from ..jobs.job import Job
    from ..policy.config import Config
    from ..policy.exemptions import Exemption

REQUIRED = "required-tag"


class ReportedJob(NamedTuple):
    """A job as the report shows it."""

    key: str
    path: str
    line: int
    tenant: str
    environment: str
    provider: str
    runtime: str
    resource_class: str
    allowed: int | None
    """None where the provider allows any number of tags."""
    tags: tuple[str, ...]
    """The keys of the canonical map."""
    required: tuple[str, ...]
    """The required keys for this job."""


def reported(job: Job, config: Config, locate: Callable[[Location], Location]) -> ReportedJob:
    """Return what the report keeps of a job."""
    runtime = job.blocks["runtime"]["type"]
    limits = limits_for(job.format, None, runtime)
    facts = (job.environment, job.format, job.tenant_id, runtime)
    condition = Condition(*((fact,) if fact else () for fact in facts))
    required = tuple(tag.key for tag in config.required_tags if tag.condition.matches(condition))
    name = f"{PROVIDERS[job.format].TITLE} {limits.name}".rstrip()
    line = locate(Location(job.path, ("tenant_id",), True)).line
    return ReportedJob(
        *(job.key, job.path, line, job.tenant_id, job.environment or "", job.format, runtime or ""),
        *(name, limits.max_tags, tuple(job.canonical), required),
    )


def page_data(
    jobs: Sequence[ReportedJob],
    failed: Sequence[tuple[str, Sequence[Diagnostic]]],
    diagnostics: Sequence[Diagnostic],
    config: Config,
    cost: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Return the data of the page. `failed` has the tenant and the errors of other jobs."""
    return {
        "project": {
            "jobs": len(jobs) + len(failed),
            "failed": len(failed),
            "tenants": len({job.tenant for job in jobs}),
        },
        "coverage": _coverage(jobs, failed, config),
        "diagnostics": [as_data(each) for each in diagnostics],
        "exemptions": [_exemption(each) for each in config.exemptions],
        "budget": _budget(jobs),
        "cost": cost,
        "jobs": [
            {
                **{name: getattr(job, name) for name in ("key", "path", "line", "tenant", "environment", "provider")},
                "runtime": job.runtime,
                "tags": len(job.tags),
                "allowed": job.allowed,
            }
            for job in jobs
        ],
    }


def _coverage(
    jobs: Sequence[ReportedJob], failed: Sequence[tuple[str, Sequence[Diagnostic]]], config: Config
) -> dict[str, Any]:
    """Return which required tags jobs have. Of a job with errors only the missing ones are known."""
    by_tag: dict[str, list[int]] = {tag.key: [0, 0] for tag in config.required_tags}
    by_tenant: dict[str, list[int]] = {}
    by_provider: dict[str, list[int]] = {}
    for job in jobs:
        for key in job.required:
            has = int(key in job.tags)
            for counts in (
                by_tag[key],
                by_tenant.setdefault(job.tenant, [0, 0]),
                by_provider.setdefault(job.provider, [0, 0]),
            ):
                counts[0] += has
                counts[1] += 1
    for tenant, of_job in failed:
        messages = [each.message for each in of_job if each.rule == REQUIRED]
        for key, counts in by_tag.items():
            missing = any(f'"{key}"' in message for message in messages)
            counts[1] += missing
            if missing and tenant:
                by_tenant.setdefault(tenant, [0, 0])[1] += 1
    tags: dict[str, int] = {}
    for job in jobs:
        for key in job.tags:
            tags[key] = tags.get(key, 0) + 1
    return {
        "required": _counted("tag", by_tag),
        "tenants": _counted("tenant", dict(sorted(by_tenant.items()))),
        "providers": _counted("provider", dict(sorted(by_provider.items()))),
        "tags": [{"tag": key, "jobs": tags[key]} for key in sorted(tags, key=lambda key: (-tags[key], key))],
    }


def _counted(name: str, counts: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    return [{name: key, "have": have, "total": total} for key, (have, total) in counts.items()]


def _exemption(exemption: Exemption) -> dict[str, Any]:
    return {
        "rule": exemption.rule,
        "for": [*exemption.jobs, *exemption.resources, *exemption.tags],
        "reason": exemption.reason,
        "owner": exemption.owner,
        "expires": exemption.expires,
    }


def _budget(jobs: Iterable[ReportedJob]) -> list[dict[str, Any]]:
    """Return the job with the most tags of each resource class."""
    by_class: dict[str, list[ReportedJob]] = {}
    for job in jobs:
        by_class.setdefault(job.resource_class, []).append(job)
    greatest = {name: max(of_class, key=lambda job: (len(job.tags), job.key)) for name, of_class in by_class.items()}
    return [
        {
            "class": name,
            "jobs": len(by_class[name]),
            "most": len(greatest[name].tags),
            "allowed": greatest[name].allowed,
            "job": greatest[name].key,
        }
        for name in sorted(by_class)
    ]
