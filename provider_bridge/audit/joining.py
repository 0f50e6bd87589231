"""The findings to report: one for an extra tag on several resources, and none of a rule that is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import OFF, WARNING, Diagnostic
from ..wording import count
from .findings import AuditFinding
from .required_keys import join_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Severities


_FIXES = {
    "audit-extra": "remove the {0:bare}, for example from the provider's default tags, or add it to the jobs",
    "live-extra": 'remove the {0:bare}, add it to the jobs, or add its key to "audit.allow_tags"',
}
"""The fixes of an extra tag on several resources, by the rules of extra tags."""


def reported_findings(findings: Sequence[AuditFinding], severities: Severities) -> list[AuditFinding]:
    """Return findings with the severities of the call, and those of one extra key joined."""
    graded = (_with_severity(each, severities) for each in _join_extra(join_missing(findings)))
    return [each for each in graded if each.diagnostic.severity != OFF]


def _with_severity(finding: AuditFinding, severities: Severities) -> AuditFinding:
    severity = severities.of(finding.diagnostic)
    if severity == finding.diagnostic.severity:
        return finding
    return finding._replace(diagnostic=finding.diagnostic._replace(severity=severity))


def _join_extra(findings: Sequence[AuditFinding]) -> list[AuditFinding]:
    """Return findings, with one at the end for each extra key that several resources have.

    Mostly these are default tags of the provider.
    """
    by_key: dict[tuple[str, ...], list[AuditFinding]] = {}
    for finding in findings:
        key = _extra_key(finding)
        if key is not None:
            by_key.setdefault(key, []).append(finding)
    several = {key: same for key, same in by_key.items() if len({each.address for each in same}) > 1}
    kept = [finding for finding in findings if _extra_key(finding) not in several]
    return [*kept, *(_joined(noun, key, same) for (_, noun, key), same in several.items())]


def _extra_key(finding: AuditFinding) -> tuple[str, ...] | None:
    """Return the document, "tag" or "label", and the extra key; None for others and for redacted keys."""
    if finding.diagnostic.rule not in _FIXES or finding.key is None or finding.key.startswith("("):
        return None
    return finding.diagnostic.location.document, str(finding.diagnostic.values[0]), finding.key


def _joined(noun: str, key: str, same: Sequence[AuditFinding]) -> AuditFinding:
    addresses = tuple(dict.fromkeys(str(each.address) for each in same))
    values = noun, key, count(len(addresses), "resource"), addresses
    message = "extra {0:bare} {1} on {2:bare}: {3:2}"  # the JSON report has all addresses
    first = same[0].diagnostic
    diagnostic = Diagnostic(first.rule, message, _FIXES[first.rule], first.location, WARNING, values)
    planned = same[0].planned if all(each.planned == same[0].planned for each in same) else None
    return AuditFinding(diagnostic, key=key, planned=planned, addresses=addresses)
