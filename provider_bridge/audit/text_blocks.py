"""The text of an audit: a block for each resource, short enough to be read."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, repeat
from typing import TYPE_CHECKING

from ..diagnostics import MAX_PER_RULE, is_error, redacted, summary
from ..wording import escape_control
from .findings import finished, one_by_one, with_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..diagnostics import Diagnostic
    from .findings import AlikeFindings, AuditFinding

    Kind = tuple[str, str]
    """A severity and a rule."""


def report(in_jobs: Sequence[Diagnostic], alike: Sequence[AlikeFindings], checked: bool) -> str:
    """Return finished diagnostics of jobs, and findings about resources, as people read them.

    `checked`: at least one resource was checked.
    """
    diagnostics = [*in_jobs, *(finding.diagnostic for each in alike for finding in each.findings)]
    times = [*repeat(1, len(in_jobs)), *(times for each in alike for times in repeat(each.times, len(each.findings)))]
    first = summary(diagnostics, times)
    if not checked:
        first = first.replace(": ", ": no resource was checked; ", 1)
    lines = [first]
    for diagnostic in in_jobs:
        lines += _lines(diagnostic)
    listed, rest = limited(alike)
    for address, findings in groupby(listed, lambda finding: finding.address):
        lines += _block(address, sorted(findings, key=lambda finding: not is_error(finding.diagnostic)))
    lines += (f"{escape_control(each)}" for each in rest)
    return "\n".join(lines) + "\n"


def limited(alike: Sequence[AlikeFindings]) -> tuple[list[AuditFinding], list[str]]:
    """Return at most 100 findings of a rule and severity, and a line for the rest of each."""
    numbers: Counter[Kind] = Counter()
    document = ""
    for each in alike:
        times = each.times
        for finding in each.findings:
            numbers[_kind(finding)] += times
            document = finding.diagnostic.location.document
    left = {kind: min(number, MAX_PER_RULE) for kind, number in numbers.items()}
    firsts = one_by_one(alike, MAX_PER_RULE)
    listed: list[AuditFinding] = []
    while any(left.values()):
        finding = next(firsts)
        if left[_kind(finding)]:
            left[_kind(finding)] -= 1
            listed.append(finding)
    rest = [
        f"{document}: {more} more {rule} {severity}s are not shown; --format json lists all of them"
        for severity, rule in dict.fromkeys(map(_kind, listed))
        if (more := numbers[severity, rule] - MAX_PER_RULE) > 0
    ]
    return listed, rest


def _kind(finding: AuditFinding) -> Kind:
    return finding.diagnostic.severity, finding.diagnostic.rule


def _lines(diagnostic: Diagnostic) -> Iterator[str]:
    yield str(diagnostic)
    if diagnostic.fix:
        yield f"  fix: {escape_control(diagnostic.fix)}"


def _block(address: str | None, findings: Sequence[AuditFinding]) -> Iterator[str]:
    """Yield the lines about one resource; a fix that several findings share is there once."""
    if address is None or len(findings) == 1:
        for finding in findings:
            yield from _lines(with_address(finding))
        return
    yield escape_control(f"{findings[0].diagnostic.location.document}: {redacted(address)}")
    for fix, same in groupby(map(finished, findings), lambda diagnostic: diagnostic.fix):
        for diagnostic in same:
            yield escape_control(f"  {diagnostic.severity}: [{diagnostic.rule}] {diagnostic.message}")
        yield f"    fix: {escape_control(fix)}"
