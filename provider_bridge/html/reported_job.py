"""A job as the report has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..allocation.groups import value_of
from ..diagnostics import Location, is_error
from ..policy.required_tags import required_keys
from ..policy.rules import Condition
from ..providers import PROVIDERS, limits_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..allocation.billed_job import BilledJob
    from ..diagnostics import Diagnostic
    from ..jobs.job import Job
    from ..policy.config import Config


class ReportedJob(NamedTuple):
    """A job as the report has it."""

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
    used: int
    """The tags that the provider gets."""
    tags: tuple[str, ...]
    """The keys of the canonical map."""
    required: tuple[str, ...]
    """The required keys for this job."""
    values: tuple[str, ...]
    """The values of the tags that the report groups by; empty for one that the job lacks."""
    errors: int = 0
    warnings: int = 0

    @property
    def missing(self) -> list[str]:
        """The required keys that the job lacks."""
        return [key for key in self.required if key not in self.tags]

    def with_diagnostics(self, diagnostics: Sequence[Diagnostic]) -> ReportedJob:
        """Return the job with the number of its errors and warnings, without those that are exempted."""
        errors = sum(map(is_error, diagnostics))
        exempted = sum(each.exemption is not None for each in diagnostics)
        return self._replace(errors=errors, warnings=len(diagnostics) - errors - exempted)


def reported(
    job: Job, of_bill: BilledJob, by: Sequence[str], config: Config, locate: Callable[[Location], Location]
) -> ReportedJob:
    """Return what the report keeps of a job; `by` are the tags that it groups by."""
    runtime = job.blocks["runtime"]["type"]
    limits = limits_for(job.format, None, runtime)
    facts = (job.environment, job.format, job.tenant_id, runtime)
    condition = Condition(*((fact,) if fact else () for fact in facts))
    required = tuple(sorted(required_keys(config, condition)))
    name = f"{PROVIDERS[job.format].TITLE} {limits.name}".rstrip()
    line = locate(Location(job.path, ("tenant_id",), True)).line
    return ReportedJob(
        *(job.key, job.path, line, job.tenant_id, job.environment or "", job.format, runtime or ""),
        *(name, limits.max_tags, len(job.tags), tuple(job.canonical), required),
        tuple(value_of(of_bill, key) for key in by),
    )
