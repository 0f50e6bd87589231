"""The forms that other programs read: valid by their published schemas, and nothing in a finding breaks out of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from provider_bridge.diagnostics import WARNING, Diagnostic, Location
from provider_bridge.reports import github, gitlab, junit, sarif
from tests.reports import generate_rules

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

TESTS = Path(__file__).resolve().parents[1]
ESTATE = TESTS / "broken-estate"
SCHEMAS = TESTS / "reports"

EVIL = 'a\nb\r\x1b[2J%0A::error::x,y:z "<&>]]>\ufffe\u202e😀|`'
HOSTILE = [
    Diagnostic("policy/rule", EVIL, EVIL, Location("jobs/a b,c:d%20é.yaml", line=3, column=5)),
    Diagnostic("policy/rule", EVIL, "", Location("jobs/a b,c:d%20é.yaml", line=3, column=5), WARNING),
    Diagnostic("query-key", "no place", "no line", Location("query")),
    Diagnostic("tag-key", "outside", "come in", Location("../above/c:d.yaml", line=1, column=1)),
]


def valid_sarif(text: str) -> Any:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    log = json.loads(text)
    jsonschema.Draft7Validator(schema).validate(log)
    return log


def valid_gitlab(text: str) -> Any:
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8"))
    report = json.loads(text)
    jsonschema.Draft202012Validator(schema).validate(report)
    fingerprints = [issue["fingerprint"] for issue in report]
    assert len(set(fingerprints)) == len(fingerprints)
    return report


def valid_junit(text: str) -> ElementTree.Element:
    xmlschema.XMLSchema10(str(SCHEMAS / "junit-10.xsd")).validate(text)
    return ElementTree.fromstring(text)


# --- the broken estate's


def test_sarif_is_valid() -> None:
    run = valid_sarif((ESTATE / "expected.sarif").read_text("utf-8"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    for result in run["results"]:
        (location,) = result["locations"]
        assert (ESTATE / location["physicalLocation"]["artifactLocation"]["uri"]).is_file()


def test_gitlab_is_valid() -> None:
    for issue in valid_gitlab((ESTATE / "expected.gitlab").read_text("utf-8")):
        assert (ESTATE / issue["location"]["path"]).is_file()


def test_junit_is_valid() -> None:
    suites = valid_junit((ESTATE / "expected.junit").read_text("utf-8"))
    cases, failures = suites.findall(".//testcase"), suites.findall(".//failure")
    for element in (suites, suites[0]):
        assert (element.get("tests"), element.get("failures")) == (str(len(cases)), str(len(failures)))
    jobs = {path.relative_to(ESTATE).as_posix() for path in ESTATE.glob("jobs/*.y*ml")}
    assert {case.get("name") for case in cases} == {*jobs, "provider-bridge.yaml"}


def test_the_reports_of_an_estate_without_findings_are_valid() -> None:
    assert valid_sarif(sarif.render([]))["runs"][0]["results"] == []
    assert valid_gitlab(gitlab.render([])) == []
    assert len(valid_junit(junit.render([], ["jobs/a.yaml"]))[0]) == 1
    assert github.render([]) == ""


# --- hostile findings


def test_sarif_of_hostile_findings() -> None:
    results = valid_sarif(sarif.render(HOSTILE))["runs"][0]["results"]
    locations = [result["locations"][0]["physicalLocation"] for result in results]
    uris = [location["artifactLocation"]["uri"] for location in locations]
    assert all(re.fullmatch(r"[A-Za-z0-9./_~%-]+", uri) for uri in uris)
    assert [unquote(uri) for uri in uris] == [diagnostic.location.document for diagnostic in HOSTILE]
    assert locations[0]["region"] == {"startLine": 3, "startColumn": 5}
    assert "region" not in locations[2]
    assert [result["level"] for result in results] == ["error", "warning", "error", "error"]


@pytest.mark.parametrize(
    ("message", "escaped"),
    [
        ("{0} and {x}", "{{0}} and {{x}}"),
        ("[click](https://example.org)", "[click\\](https://example.org)"),
        ("[a\\](1)", "[a\\](1)"),
        ("[a\\\\](1)", "[a\\\\\\](1)"),
        ("rules[0].schema (x)", "rules[0].schema (x)"),
    ],
)
def test_sarif_has_no_placeholder_and_no_link_of_a_value(message: str, escaped: str) -> None:
    """SARIF 2.1.0, 3.11.5 and 3.11.6: a bracket before a parenthesis ends a link unless a backslash escapes it."""
    diagnostic = Diagnostic("tag-key", message, "", Location("a.yaml", line=1, column=1))
    (result,) = valid_sarif(sarif.render([diagnostic]))["runs"][0]["results"]
    assert result["message"]["text"] == escaped


def test_sarif_has_help_for_each_rule() -> None:
    diagnostics = [Diagnostic(rule, "x", "", Location("a.yaml")) for rule in ("tag-key", "policy/mine", "job-skipped")]
    rules = valid_sarif(sarif.render(diagnostics))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["note", "error", "error"]
    for rule in rules:
        assert rule["helpUri"].endswith("/docs/diagnostics.md")
        assert rule["help"]["text"].startswith(rule["fullDescription"]["text"])
        assert rule["fullDescription"]["text"].startswith(rule["shortDescription"]["text"])
        assert "\n\n**Fix:** " in rule["help"]["markdown"]
        assert "`" not in rule["help"]["text"]


def test_the_help_of_rules_is_that_of_the_documentation() -> None:
    """If it fails: `python -m tests.reports.generate_rules`."""
    assert generate_rules.DATA.read_text("utf-8") == generate_rules.generated()


def test_gitlab_of_hostile_findings() -> None:
    report = valid_gitlab(gitlab.render([*HOSTILE, *HOSTILE]))
    assert report[0]["location"] == {"path": "jobs/a b,c:d%20é.yaml", "lines": {"begin": 3}}
    assert [issue["severity"] for issue in report[:4]] == ["major", "minor", "major", "major"]


def test_junit_of_hostile_findings() -> None:
    suites = valid_junit(junit.render(HOSTILE, ["jobs/a b,c:d%20é.yaml", "jobs/\x1b\ufffe.yaml"]))
    case = next(case for case in suites.iter("testcase") if case.get("name") == "jobs/a b,c:d%20é.yaml")
    failure, output = case.find("failure"), case.find("system-out")
    assert failure is not None
    assert output is not None
    assert "a\\nb\\r\\x1b[2J%0A::error::x" in (failure.text or "")
    assert "a\\nb\\r\\x1b[2J%0A::error::x" in (output.text or "")


def test_github_of_hostile_findings() -> None:
    """One command for each finding, whatever stands in it; what is escaped comes back."""
    lines = github.render(HOSTILE).split("\n")
    assert lines.pop() == ""
    assert lines[0] == (
        "::error file=jobs/a b%2Cc%3Ad%2520é.yaml,line=3,col=5,title=policy/rule::"
        'a\\nb\\r\\x1b[2J%250A::error::x,y:z "<&>]]>\\ufffe\\u202e😀|`%0Afix: '
        'a\\nb\\r\\x1b[2J%250A::error::x,y:z "<&>]]>\\ufffe\\u202e😀|`'
    )
    assert lines[1].startswith("::warning file=jobs/a b%2Cc%3Ad%2520é.yaml,line=3,col=5,title=policy/rule::a")
    assert lines[2:] == [
        "::error file=query,title=query-key::no place%0Afix: no line",
        "::error file=../above/c%3Ad.yaml,line=1,col=1,title=tag-key::outside%0Afix: come in",
    ]


def test_github_commands_say_what_the_finding_says(program: Program, project: Project) -> None:
    project.write("jobs/50%,a:b.yaml", "tenant_id: acme\ninfrastructure: {provider: '100%: a, b'}\n")
    ran = program.command("validate", "jobs", "--format", "github", cwd=project.root)
    (line,) = ran.out.splitlines()
    match = re.fullmatch(r"::error file=(.*?),line=2,col=28,title=provider-unknown::(.*)", line)
    assert match
    assert unescaped(match[1]) == "jobs/50%,a:b.yaml"
    assert unescaped(match[2]).startswith('unknown provider "100%: a, b"\nfix: use one of: aws, ')


def unescaped(text: str) -> str:
    """As the runner reads it: `%25` last, so that an escaped `%0A` stays one."""
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, char)
    return text


# --- through the program


@pytest.mark.parametrize("form", ["sarif", "gitlab", "junit"])
@pytest.mark.parametrize("arguments", [["nothing/*.yaml"], ["jobs/gone.yaml"], ["jobs", "--root", "elsewhere"]])
def test_a_question_that_names_no_estate_has_a_valid_report(form: str, arguments: list[str], program: Program) -> None:
    ran = program.command("validate", *arguments, "--format", form, cwd=ESTATE)
    {"sarif": valid_sarif, "gitlab": valid_gitlab, "junit": valid_junit}[form](ran.out)
    assert (ran.code, ran.err) == (1, "")


def test_gitlabs_fingerprints_stay_where_lines_move(program: Program, project: Project) -> None:
    job = "tenant_id: acme\ninfrastructure:\n  provider: awz\n  runtime: {type: x}\n  colour: red\n"
    arguments = ["validate", "jobs", "--format", "gitlab"]
    project.write("jobs/a.yaml", job)
    before = valid_gitlab(program.command(*arguments, cwd=project.root).out)
    project.write("jobs/a.yaml", f"# a comment\n\n{job}")
    after = valid_gitlab(program.command(*arguments, cwd=project.root).out)
    assert [issue["fingerprint"] for issue in before] == [issue["fingerprint"] for issue in after]
    assert [issue["location"]["lines"]["begin"] + 2 for issue in before] == [
        issue["location"]["lines"]["begin"] for issue in after
    ]
