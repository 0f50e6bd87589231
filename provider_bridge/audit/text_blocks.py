"""The text of an audit: a block for each resource, short enough to be read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ..diagnostics import MAX_PER_RULE, is_error, redacted, summary
from ..wording import escape_control
from .findings import finished, with_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..diagnostics import Diagnostic
    from .findings import AuditFinding


def report(in_jobs: Sequence[Diagnostic], in_plan: Sequence[AuditFinding], checked: bool) -> str:
    """Return finished diagnostics of jobs, and findings of a plan, as people read them.

    `checked`: at least one resource was checked.
    """
    first = summary([*in_jobs, *(finding.diagnostic for finding in in_plan)])
    if not checked:
        first = first.replace(": ", ": no resource was checked; ", 1)
    lines = [first]
    for diagnostic in in_jobs:
        lines += _lines(diagnostic)
    listed, rest = limited(in_plan)
    for address, findings in groupby(listed, lambda finding: finding.address):
        lines += _block(address, sorted(findings, key=lambda finding: not is_error(finding.diagnostic)))
    lines += (f"{escape_control(each)}" for each in rest)
    return "\n".join(lines) + "\n"


def limited(findings: Iterable[AuditFinding]) -> tuple[list[AuditFinding], list[str]]:
    """Return at most 100 findings of a rule and severity, and a line for the rest of each."""
    listed: list[AuditFinding] = []
    counts: dict[tuple[str, str], int] = {}
    document = ""
    for finding in findings:
        kind = finding.diagnostic.severity, finding.diagnostic.rule
        document = finding.diagnostic.location.document
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= MAX_PER_RULE:
            listed.append(finding)
    rest = [
        f"{document}: {number - MAX_PER_RULE} more {rule} {severity}s are not shown; --format json lists all of them"
        for (severity, rule), number in counts.items()
        if number > MAX_PER_RULE
    ]
    return listed, rest


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
