"""How findings read: their line, their order, and nothing that a terminal would obey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provider_bridge import diagnostics
from provider_bridge.diagnostics import ERROR, WARNING, Diagnostic

if TYPE_CHECKING:
    from conftest import Project


def found(path: str, line: int, column: int = 1, severity: str = ERROR, fix: str = "mend it") -> Diagnostic:
    return Diagnostic(path, line, column, "tag-key", severity, "is wrong", fix)


def test_the_line_form() -> None:
    assert str(found("jobs/a.yaml", 12, 5)) == "jobs/a.yaml:12:5: error: [tag-key] is wrong"
    assert str(found("query", 0, 0, WARNING)) == "query: warning: [tag-key] is wrong"


def test_a_report() -> None:
    assert diagnostics.report([found("a.yaml", 1), found("a.yaml", 2, severity=WARNING, fix="")]) == (
        "provider-bridge: 1 error, 1 warning in a.yaml\n"
        "a.yaml:1:1: error: [tag-key] is wrong\n"
        "  fix: mend it\n"
        "a.yaml:2:1: warning: [tag-key] is wrong\n"
    )


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ([found("a", 1)], "provider-bridge: 1 error in a"),
        ([found("a", 1)] * 2, "provider-bridge: 2 errors in a"),
        ([found("a", 1, severity=WARNING)], "provider-bridge: 1 warning in a"),
        ([found("a", 1, severity=WARNING), found("b", 1)], "provider-bridge: 1 error, 1 warning in 2 files"),
        ([found("a", 1, severity=WARNING)] * 3 + [found("b", 1)], "provider-bridge: 1 error, 3 warnings in 2 files"),
    ],
)
def test_a_summary(several: list[Diagnostic], expected: str) -> None:
    assert diagnostics.summary(several) == expected


def test_none_of_a_thing_is_plural() -> None:
    assert [diagnostics.count(number, "error") for number in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain äöü 東京 😀", "plain äöü 東京 😀"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u202eevil", "\\u202eevil"),
        ("\x9b1m", "\\x9b1m"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, expected: str) -> None:
    assert diagnostics.printable(text) == expected


def test_every_part_of_a_report_is_escaped() -> None:
    evil = Diagnostic("a\x1b.yaml", 1, 1, "tag-key", ERROR, "m\x1b", "f\x1b")
    report = diagnostics.report([evil])
    assert "\x1b" not in report
    assert report.count("\\x1b") == 4


def test_findings_are_sorted_by_place(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write(
        "b.yaml",
        "infrastructure:\n  provider: awz\n  runtime: {type: x}\n  compute: {cpu: [1], memory: []}\n"
        "  networking: {private_networking: maybe}\nname: []\ntenant_id: a b\n",
    )
    project.job("a.yaml", {"provider": "awz"})
    ran = project.ask({"jobs": "*.yaml"})
    places = [tuple(line.split(":")[:3]) for line in ran.found]
    assert places == sorted(places, key=lambda place: (place[0], int(place[1]), int(place[2])))
    assert len(places) == len(set(places)) == 7


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("jbo", ["job", "jobs"], ' (did you mean "job"?)'),
        ("AWS", ["aws", "gcp"], ' (did you mean "aws"?)'),
        ("zzz", ["aws"], ""),
        ("run_time", ["runtime", "compute"], ' (did you mean "runtime"?)'),
    ],
)
def test_the_nearest_known_word_is_suggested(word: str, known: list[str], expected: str) -> None:
    assert diagnostics.nearest(word, known) == expected
