"""The severities of rules in a configuration: warnings that are errors, and warnings that are off."""

from __future__ import annotations

from ..diagnostics import ERROR, OFF, Diagnostic, Location, Near
from ..light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..documents.data import Data

OPTIONAL = ("audit-extra", "audit-unmatched", "job-skipped", "live-extra", "live-unowned", "module-unpinned")
"""Rules that may be off: not those about a changed or dropped value."""
WARNINGS = (
    *("audit-extra", "audit-propagation", "audit-template", "audit-unchecked", "audit-unknown", "audit-unmatched"),
    *("exemption-unused", "field-unknown", "glob-empty", "identity-overridden", "job-unmatchable"),
    *(
        "job-without-resources",
        "label-dropped",
        "live-extra",
        "live-orphan",
        "live-unowned",
        "module-unpinned",
        "policy/aws-tag-policy",
    ),
    *("tag-ambiguous", "tag-changed", "tag-cut", "value-merged"),
)
"""Rules with warnings, which may be errors, besides policy rules (`policy/NAME`)."""


def read(written: Data, document: str, policy_rules: Collection[str]) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the value of `severity` in a configuration file, and its errors.

    The value maps a rule to `error` or `off`. `policy_rules` are the names of the policy rules.
    """
    severities: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for rule, severity in (written if isinstance(written, dict) else {}).items():
        problems = list(_problems(rule, severity, Location(document, ("severity", rule)), policy_rules))
        diagnostics += problems
        if not problems:
            severities[rule] = str(severity)
    return severities, diagnostics


def _problems(rule: str, severity: Data, location: Location, policy_rules: Collection[str]) -> Iterator[Diagnostic]:
    with_warnings = (*WARNINGS, *(f"policy/{name}" for name in sorted(policy_rules)))
    known = tuple(dict.fromkeys((*with_warnings, *OPTIONAL)))
    if rule not in known:
        yield Diagnostic(
            "config-invalid",
            "rule {0} has no severity to set{near}",
            "use one of: {1:list}",
            location.key(),
            values=(rule, known),
            near=Near(rule, known),
        )
    elif severity not in (ERROR, OFF):
        yield Diagnostic(
            "config-invalid",
            'severity of rule {0} must be "error" or "off", found {1}'
            if isinstance(severity, str)
            else 'severity of rule {0} must be "error" or "off"',
            'set the severity of {0} to "error", or remove {0}',
            location,
            values=(rule, str(severity)),
        )
    elif severity == OFF and rule not in OPTIONAL:
        yield Diagnostic(
            "config-invalid",
            "rule {0} must not be off",
            "remove {0}; rules that may be off: {1:list}",
            location,
            values=(rule, OPTIONAL),
        )
    elif severity == ERROR and rule not in with_warnings:
        yield Diagnostic(
            "config-invalid",
            'severity of rule {0} must be "off", found "error"',
            'set the severity of {0} to "off", or remove {0}',
            location,
            values=(rule,),
        )
