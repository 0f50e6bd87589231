"""The checks of one resource, with or without a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..policy.rules import Condition
from ..providers import PROVIDERS
from ..tags.normalize import format_key
from ..wording import compact_json
from .findings import AuditFinding
from .fixes import AUDIT_AFTER_APPLY
from .illegal_tags import PlannedMap, check_tags, is_known_to_be_right
from .legality import rules_for
from .map_compare import MapPair, map_differences, tag_or_label
from .redact import redacted_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Location
    from ..jobs.job import Job
    from ..policy.config import Config
    from .audited import AuditedResource
    from .expected_tags import ExpectedTagsCache
    from .launchers import TaskLauncher
    from .matching import Names
    from .settings import AuditSettings


def check_matched(
    resource: AuditedResource,
    job: Job,
    cache: ExpectedTagsCache,
    locate: Callable[[Location], str],
    settings: AuditSettings,
) -> Iterator[AuditFinding]:
    """Compare a resource with the tags of its job, and check that its cloud accepts the planned tags."""
    for carrier in resource.carriers:
        expected = cache.of(job, carrier.cloud, carrier.resource_class)
        rules = rules_for(carrier.cloud, carrier.type, carrier.resource_class)
        if carrier.map.tags == expected.tags and is_known_to_be_right(carrier.map, rules):
            continue
        pair = MapPair(resource, carrier.map, expected, locate, carrier.made, settings.allows)
        refused = list(check_tags(PlannedMap(resource, carrier.map, rules, job.key, expected.tags)))
        yield from _joined(list(map_differences(pair)), refused, carrier.always)
    for launcher in resource.launchers:
        if not launcher.sets_tags:
            yield _not_propagated(resource, launcher, job.key)
    tags = cache.of(job, resource.cloud, None).tags
    for planned in dict.fromkeys(planned for _, planned in resource.not_propagated):
        keys = sorted(key for key, each in resource.not_propagated if each == planned and key in tags)
        if keys:
            yield _kept_by_group(resource, job.key, planned, tuple(keys))


def check_unmatched(resource: AuditedResource, names: Names, config: Config, all_jobs: bool) -> Iterator[AuditFinding]:
    """Report a resource that matches no job, and the tags that its cloud refuses.

    `names` are the job and tenant in its tags. Without `all_jobs` the resource may match a job with errors, so that
    only the refused tags are reported.
    """
    for carrier in resource.carriers:
        rules = rules_for(carrier.cloud, carrier.type, carrier.resource_class)
        yield from check_tags(PlannedMap(resource, carrier.map, rules, None, ()))
    if not all_jobs:
        return
    for planned in resource.own[:1]:
        if names.unknown:
            message = '"{0:bare}" is unknown until apply, and so is the job of the resource'
            yield _about_map(resource, planned.attribute, "audit-unknown", message, AUDIT_AFTER_APPLY)
        else:
            yield _unmatched(resource, planned.attribute, names, config)
    for launcher in resource.launchers:
        if not launcher.sets_tags:
            yield _not_propagated(resource, launcher, None)


def _joined(differences: list[AuditFinding], illegal: list[AuditFinding], always: bool) -> Iterator[AuditFinding]:
    """Yield the findings about one map, at most one about each tag's key or value."""
    different = {finding.key for finding in differences if finding.diagnostic.rule == "audit-different"}
    refused = {finding.key for finding in illegal}
    for finding in illegal:
        if finding.diagnostic.rule != "audit-invalid" or finding.key is None or finding.key not in different:
            yield finding
    for finding in differences:
        if finding.diagnostic.rule == "audit-extra" and finding.key in refused:
            continue
        yield finding if always else finding._replace(diagnostic=finding.diagnostic._replace(severity=WARNING))


def _unmatched(resource: AuditedResource, attribute: str, names: Names, config: Config) -> AuditFinding:
    noun, required = tag_or_label(resource.cloud), _missing_required(resource, config)
    values = (
        *(attribute, noun, tuple(f'"{key}"' for key in required), next(iter(required.values()), "")),
        *(redacted_text(names.job), redacted_text(names.tenant)),
    )
    if names.job is not None and names.tenant is not None:
        message = (
            "matches no job: its {1:bare}s name job {4} of tenant {5}; missing required {1:bare}s: {2:all} ({3:bare})"
            if required
            else "matches no job: its {1:bare}s name job {4} of tenant {5}"
        )
    else:
        message = (
            "matches no job; missing required {1:bare}s: {2:all} ({3:bare})"
            if required
            else "matches no job by address or by {1:bare}s"
        )
    fix = 'set "{0:bare}" to the {1:bare}s of a job, or add the job with --jobs'
    return _about_map(resource, attribute, "audit-unmatched", message, fix, values)


def _about_map(
    resource: AuditedResource,
    attribute: str,
    rule: str,
    message: str,
    fix: str,
    values: tuple[str | tuple[str, ...], ...] = (),
) -> AuditFinding:
    diagnostic = Diagnostic(rule, message, fix, resource.location, WARNING, values or (attribute,))
    return AuditFinding(diagnostic, resource.address, attribute, None)


def _not_propagated(resource: AuditedResource, launcher: TaskLauncher, job: str | None) -> AuditFinding:
    rule, severity = "audit-propagation", ERROR if job and launcher.always else WARNING
    get, fix = "do not get", launcher.fix
    if launcher.unknown:
        rule, severity, get = "audit-unknown", WARNING, "may not get"
    message = (
        '"{0:bare}" {1:bare}, so {5:bare} {2:bare} the tags of job {4}'
        if job
        else '"{0:bare}" {1:bare}, so {5:bare} {2:bare} tags'
    )
    values = launcher.attribute, launcher.state, get, compact_json(launcher.wanted), job or "", launcher.made
    return AuditFinding(
        Diagnostic(rule, message, fix, resource.location, severity, values),
        resource.address,
        launcher.attribute,
        job,
        expected=launcher.wanted,
        planned=launcher.redacted,
    )


def _kept_by_group(resource: AuditedResource, job: str, planned: Any, keys: tuple[str, ...]) -> AuditFinding:
    message = '"propagate_at_launch" is {0:bare}, so instances do not get these tags of job {1}: {2:all}'
    fix = 'set propagate_at_launch = true in each "tag" block'
    values = compact_json(planned), job, tuple(f'"{key}"' for key in keys)
    diagnostic = Diagnostic("audit-propagation", message, fix, resource.location, ERROR, values)
    return AuditFinding(diagnostic, resource.address, "tag", job, expected=True, planned=planned)


def _missing_required(resource: AuditedResource, config: Config) -> dict[str, str]:
    """Return the keys that each job must have and the resource lacks, with the file that requires them."""
    limits, condition = PROVIDERS[resource.cloud].GENERAL, Condition(provider=(resource.cloud,))
    keys = {key for planned in resource.own for key in (*planned.tags, *planned.unknown)}
    required = {
        format_key(resource.cloud, tag.key, limits).text: tag.source.rpartition(":")[0]
        for tag in config.required_tags
        if tag.condition.matches(condition)
    }
    return {key: file for key, file in required.items() if key not in keys}
