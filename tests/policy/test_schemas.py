"""Schemas of rules: read from YAML, and refused where they would check something else than their author means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diagnostics import Location, finish
from provider_bridge.policy.schemas import read_schema, schema_problem

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

UNRESOLVABLE = {
    "nowhere": {"$ref": "#/$defs/team"},
    "in circles": {"$ref": "#"},
    "in longer circles": {"properties": {"Team": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}},
    "to an anchor that isn't there": {"$dynamicRef": "#team"},
    "to the network": {"$ref": "https://example.com/schema.json"},
}


@pytest.mark.parametrize("schema", UNRESOLVABLE.values(), ids=UNRESOLVABLE)
def test_a_reference_that_leads_nowhere_is_the_policys_error(
    schema: dict[str, Any], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is asked of the network."""
    asked: list[object] = []
    monkeypatch.setattr("urllib.request.urlopen", asked.append)
    project.job()
    project.write("provider-bridge.yaml", {"rules": [{"name": "rule", "schema": schema}]})
    ran = project.ask()
    assert (ran.code, ran.rules, asked) == (1, ["config-invalid"], [])
    assert ran.lines[0].startswith("provider-bridge.yaml:")


PATTERNS = {
    "(": "missing ), unterminated subpattern at position 0",
    "a{4294967296}": "the repetition number is too large",
    "(?a)(?u)a": "ASCII and UNICODE flags are incompatible",
    "[[:alpha:]]+x": "it may be read in two ways (Possible nested set at position 1)",
    "[a--b]": "it may be read in two ways (Possible set difference at position 2)",
}
"""What Python makes no regular expression of, or another one than its author means."""


@pytest.mark.parametrize(("pattern", "reason"), PATTERNS.items())
@pytest.mark.parametrize("warnings", ["default", "error"])
def test_a_pattern_that_is_no_regular_expression(
    warnings: str, pattern: str, reason: str, program: Program, project: Project
) -> None:
    """Whatever Python does with warnings: nothing stands before the summary."""
    schemas: list[dict[str, Any]] = [
        {"properties": {"Team": {"pattern": pattern}}},
        {"patternProperties": {pattern: {}}},
        {"$defs": {"a": {"allOf": [{"items": {"pattern": pattern}}]}}},
    ]
    rules = [{"name": f"r{number}", "schema": schema} for number, schema in enumerate(schemas)]
    project.write("provider-bridge.yaml", json.dumps({"rules": rules}))
    project.job()
    ran = program({"job": "job.yaml"}, project.root, {"PYTHONWARNINGS": warnings})
    assert (ran.code, ran.out) == (1, "")
    summary, *lines = [line for line in ran.err.splitlines() if not line.startswith("  fix: ")]
    assert summary == "provider-bridge: 3 errors in provider-bridge.yaml"
    said = f'is no JSON Schema: "{pattern}" is no regular expression: {reason}'
    assert [line.partition("] ")[2] for line in lines] == [f'the schema of the rule "r{n}" {said}' for n in range(3)]


def test_notes_and_examples_in_a_schema_are_no_patterns(project: Project) -> None:
    notes = {"x-note": {"pattern": "["}, "examples": [{"pattern": "["}], "default": {"pattern": "["}}
    project.write("provider-bridge.yaml", {"rules": [{"name": "r", "schema": {**notes, "required": ["Team"]}}]})
    project.job()
    assert project.ask().rules == ["policy/r"]


@pytest.mark.parametrize("pattern", ["(" * 600 + ")" * 600, "(" * 5_000])
def test_a_pattern_that_is_nested_too_deeply(pattern: str, project: Project) -> None:
    project.write("provider-bridge.yaml", {"rules": [{"name": "r", "schema": {"propertyNames": {"pattern": pattern}}}]})
    project.job()
    ran = project.ask()
    assert (ran.code, ran.rules) == (1, ["config-invalid"])
    assert ran.lines[0].endswith(f'"{pattern[:200]}" is no regular expression: it is nested too deeply')


LOCATION = Location("provider-bridge.yaml", ("rules", 0, "schema"), line=1, column=1)


def problem(schema: Any) -> str | None:
    """What is wrong with a schema, as YAML holds it: every scalar is a string."""
    diagnostic = schema_problem("r", read_schema(schema), LOCATION)
    return diagnostic and finish([diagnostic], lambda location: location)[0].message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"minLength": "007"}, {"minLength": 7}),
        ({"minLength": "9" * 400}, {"minLength": 999_999_999}),
        ({"minimum": "30"}, {"minimum": 30}),
        ({"maximum": "-0.5"}, {"maximum": -0.5}),
        ({"maximum": "1e999"}, {"maximum": "1e999"}),
        ({"uniqueItems": "true", "deprecated": "false"}, {"uniqueItems": True, "deprecated": False}),
        ({"const": "true", "enum": ["1", "false"]}, {"const": "true", "enum": ["1", "false"]}),
        ({"default": "1", "title": "true", "pattern": "3"}, {"default": "1", "title": "true", "pattern": "3"}),
        ({"additionalProperties": "false"}, {"additionalProperties": False}),
        ({"properties": {"minLength": "true"}}, {"properties": {"minLength": True}}),
        ({"properties": {"Team": "false"}}, {"properties": {"Team": {"not": {}}}}),
        ({"allOf": ["true", {"minLength": "3"}]}, {"allOf": [True, {"minLength": 3}]}),
        ({"x-note": {"minLength": "3"}}, {"x-note": {"minLength": "3"}}),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://a.example/b"}, {}),
        ({"allOf": "x", "properties": "y", "minLength": ["z"]}, {"allOf": "x", "properties": "y", "minLength": ["z"]}),
        ("no schema", "no schema"),
        (["no schema"], ["no schema"]),
    ],
)
def test_numbers_and_booleans_are_those_of_the_draft(written: Any, read: Any) -> None:
    assert read_schema(written) == read
    assert json.dumps(read_schema(written)) == json.dumps(read)  # 1 is not True


@pytest.mark.parametrize(
    "schema",
    [
        {"$defs": {"team": {"const": "data"}}, "properties": {"Team": {"$ref": "#/$defs/team"}}},
        {"$defs": {"team": "true"}, "properties": {"Team": {"$ref": "#/$defs/team"}}},
        {"$defs": {"team": {"$anchor": "team"}}, "properties": {"Team": {"$ref": "#team"}}},
        {"$defs": {"a/b": {}}, "$ref": "#/$defs/a~1b"},
        {"properties": {"A": {"const": "a"}, "B": {"$ref": "#/properties/A"}}},
        {"$id": "https://a.example/b", "$defs": {"team": {}}, "$ref": "#/$defs/team"},
    ],
)
def test_a_reference_within_the_schema_is_sound(schema: Any) -> None:
    assert problem(schema) is None


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/title/a", "title": "abc"},
        {"$ref": "#/minLength/a", "minLength": "3"},
        {"$ref": "#/required/0", "required": ["a"]},
        {"$ref": "#/x-parts/a", "x-parts": {"a": {"minLength": "3"}}},
        {"$ref": "#/const", "const": {"minLength": "3"}},
        {"$ref": "http://[", "title": "abc"},
        {"$ref": "team.json"},
    ],
)
def test_a_reference_to_what_is_no_schema_is_not(schema: Any) -> None:
    message = problem(schema)
    assert message
    assert message.endswith('leads to no other part of this schema, as "#/$defs/…" does')


def test_references_written_out_are_not_deeper_than_a_document() -> None:
    def chain(length: int) -> Any:
        schemas: dict[str, Any] = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(length)}
        return {"$ref": "#/$defs/d0", "$defs": {**schemas, f"d{length}": {"required": ["Team"]}}}

    assert problem(chain(50)) is None
    assert "more than 64 levels deep" in str(problem(chain(80)))
