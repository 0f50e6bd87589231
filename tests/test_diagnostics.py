"""How findings read: their line, their order, and nothing that a terminal would obey."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge import diagnostics
from provider_bridge.diagnostics import ERROR, WARNING, Diagnostic, Finding, Where

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


def test_json_for_a_terminal_is_escaped_as_json_can() -> None:
    value = {"a\x7f\x9b": ['\u202e"\\\u2028', "\U000e0001", "\udc80", "zürich 😀\n"]}
    text = diagnostics.printable_json(value, indent=None)
    assert text == (r'{"a\u007f\u009b": ["\u202e\"\\\u2028", "\udb40\udc01", "\udc80", "zürich 😀\n"]}')
    assert json.loads(text) == json.loads(diagnostics.printable_json(value)) == value


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


# --- a file with very many mistakes


def test_of_a_kind_in_a_document_a_hundred_are_said_and_how_many_more_there_are() -> None:
    def some(number: int, rule: str, document: str, severity: str = ERROR) -> list[Finding]:
        return [Finding(rule, "is wrong", "mend it", Where(document, (n,)), severity) for n in range(number)]

    few = [*some(100, "tag-key", "a.yaml"), *some(100, "tag-cut", "a.yaml"), *some(100, "tag-key", "b.yaml")]
    assert diagnostics.foremost(few) == few
    many = [*some(101, "tag-key", "a.yaml"), *some(250, "tag-key", "a.yaml", WARNING)]
    said = diagnostics.foremost(many)
    assert said[:200] == [*many[:100], *many[101:201]]
    assert [(each.message, each.fix, each.severity, each.where.path) for each in said[200:]] == [
        ("this and 0 more of this kind are not said one by one", "mend those before them first", ERROR, (100,)),
        ("this and 149 more of this kind are not said one by one", "mend those before them first", WARNING, (100,)),
    ]


MANY: dict[str, tuple[dict[str, Any], str]] = {
    "unknown fields": ({"infrastructure": {"compute": {f"memory{n}": "v" for n in range(500)}}}, "field-unknown"),
    "values of the wrong shape": ({"infrastructure": {"tags": {f"t{n}": {} for n in range(500)}}}, "tag-nested"),
    "variables without a value": ({"finops": {"a": [f"${{V{n}}}" for n in range(500)]}}, "variable-undefined"),
    "illegal keys": ({"infrastructure": {"tags": {f"aws:{n}": "v" for n in range(500)}}}, "tag-reserved"),
    "changed values": ({"infrastructure": {"tags": {f"t{n}": "a;b" for n in range(500)}}}, "tag-changed"),
    "credentials": ({"finops": {f"t{n}": "AKIA" + "Q2" * 8 for n in range(500)}}, "tag-secret"),
}


@pytest.mark.parametrize("what", MANY)
def test_a_job_with_very_many_mistakes_is_short_to_read(what: str, project: Project) -> None:
    fields, rule = MANY[what]
    project.job(**fields)
    ran = project.ask()
    assert ran.rules.count(rule) == 101
    assert "this and 399 more of this kind are not said one by one" in ran.err
    assert ran.code == (rule != "field-unknown")


@pytest.mark.usefixtures("either_yaml")
def test_a_yaml_file_with_very_many_mistakes_is_read_as_far_as_the_hundredth(project: Project) -> None:
    project.write("job.yaml", "a: b\n" * 500)
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["yaml-duplicate-key"] * 101)
    said = "the rest of the file is not read: 100 things are wrong up to here"
    assert f"job.yaml:101:1: error: [yaml-duplicate-key] {said}\n  fix: mend those before first\n" in ran.err


def test_a_query_with_very_many_mistakes_is_short_to_read(project: Project) -> None:
    ran = project.ask({f"k{n}": "v" for n in range(500)})
    assert ran.rules == ["query-key"] * 101


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
