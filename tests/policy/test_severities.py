"""Severities that a configuration sets: only what can be raised or off, and nothing else in silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from provider_bridge.diagnostics import finish
from provider_bridge.policy.severities import OPTIONAL, WARNINGS, read

DOCS = Path(__file__).resolve().parents[2] / "docs"


def problems(severities: Any) -> list[tuple[str, str]]:
    read_severities, diagnostics = read(severities, "provider-bridge.yaml", ["team-known"])
    assert read_severities == {}
    assert {each.rule for each in diagnostics} == {"config-invalid"}
    finished = [finish([each], lambda location: location._replace(line=1))[0] for each in diagnostics]
    return [(each.message, each.fix) for each in finished]


@pytest.mark.parametrize("written", [None, {}, [], "error"])
def test_no_severities(written: Any) -> None:
    assert read(written, "provider-bridge.yaml", []) == ({}, [])


@pytest.mark.parametrize("rule", [*WARNINGS, "policy/team-known"])
def test_every_warning_can_be_an_error(rule: str) -> None:
    assert read({rule: "error"}, "provider-bridge.yaml", ["team-known"]) == ({rule: "error"}, [])


@pytest.mark.parametrize("rule", OPTIONAL)
def test_an_optional_warning_can_be_off(rule: str) -> None:
    assert read({rule: "off"}, "provider-bridge.yaml", []) == ({rule: "off"}, [])


def test_every_warning_of_the_documentation_is_known() -> None:
    rows = re.findall(r"^\| `([a-z/-]+)` \|(.*)$", (DOCS / "diagnostics.md").read_text("utf-8"), re.MULTILINE)
    warnings = {rule for rule, text in rows if "*Warning.*" in text or "A warning where the resource" in text}
    assert len(warnings) > 8
    assert warnings <= {*WARNINGS}


@pytest.mark.parametrize(
    ("rule", "severity", "message", "fix"),
    [
        (
            "tag-change",
            "error",
            'rule "tag-change" has no severity to set (did you mean "tag-changed"?)',
            "use one of: audit-extra, audit-propagation, audit-template, audit-unchecked, audit-unknown, "
            "audit-unmatched, exemption-unused, field-unknown, glob-empty, identity-overridden and 14 more",
        ),
        (
            "policy/team-knwon",
            "error",
            'rule "policy/team-knwon" has no severity to set (did you mean "policy/team-known"?)',
            None,
        ),
        ("variable-secret", "off", 'rule "variable-secret" has no severity to set', None),
        (
            "tag-changed",
            "off",
            'rule "tag-changed" must not be off',
            'remove "tag-changed"; rules that may be off: audit-extra, audit-unmatched, job-skipped, live-extra, '
            "live-unowned, module-unpinned",
        ),
        ("policy/team-known", "off", 'rule "policy/team-known" must not be off', None),
        (
            "job-skipped",
            "error",
            'severity of rule "job-skipped" must be "off", found "error"',
            'set the severity of "job-skipped" to "off", or remove "job-skipped"',
        ),
        (
            "tag-changed",
            "warning",
            'severity of rule "tag-changed" must be "error" or "off", found "warning"',
            'set the severity of "tag-changed" to "error", or remove "tag-changed"',
        ),
        ("tag-changed", None, 'severity of rule "tag-changed" must be "error" or "off"', None),
        ("tag-changed", "Error", 'severity of rule "tag-changed" must be "error" or "off", found "Error"', None),
    ],
)
def test_a_severity_that_can_not_be_set(rule: str, severity: Any, message: str, fix: str | None) -> None:
    ((actual, actual_fix),) = problems({rule: severity})
    assert actual == message
    assert fix in (actual_fix, None)
