"""How diagnostics read: their line, their order, how many of them, and nothing that a terminal would obey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diagnostics import ERROR, WARNING, Diagnostic, Location, finish, report, summary

if TYPE_CHECKING:
    from tests.project import Project


def wrong(path: str, line: int, column: int = 1, severity: str = ERROR, fix: str = "mend it") -> Diagnostic:
    return Diagnostic("tag-key", "is wrong", fix, Location(path, line=line, column=column), severity)


def test_the_line_form() -> None:
    assert str(wrong("jobs/a.yaml", 12, 5)) == "jobs/a.yaml:12:5: error: [tag-key] is wrong"
    assert str(wrong("query", 0, 0, WARNING)) == "query: warning: [tag-key] is wrong"


def test_a_report() -> None:
    assert report([wrong("a.yaml", 1), wrong("a.yaml", 2, severity=WARNING, fix="")]) == (
        "provider-bridge: 1 error, 1 warning in a.yaml\n"
        "a.yaml:1:1: error: [tag-key] is wrong\n"
        "  fix: mend it\n"
        "a.yaml:2:1: warning: [tag-key] is wrong\n"
    )


@pytest.mark.parametrize(
    ("several", "expected"),
    [
        ([wrong("a", 1)], "provider-bridge: 1 error in a"),
        ([wrong("a", 1)] * 2, "provider-bridge: 2 errors in a"),
        ([wrong("a", 1, severity=WARNING)], "provider-bridge: 1 warning in a"),
        ([wrong("a", 1, severity=WARNING), wrong("b", 1)], "provider-bridge: 1 error, 1 warning in 2 files"),
        ([wrong("a", 1, severity=WARNING)] * 3 + [wrong("b", 1)], "provider-bridge: 1 error, 3 warnings in 2 files"),
    ],
)
def test_a_summary(several: list[Diagnostic], expected: str) -> None:
    assert summary(several) == expected


def test_every_part_of_a_report_is_escaped() -> None:
    evil = Diagnostic("tag-key", "m\x1b", "f\x1b", Location("a\x1b.yaml", line=1, column=1))
    text = report([evil])
    assert "\x1b" not in text
    assert text.count("\\x1b") == 4


def test_diagnostics_are_sorted_by_position(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write(
        "b.yaml",
        "infrastructure:\n  provider: awz\n  runtime: {type: x}\n  compute: {cpu: [1], memory: []}\n"
        "  networking: {private_networking: maybe}\nname: []\ntenant_id: a b\n",
    )
    project.job("a.yaml", {"provider": "awz"})
    ran = project.ask({"jobs": "*.yaml"})
    positions = [tuple(line.split(":")[:3]) for line in ran.lines]
    assert positions == sorted(positions, key=lambda position: (position[0], int(position[1]), int(position[2])))
    assert len(positions) == len(set(positions)) == 7


# --- a file with very many mistakes


def some(number: int, rule: str, severity: str = ERROR) -> list[Diagnostic]:
    """Diagnostics whose index in the document is also their line."""
    return [
        wrong("a.yaml", 0, 0, severity)._replace(rule=rule, location=Location("a.yaml", (n,))) for n in range(number)
    ]


def finished(diagnostics: list[Diagnostic]) -> list[tuple[str, str, str, int]]:
    located = finish(diagnostics, lambda location: location._replace(line=int(location.path[0]) + 1, column=1))
    return [(each.rule, each.severity, each.message, each.location.line) for each in located]


def test_up_to_a_hundred_of_a_rule_about_one_thing_are_all_reported() -> None:
    few = [*some(101, "tag-cut"), *some(100, "tag-key"), *some(100, "tag-key", WARNING)]
    assert sorted(finished(few)) == sorted(
        (each.rule, each.severity, "is wrong", int(each.location.path[0]) + 1) for each in few
    )


def test_of_more_a_hundred_are_reported_and_the_next_counts_the_rest() -> None:
    lines = finished([*some(102, "tag-key"), *some(250, "tag-key", WARNING)])
    assert [line[1:3] for line in lines[:200]] == [(ERROR, "is wrong"), (WARNING, "is wrong")] * 100
    assert lines[200:] == [
        ("tag-key", ERROR, "2 more tag-key errors are not shown", 101),
        ("tag-key", WARNING, "150 more tag-key warnings are not shown", 101),
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
    assert re.search(rf"\[{rule}\] 400 more {rule} (errors|warnings) are not shown\n", ran.err)
    assert ran.code == (rule != "field-unknown")


@pytest.mark.usefixtures("either_yaml")
def test_a_yaml_file_with_very_many_mistakes_is_read_as_far_as_the_hundredth(project: Project) -> None:
    project.write("job.yaml", "a: b\n" * 500)
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["yaml-duplicate-key"] * 101)
    message = "the rest of the file is not read after 100 errors"
    assert f"error: [yaml-duplicate-key] {message}\n  fix: fix the errors above and run again\n" in ran.err


def test_a_query_with_very_many_mistakes_is_short_to_read(project: Project) -> None:
    ran = project.ask({f"k{n}": "v" for n in range(500)})
    assert ran.rules == ["query-key"] * 101
