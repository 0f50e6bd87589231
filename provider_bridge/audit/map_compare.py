"""The comparison of a planned map with the map of its job: missing, different, extra and unknown tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..providers import PROVIDERS
from ..tags.format import plain_map
from .findings import AuditFinding
from .fixes import AUDIT_AFTER_APPLY, SET_CONSTANT
from .redact import redacted_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..diagnostics import Location, Value
    from .audited import AuditedResource
    from .expected_tags import ExpectedTags
    from .plan_blocks import TagMap


class MapPair(NamedTuple):
    """A map in the plan and the one that is expected there."""

    resource: AuditedResource
    planned: TagMap
    expected: ExpectedTags
    locate: Callable[[Location], str]
    """Returns the `file:line` of a location in a job's YAML."""
    made: str = ""
    """The things that are made from a template, `pods`; empty for the resource's own map."""
    allows: Callable[[str], bool] = lambda key: False
    """Returns whether an extra tag key needs no report."""

    def about_map(self, rule: str, severity: str, message: str, fix: str) -> AuditFinding:
        """Return a finding about the whole map.

        The template's values are the noun, the attribute, the job, the keys of its map, and the things that are made.
        """
        job, attribute = self.expected.job, self.planned.attribute
        keys = tuple(f'"{key}"' for key in self.expected.tags) or ("none",)
        values = tag_or_label(self.resource.cloud), attribute, job.key, keys, self.made
        planned = {self.planned.redacted_key(key): self.planned.redacted(key) for key in self.planned.tags}
        return AuditFinding(
            Diagnostic(rule, message, fix, self.resource.location, severity, values),
            self.resource.address,
            attribute,
            job.key,
            expected=self.expected.tags,
            planned=None if rule == "audit-unknown" else planned,
            origin=job.path,
        )

    def about_tag(
        self,
        rule: str,
        severity: str,
        message: str,
        fix: str,
        key: str,
        *more: Value,
        planned: Any = None,
    ) -> AuditFinding:
        """Return a finding about one tag; `planned` is its redacted value in the plan.

        The template's values are the noun, the attribute, the job, the key, the planned value, the job's value, its
        origin, and then `more`.
        """
        location = self.expected.origins.get(key)
        origin = self.locate(location) if location else None
        expected, job, attribute = self.expected.tags.get(key), self.expected.job.key, self.planned.attribute
        noun = tag_or_label(self.resource.cloud)
        values = noun, attribute, job, key, redacted_text(planned), expected or "", origin or "", *more
        return AuditFinding(
            Diagnostic(rule, message, fix, self.resource.location, severity, values),
            self.resource.address,
            attribute,
            job,
            key,
            expected,
            planned,
            origin,
        )


def map_differences(pair: MapPair) -> Iterator[AuditFinding]:
    """Yield every difference between the two maps.

    Extra tags are reported for the resource's own map only, because the labels of a template can be selectors.
    """
    planned, expected = pair.planned, pair.expected.tags
    if planned.tags == expected:
        return
    has_some = not expected.keys().isdisjoint(planned.tags) or _has_in_any_case(planned, expected)
    if planned.is_open and not has_some:
        yield _unknown_map(pair)
    elif has_some or any(map(planned.is_ignored, expected)):
        yield from _each_expected(pair)
    elif expected:
        yield _none(pair)
    if not pair.made:
        yield from _extra(pair)


def _has_in_any_case(planned: TagMap, expected: Mapping[str, str]) -> bool:
    """Return whether a map has an expected key, in any case."""
    keys = map(str.casefold, (*planned.tags, *planned.unknown))
    return not {*map(str.casefold, expected)}.isdisjoint(keys)


def tag_or_label(cloud: str) -> str:
    """Return the cloud's name for a tag."""
    return "label" if cloud in ("gcp", "kubernetes") else "tag"


def _unknown_map(pair: MapPair) -> AuditFinding:
    message = '"{1:bare}" is unknown until apply, expected the {0:bare}s of job {2}: {3:all}'
    if pair.planned.at_run_time:
        message = '"{1:bare}" is unknown until run time, expected the {0:bare}s of job {2}: {3:all}'
    return pair.about_map("audit-unknown", WARNING, message, _unknown_fix(pair.planned))


def _unknown_fix(planned: TagMap) -> str:
    return SET_CONSTANT if planned.at_run_time else AUDIT_AFTER_APPLY


def _unknown_until(planned: TagMap) -> str:
    return "run time" if planned.at_run_time else "apply"


def _none(pair: MapPair) -> AuditFinding:
    message, fix = '"{1:bare}" has none of the {0:bare}s of job {2}: {3:all}', _set_map(pair.planned, pair.expected)
    if pair.made:
        message = '"{1:bare}" of {4:bare} has none of the {0:bare}s of job {2}: {3:all}'
        return pair.about_map("audit-template", ERROR, message, fix)
    return pair.about_map("audit-none", ERROR, message, fix)


def _set_map(planned: TagMap, expected: ExpectedTags) -> str:
    """Return the fix that sets a map: the output of the bridge module that has it, if there is one."""
    if expected.tags == expected.job.tag_map and planned.attribute == "tag":  # blocks
        return 'add a "tag" block for each tag in module.bridge.tags[{2}]'
    if expected.tags == expected.job.tag_map:
        return 'set "{1:bare}" to module.bridge.tags[{2}]'
    if expected.tags == plain_map(expected.job.labels):
        return 'set "{1:bare}" to module.bridge.jobs[{2}].labels'
    return 'set "{1:bare}" to the {0:bare}s of job {2}'


def _each_expected(pair: MapPair) -> Iterator[AuditFinding]:
    planned, expected = pair.planned, pair.expected
    if expected.tags.items() <= planned.tags.items():
        return
    by_case = {key.casefold(): key for key in planned.tags if key not in expected.tags}
    for key, value in expected.tags.items():
        if planned.tags.get(key) == value:
            continue
        class_only = expected.resource_class if expected.resource_class and key in expected.class_only else ""
        on_class = f' for resource class "{class_only}"' if class_only else ""
        if key in planned.tags:
            yield _different(pair, key, class_only, on_class)
        elif planned.is_open or key in planned.unknown:
            fix = _unknown_fix(planned)
            message = '{0:bare} {3} in "{1:bare}" is unknown until {8:bare}, expected {5}{7:bare}'
            yield pair.about_tag("audit-unknown", WARNING, message, fix, key, on_class, _unknown_until(planned))
        elif key.casefold() in by_case:
            message = '{0:bare} {8} in "{1:bare}" must be written {3}, with {5}{7:bare} ({6:bare})'
            fix = 'rename it to {3}, or set "{1:bare}" to the {0:bare}s of the job'
            other = planned.redacted_key(by_case[key.casefold()])
            yield pair.about_tag("audit-missing", ERROR, message, fix, key, on_class, other)
        elif planned.is_ignored(key):
            message = 'the provider\'s "ignore_tags" covers {0:bare} {3} of job {2}, which is not in "{1:bare}"'
            fix = 'set {3} in "{1:bare}", or check it where it is managed'
            yield pair.about_tag("audit-unknown", WARNING, message, fix, key)
        else:
            message = '{0:bare} {3} is missing in "{1:bare}", expected {5}{7:bare} ({6:bare})'
            fix = 'add the {0:bare}, or set "{1:bare}" to the {0:bare}s of the job'
            yield pair.about_tag("audit-missing", ERROR, message, fix, key, on_class)


def _different(pair: MapPair, key: str, class_only: str, on_class: str) -> AuditFinding:
    message = '{0:bare} {3} in "{1:bare}" is {4}, expected {5}{7:bare} ({6:bare})'
    fix = "use the value of the job, or correct it in {6:bare}"
    if class_only:
        fix = 'use the value that a query with "resource" = {8} returns, or correct it in {6:bare}'
    value = pair.planned.redacted(key)
    return pair.about_tag("audit-different", ERROR, message, fix, key, on_class, class_only, planned=value)


def _extra(pair: MapPair) -> Iterator[AuditFinding]:
    """Yield the tags that the job does not have, except those that the cloud sets."""
    expected, planned = pair.expected.tags, pair.planned.tags
    others = sorted(planned.keys() - expected.keys())
    by_case = {key.casefold() for key in expected if key not in planned} if others else ()
    extra = (
        key
        for key in others
        if key.casefold() not in by_case
        and not pair.planned.is_ignored(key)
        and not PROVIDERS[pair.resource.cloud].is_set_by_others(key)
        and not pair.allows(key)
    )
    for key, value in {pair.planned.redacted_key(key): pair.planned.redacted(key) for key in extra}.items():
        message = '{0:bare} {3} in "{1:bare}" is {4}, but job {2} does not have this {0:bare}'
        fix = "remove the {0:bare} here or from the provider's default tags, or add it to the job"
        yield pair.about_tag("audit-extra", WARNING, message, fix, key, planned=value)
