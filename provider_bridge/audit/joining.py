"""The findings to report: one for a tag that several resources have or lack."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ..diagnostics import OFF, WARNING, Diagnostic
from ..policy.aws_tag_policies import RULE
from ..wording import count
from .findings import AlikeFindings, AuditFinding
from .required_keys import missing_key, missing_on

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Sequence

    from ..diagnostics import Severities

    Join = Callable[[Sequence[AuditFinding], tuple[str, ...]], AuditFinding | None]
    """Returns one finding for several and the addresses of their resources, or None if they stay."""

_FIXES = {
    "audit-extra": "remove the {0:bare}, for example from the provider's default tags, or add it to the jobs",
    "live-extra": 'remove the {0:bare}, add it to the jobs, or add its key to "audit.allow_tags"',
}
"""The fixes of an extra tag on several resources, by the rules of extra tags."""


def reported_findings(alike: Sequence[AlikeFindings], severities: Severities) -> list[AlikeFindings]:
    """Return findings with the severities of the call, and those of one required or extra key joined."""
    joined = _joined(_joined(alike, {RULE}, missing_key, missing_on), _FIXES, _extra_key, _extra_on)
    graded = []
    for findings, addresses in joined:
        reported = _graded(findings, severities)
        if reported:
            graded.append(AlikeFindings(reported, addresses))
    return graded


def _graded(findings: Sequence[AuditFinding], severities: Severities) -> list[AuditFinding]:
    graded = []
    for finding in findings:
        diagnostic = finding.diagnostic
        severity = severities.of(diagnostic)
        if severity == diagnostic.severity:
            graded.append(finding)
        elif severity != OFF:
            graded.append(finding._replace(diagnostic=diagnostic._replace(severity=severity)))
    return graded


def _joined(
    alike: Sequence[AlikeFindings], rules: Collection[str], key_of: Callable[[AuditFinding], Hashable], join: Join
) -> Sequence[AlikeFindings]:
    """Return findings, those of rules with one key joined at the end; a key of None is none."""
    by_key: dict[Hashable, list[tuple[AuditFinding, Sequence[str]]]] = {}
    for finding, addresses in [
        (finding, each.addresses) for each in alike for finding in each.findings if finding.diagnostic.rule in rules
    ]:
        key = key_of(finding)
        if key is not None:
            by_key.setdefault(key, []).append((finding, addresses or (str(finding.address),)))
    joined = {}
    for key, same in by_key.items():
        every = tuple(sorted({*chain.from_iterable(addresses for _, addresses in same)}))
        one = join([finding for finding, _ in same], every)
        if one is not None:
            joined[key] = one
    if not joined:
        return alike
    others = [AlikeFindings([one for one in each if key_of(one) not in joined], addresses) for each, addresses in alike]
    return [*others, AlikeFindings([*joined.values()])]


def _extra_key(finding: AuditFinding) -> tuple[str, ...] | None:
    """Return the document, "tag" or "label", and the extra key; None for others and for redacted keys."""
    if finding.diagnostic.rule not in _FIXES or finding.key is None or finding.key.startswith("("):
        return None
    return finding.diagnostic.location.document, str(finding.diagnostic.values[0]), finding.key


def _extra_on(same: Sequence[AuditFinding], addresses: tuple[str, ...]) -> AuditFinding | None:
    """Return one finding for an extra key of several resources, mostly a default tag of the provider."""
    if len(addresses) == 1:
        return None
    first, key, planned = same[0].diagnostic, same[0].key, same[0].planned
    values = first.values[0], str(key), count(len(addresses), "resource"), addresses
    message = "extra {0:bare} {1} on {2:bare}: {3:2}"  # the JSON report has all addresses
    diagnostic = Diagnostic(first.rule, message, _FIXES[first.rule], first.location, WARNING, values)
    agreed = planned if all(each.planned == planned for each in same) else None
    return AuditFinding(diagnostic, key=key, planned=agreed, addresses=addresses)
