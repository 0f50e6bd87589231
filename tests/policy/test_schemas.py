"""Schemas of rules: read from YAML, and refused where they would check something else than their author means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diagnostics import Location, finish
from provider_bridge.policy.data_shapes import RESOLVED_JOB, TAG_MAP, Shape
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
    "(": "is not a valid regular expression: missing ), unterminated subpattern at position 0",
    "a{4294967296}": "is not a valid regular expression: the repetition number is too large",
    "(?a)(?u)a": "is not a valid regular expression: ASCII and UNICODE flags are incompatible",
    "[[:alpha:]]+x": "can be read in two ways: Possible nested set at position 1",
    "[a--b]": "can be read in two ways: Possible set difference at position 2",
}
"""What Python makes no regular expression of, or another one than its author means."""


@pytest.mark.parametrize(("pattern", "reason"), PATTERNS.items())
@pytest.mark.parametrize("warnings", ["default", "error"])
def test_a_pattern_that_is_not_a_regular_expression(
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
    assert [line.partition("] ")[2] for line in lines] == [
        f'pattern "{pattern}" in rule "r{n}" {reason}' for n in range(3)
    ]


def test_notes_and_examples_in_a_schema_are_not_patterns(project: Project) -> None:
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
    assert ran.lines[0].endswith(f'pattern "{pattern[:200]}…" in rule "r" has too many nested levels')


LOCATION = Location("provider-bridge.yaml", ("rules", 0, "schema"), line=1, column=1)


def problem(schema: Any, shape: Shape = TAG_MAP) -> str | None:
    """What is wrong with a schema, as YAML holds it: every scalar is a string."""
    diagnostic = schema_problem("r", read_schema(schema), shape, LOCATION)
    return diagnostic and finish([diagnostic], lambda location: location)[0].message


def fix(schema: Any, shape: Shape = TAG_MAP) -> str:
    diagnostic = schema_problem("r", read_schema(schema), shape, LOCATION)
    assert diagnostic
    return finish([diagnostic], lambda location: location)[0].fix


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
        ({"anyOf": ["false", "true"]}, {"anyOf": [{"not": {}}, True]}),
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
def test_a_reference_must_lead_to_a_schema(schema: Any) -> None:
    message = problem(schema)
    assert message
    assert message.endswith("must refer to another part of the schema")


def test_references_written_out_are_not_deeper_than_a_document() -> None:
    def chain(length: int) -> Any:
        schemas: dict[str, Any] = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(length)}
        return {"$ref": "#/$defs/d0", "$defs": {**schemas, f"d{length}": {"required": ["Team"]}}}

    assert problem(chain(50)) is None
    assert "more than 64 nested levels" in str(problem(chain(80)))


# --- keywords that would check nothing


@pytest.mark.parametrize("name", ["date", "email", "idn-email", "ipv4", "ipv6", "regex", "uuid"])
def test_a_format_that_is_checked(name: str) -> None:
    assert problem({"properties": {"Owner": {"format": name}}}) is None


def test_a_format_that_is_not_checked_is_refused() -> None:
    schema = {"properties": {"Owner": {"format": "e-mail"}}}
    assert problem(schema) == 'format "e-mail" in rule "r" is not supported (did you mean "email"?)'
    assert fix(schema) == 'use "pattern", or one of the formats: date, email, idn-email, ipv4, ipv6, regex, uuid'
    assert problem({"properties": {"Owner": {"format": "date-time"}}}) is not None


TEAM_USES = "use one of: pattern, enum, const, format, minLength, maxLength"
MAP_USES = (
    "use one of: required, properties, patternProperties, additionalProperties, propertyNames, dependentRequired, "
    "dependentSchemas, unevaluatedProperties, minProperties, maxProperties and 2 more"
)


@pytest.mark.parametrize(
    ("keyword", "value", "remedy"),
    [
        ("minimum", "30", TEAM_USES),
        ("multipleOf", "2", TEAM_USES),
        ("properties", {"a": {}}, TEAM_USES),
        ("required", ["a"], TEAM_USES),
        ("maxProperties", "3", TEAM_USES),
        ("items", {"const": "a"}, 'use "pattern"; the items of a list are joined with commas'),
        ("contains", {"const": "a"}, 'use "pattern"; the items of a list are joined with commas'),
        ("minItems", "1", 'use "pattern"; the items of a list are joined with commas'),
        ("uniqueItems", "true", 'use "pattern"; the items of a list are joined with commas'),
    ],
)
def test_a_keyword_that_cannot_check_a_string_is_refused(keyword: str, value: Any, remedy: str) -> None:
    message = f'keyword "{keyword}" in rule "r" does not apply to a tag value, which is a string'
    for schema in (
        {"properties": {"Team": {keyword: value}}},
        {"patternProperties": {"^T": {keyword: value}}},
        {"additionalProperties": {keyword: value}},
        {"allOf": [{"if": {"properties": {"Team": {"not": {keyword: value}}}}, "then": {"required": ["Team"]}}]},
        {"properties": {"Team": {"$ref": "#/$defs/team"}}, "$defs": {"team": {"anyOf": [{keyword: value}]}}},
        {"propertyNames": {keyword: value}},
    ):
        assert problem(schema) == message
        assert fix(schema) == remedy


@pytest.mark.parametrize(
    ("keyword", "value", "remedy"),
    [
        ("pattern", "^a", 'move "pattern" below "properties" and the key of a tag'),
        ("minLength", "3", 'move "minLength" below "properties" and the key of a tag'),
        ("format", "email", 'move "format" below "properties" and the key of a tag'),
        (
            "contains",
            {"const": "a"},
            MAP_USES,
        ),
    ],
)
def test_a_keyword_that_cannot_check_the_map_is_refused(keyword: str, value: Any, remedy: str) -> None:
    message = f'keyword "{keyword}" in rule "r" does not apply to the tags as a whole'
    for schema in ({keyword: value}, {"dependentSchemas": {"Team": {keyword: value}}}, {"not": {keyword: value}}):
        assert problem(schema) == message
        assert fix(schema) == remedy


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"properties": {"Team": {"type": "integer"}}}, '"type" in rule "r" must be "string", found integer'),
        (
            {"properties": {"Team": {"type": ["array", "null"]}}},
            '"type" in rule "r" must be "string", found array, null',
        ),
        ({"type": "string"}, '"type" in rule "r" must be "object", found string'),
    ],
)
def test_a_type_that_no_tag_has_is_refused(schema: Any, message: str) -> None:
    assert problem(schema) == message


def test_a_type_that_tags_have_is_sound() -> None:
    team = {"type": ["string", "null"]}
    assert problem({"type": "object", "properties": {"Team": team, "Owner": {"type": "string"}}}) is None


@pytest.mark.parametrize(
    ("schema", "message", "remedy"),
    [
        (
            {"definitions": {"cc": {}}, "properties": {"Team": {"$ref": "#/definitions/cc"}}},
            'keyword "definitions" in rule "r" is not in JSON Schema draft 2020-12',
            'rename "definitions" to "$defs", and "#/definitions/…" to "#/$defs/…"',
        ),
        (
            {"dependencies": {"Team": ["Owner"]}},
            'keyword "dependencies" in rule "r" is not in JSON Schema draft 2020-12',
            'replace "dependencies" with "dependentRequired"',
        ),
        (
            {"properties": {"Team": {"contentEncoding": "base64"}}},
            'keyword "contentEncoding" in rule "r" is not supported',
            'remove "contentEncoding"',
        ),
        (
            {"then": {"required": ["Team"]}},
            'keyword "then" in rule "r" has no effect without "if"',
            'add "if", or remove "then"',
        ),
        (
            {"if": {"required": ["Team"]}},
            'keyword "if" in rule "r" has no effect without "then"',
            'add "then", or remove "if"',
        ),
    ],
)
def test_a_keyword_without_effect_is_refused(schema: Any, message: str, remedy: str) -> None:
    assert (problem(schema), fix(schema)) == (message, remedy)


def test_the_place_is_that_of_the_keyword(project: Project) -> None:
    schema = {"$defs": {"team": {"maximum": 3}}, "properties": {"Team": {"$ref": "#/$defs/team"}}}
    project.write("provider-bridge.yaml", {"rules": [{"name": "r", "schema": schema}]})
    project.job()
    assert project.ask().lines == [
        'provider-bridge.yaml:6:9: error: [config-invalid] keyword "maximum" in rule "r" does not apply to a tag '
        "value, which is a string"
    ]


# --- rules on jobs


SOUND_ON_JOBS: list[Any] = [
    {"required": ["environment"], "properties": {"provider": {"const": "aws"}}},
    {"properties": {"storage": {"required": ["bucket"], "properties": {"bucket": {"pattern": "^acme-"}}}}},
    {"properties": {"compute": {"properties": {"max_runtime_seconds": {"type": "integer", "maximum": "3600"}}}}},
    {"properties": {"compute": {"properties": {"max_runtime_seconds": {"const": "3600", "multipleOf": "60"}}}}},
    {"properties": {"networking": {"properties": {"private_networking": {"const": "true", "type": "boolean"}}}}},
    {"properties": {"networking": {"properties": {"subnet_ids": {"minItems": "2", "items": {"pattern": "^subnet-"}}}}}},
    {"properties": {"terraform": {"properties": {"variables": {"properties": {"a": {"items": {"minimum": "1"}}}}}}}},
    {"properties": {"dagster": {"properties": {"resource_requirements": {"required": ["limit_cpu"]}}}}},
    {"properties": {"budget": {"properties": {"amount": {"exclusiveMaximum": "1000.5"}}}}},
    {"dependentRequired": {"storage": ["networking"]}},
]


@pytest.mark.parametrize("schema", SOUND_ON_JOBS)
def test_a_rule_on_jobs_that_is_sound(schema: Any) -> None:
    assert problem(schema, RESOLVED_JOB) is None


@pytest.mark.parametrize(
    ("schema", "message", "remedy"),
    [
        (
            {"properties": {"compute": {"properties": {"cpu": {"maximum": "4096"}}}}},
            'keyword "maximum" in rule "r" does not apply to "compute.cpu", which is a string',
            TEAM_USES,
        ),
        (
            {"properties": {"networking": {"properties": {"private_networking": {"pattern": "true"}}}}},
            'keyword "pattern" in rule "r" does not apply to "networking.private_networking", which is a boolean',
            "use one of: const, enum",
        ),
        (
            {"properties": {"networking": {"properties": {"subnet_ids": {"properties": {}}}}}},
            'keyword "properties" in rule "r" does not apply to "networking.subnet_ids", which is a list',
            "use one of: contains, minContains, maxContains, items, prefixItems, unevaluatedItems, uniqueItems, "
            "minItems, maxItems, enum and 1 more",
        ),
        (
            {"pattern": "^a"},
            'keyword "pattern" in rule "r" does not apply to a job as a whole',
            MAP_USES,
        ),
        (
            {"properties": {"compute": {"properties": {"max_runtime_seconds": {"type": "string"}}}}},
            '"type" in rule "r" must be "number", found string',
            'set "type" to "number", or remove "type"',
        ),
        (
            {"properties": {"storage": {"properties": {"bukcet": {}}}}},
            'unknown field "bukcet" in "storage" (did you mean "bucket"?)',
            "use one of: bucket, prefix, kms_key_id",
        ),
        (
            {"properties": {"storage": {"required": ["bucket", "prefx"]}}},
            'unknown field "prefx" in "storage" (did you mean "prefix"?)',
            "use one of: bucket, prefix, kms_key_id",
        ),
        (
            {"dependentRequired": {"storage": ["networkin"]}},
            'unknown field "networkin" of a job (did you mean "networking"?)',
            "use one of: key, path, container_path, name, slug, tenant_id, environment, provider, budget, runtime "
            "and 5 more",
        ),
        (
            {"properties": {"tags": {"required": ["Team"]}}},
            'unknown field "tags" of a job',
            'move the check of "tags" to a rule without "on: job"',
        ),
    ],
)
def test_a_rule_on_jobs_that_would_check_nothing(schema: Any, message: str, remedy: str) -> None:
    assert (problem(schema, RESOLVED_JOB), fix(schema, RESOLVED_JOB)) == (message, remedy)
