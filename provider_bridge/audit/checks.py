"""What there is to say about one resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import ERROR, WARNING
from ..policy.rules import When
from ..providers import PROVIDERS
from ..query.parse import to_json
from ..tags import normalize as spelling
from .findings import AuditFinding
from .map_compare import LATER, Pair, differences, noun
from .redact import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Where
    from ..policy.config import Policy
    from .audited import Subject
    from .expected_tags import Expected
    from .matching import Names
    from .propagation import Starter


def with_job(subject: Subject, expected: Expected, place: Callable[[Where], str]) -> Iterator[AuditFinding]:
    """A resource beside the map of its job."""

    def pair(planned: Any, made: str = "") -> Pair:
        return Pair(subject.address, subject.cloud, planned, expected, place, made)

    for planned in subject.own:
        yield from differences(pair(planned))
    for template in subject.templates:
        for finding in differences(pair(template.map, template.made)):
            yield finding if template.always else finding._replace(severity=WARNING)
    for starter in subject.starters:
        if starter.gives_tags:
            yield from differences(pair(starter.tags, "tasks"))
        else:
            yield _not_propagated(subject, starter, expected.job.key)
    for planned in dict.fromkeys(planned for _, planned in subject.kept):
        kept = sorted(key for key, each in subject.kept if each == planned and key in expected.texts)
        if kept:
            yield AuditFinding(
                "audit-propagation", ERROR, subject.address, "tag", expected.job.key,
                f"propagate_at_launch is {to_json(planned)}, so that instances get none of these tags of the job "
                f'"{expected.job.key}": ' + ", ".join(kept),
                "set propagate_at_launch = true in each tag block",
                expected=True, planned=planned,
            )  # fmt: skip


def without_job(subject: Subject, names: Names, policy: Policy) -> Iterator[AuditFinding]:
    """A resource that belongs to none of the jobs; `names` are those that its tags say."""
    for planned in subject.own[:1]:
        what, at = noun(subject.cloud), planned.attribute
        if names.unknown:
            message = f"{at} is unknown until apply, so that its job can't be told"
            yield AuditFinding("audit-unknown", WARNING, subject.address, at, None, message, LATER)
            continue
        message = f"belongs to none of the jobs: no key in its address is a job's, and its {what}s name none"
        if names.job is not None and names.tenant is not None:
            message = (
                f'belongs to none of the jobs: its {what}s name the job "{text(names.job)}" '
                f'of the tenant "{text(names.tenant)}"'
            )
        message += _lacking(subject, policy)
        fix = f"set {at} to the map of its job, or name that job with --jobs"
        yield AuditFinding("audit-unmatched", WARNING, subject.address, at, None, message, fix)
    for starter in subject.starters:
        if not starter.gives_tags:
            yield _not_propagated(subject, starter, None)


def _not_propagated(subject: Subject, starter: Starter, job: str | None) -> AuditFinding:
    rule, severity = "audit-propagation", ERROR if job else WARNING
    how, fix = "is not set", f"set {starter.attribute} = {to_json(starter.wanted[0])}"
    if starter.unknown:
        rule, severity, how, fix = "audit-unknown", WARNING, "is unknown until apply", LATER
    elif starter.shown is not None:
        how = f"is {to_json(starter.shown)}"
    whose = f' of the job "{job}"' if job else ""
    may = "may get" if starter.unknown else "get"
    return AuditFinding(
        rule, severity, subject.address, starter.attribute, job,
        f"{starter.attribute} {how}, so that its tasks {may} no tags{whose}",
        fix, expected=starter.wanted[0], planned=starter.shown,
    )  # fmt: skip


def _lacking(subject: Subject, policy: Policy) -> str:
    """The end of a message: what the policy requires of every job on this cloud, and this resource lacks as well."""
    limits, facts = PROVIDERS[subject.cloud].GENERAL, When(provider=(subject.cloud,))
    keys = {key for planned in subject.own for key in (*planned.tags, *planned.unknown)}
    required = {
        spelling.format_key(subject.cloud, tag.key, limits).text: tag.source.rpartition(":")[0]
        for tag in policy.required_tags
        if tag.when.holds(facts)
    }
    lacking = [key for key in required if key not in keys]
    return f"; it lacks {', '.join(lacking)}, which {required[lacking[0]]} requires" if lacking else ""
