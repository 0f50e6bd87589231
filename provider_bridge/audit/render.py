"""Findings as reports: JSON with the facts of each, SARIF, and annotations for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import as_data, is_error
from ..secrets import redact
from ..wording import json_text
from .findings import one_by_one, with_address
from .text_blocks import limited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Diagnostic
    from .findings import AlikeFindings

_FACTS = ("address", "attribute", "job", "key", "expected", "planned", "origin")


def rendered(form: str, in_jobs: Sequence[Diagnostic], alike: Sequence[AlikeFindings], resources: int) -> str:
    """Return finished diagnostics of jobs, and findings, in the format `sarif`, `github` or `json`."""
    if form == "sarif":
        from ..reports import sarif

        return sarif.render([*in_jobs, *map(with_address, one_by_one(alike))])
    if form == "github":
        from ..reports import github

        reported = [*in_jobs, *map(with_address, limited(alike)[0])]
        return github.render([each for each in reported if each.exemption is None])
    return json_text(findings_data(in_jobs, alike, resources)) + "\n"


def findings_data(
    in_jobs: Sequence[Diagnostic], alike: Sequence[AlikeFindings], resources: int, actual: str = "planned"
) -> dict[str, Any]:
    """Return the number of resources and all findings; facts of resources are null in those about jobs.

    `actual` is the name of the value that a resource has.
    """
    names = {fact: actual if fact == "planned" else fact for fact in _FACTS}
    no_facts = dict.fromkeys(names.values())
    findings = [*one_by_one(alike)]
    diagnostics = [*in_jobs, *(finding.diagnostic for finding in findings)]
    errors, exempted = sum(map(is_error, diagnostics)), sum(each.exemption is not None for each in diagnostics)
    return {
        "resources": resources,
        "errors": errors,
        "warnings": len(diagnostics) - errors - exempted,
        "exempted": exempted,
        "findings": [
            *({**as_data(diagnostic), **no_facts, "addresses": []} for diagnostic in in_jobs),
            *(
                {
                    **as_data(with_address(finding)),
                    **{name: getattr(finding, fact) for fact, name in names.items()},
                    "address": finding.address and redact(finding.address),
                    "addresses": [*map(redact, finding.addresses or filter(None, [finding.address]))],
                }
                for finding in findings
            ),
        ],
    }
