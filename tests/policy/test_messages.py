"""What a broken rule reports: tags, lines and fixes in the words of the job's author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.project import Project

JOB = """\
tenant_id: acme
finops: {cost_center: A-1}
infrastructure:
  provider: aws
  tags:
    Team: data
    Colour: red
"""
TEAM = (
    '6:11: error: [policy/rule] Ask FinOps. Value "data" of tag "Team" is not allowed '
    '("infrastructure.tags.Team"; provider-bridge.yaml:2)'
)
WHOLE = "6:5: error: [policy/rule] Ask FinOps. (provider-bridge.yaml:2)"

SAID = {
    "a value of no list": ({"properties": {"Team": {"enum": ["ops", "web"]}}}, TEAM, "use one of: ops, web"),
    "a value of another form": (
        {"properties": {"Team": {"pattern": "^[A-Z]+$"}}},
        TEAM,
        'use a value that matches "^[A-Z]+$"',
    ),
    "a value that is too short": ({"properties": {"Team": {"minLength": 5}}}, TEAM, "use at least 5 characters"),
    "a value that is too long": ({"properties": {"Team": {"maxLength": 3}}}, TEAM, "use at most 3 characters"),
    "a value by its key's form": ({"patternProperties": {"^T": {"const": "ops"}}}, TEAM, 'use "ops"'),
    "a value by reference": (
        {"properties": {"Team": {"$ref": "#/$defs/team"}}, "$defs": {"team": {"const": "ops"}}},
        TEAM,
        'use "ops"',
    ),
    "a value of a field": (
        {"properties": {"dativo:cost-center": {"const": "FIN-001"}}},
        '2:23: error: [policy/rule] Ask FinOps. Value "A-1" of tag "dativo:cost-center" is not allowed '
        '("finops.cost_center"; provider-bridge.yaml:2)',
        'use "FIN-001"',
    ),
    "a missing tag": (
        {"required": ["Team", "Owner"]},
        '6:5: error: [policy/rule] Ask FinOps. Required tag "Owner" is missing (provider-bridge.yaml:2)',
        'add "Owner: …" under "infrastructure.tags"',
    ),
    "a missing tag of a field": (
        {"required": ["dativo:business-unit"]},
        '6:5: error: [policy/rule] Ask FinOps. Required tag "dativo:business-unit" is missing (provider-bridge.yaml:2)',
        'set "business_unit" under "finops", or "dativo:business-unit" under "infrastructure.tags"',
    ),
    "a missing tag of the job's own": (
        {"required": ["dativo:environment"]},
        '6:5: error: [policy/rule] Ask FinOps. Required tag "dativo:environment" is missing (provider-bridge.yaml:2)',
        'set "environment" in the job',
    ),
    "a tag too many": (
        {"properties": {"Team": True}, "patternProperties": {"^dativo:": True}, "additionalProperties": False},
        '7:5: error: [policy/rule] Ask FinOps. Tag "Colour" is not allowed (provider-bridge.yaml:2)',
        "remove the tag",
    ),
    "a key of another form": (
        {"propertyNames": {"pattern": "^(dativo:|Team$)"}},
        '7:5: error: [policy/rule] Ask FinOps. Tag key "Colour" is not allowed (provider-bridge.yaml:2)',
        'use a key that matches "^(dativo:|Team$)"',
    ),
    "too many tags": ({"maxProperties": 4}, WHOLE, "remove 1 tag: the job has 5, the rule allows at most 4"),
    "too few tags": ({"minProperties": 9}, WHOLE, "add 4 tags: the job has 5, the rule requires at least 9"),
    "a tag that a value brings": (
        {"if": {"properties": {"Team": {"const": "data"}}}, "then": {"required": ["Steward"]}},
        '6:5: error: [policy/rule] Ask FinOps. Required tag "Steward" is missing (provider-bridge.yaml:2)',
        'add "Steward: …" under "infrastructure.tags"',
    ),
    "a value that a value brings": (
        {"if": {"properties": {"Team": {"const": "ops"}}}, "else": {"properties": {"Colour": {"const": "blue"}}}},
        '7:13: error: [policy/rule] Ask FinOps. Value "red" of tag "Colour" is not allowed '
        '("infrastructure.tags.Colour"; provider-bridge.yaml:2)',
        'use "blue"',
    ),
    "one of several": (
        {"anyOf": [{"required": ["Owner"]}, {"required": ["Steward", "Team", "Phone"]}]},
        "6:5: error: [policy/rule] Ask FinOps. One of these tags must be set: Owner, Steward and Phone "
        "(provider-bridge.yaml:2)",
        "add one of: Owner, Steward and Phone",
    ),
    "exactly one of several": (
        {"oneOf": [{"required": ["Owner"]}, {"required": ["Steward"]}]},
        "6:5: error: [policy/rule] Ask FinOps. One of these tags must be set: Owner, Steward (provider-bridge.yaml:2)",
        "add one of: Owner, Steward",
    ),
    "more than one of several": (
        {"oneOf": [{"required": ["Team"]}, {"required": ["Colour"]}]},
        "6:5: error: [policy/rule] Ask FinOps. These tags must not be set together: Colour, Team "
        "(provider-bridge.yaml:2)",
        "remove one of: Colour, Team",
    ),
    "none of several": (
        {"anyOf": [{"required": ["Owner"]}, {"properties": {"Team": {"const": "ops"}, "Colour": {"const": "blue"}}}]},
        "6:5: error: [policy/rule] Ask FinOps. These tags match no alternative of the rule: Colour, Owner, Team "
        "(provider-bridge.yaml:2)",
        "set one of: Colour, Owner, Team",
    ),
    "alternatives that never hold": (
        {"oneOf": [False, {"required": ["Owner"]}]},
        WHOLE,
        "correct the tags to satisfy the rule",
    ),
    "several that name nothing": (
        {"anyOf": [{"required": ["Owner"]}, {"minProperties": 9}]},
        WHOLE,
        "correct the tags to satisfy the rule",
    ),
    "a tag that must not be": (
        {"not": {"required": ["Colour"]}},
        '7:5: error: [policy/rule] Ask FinOps. Tag "Colour" is not allowed (provider-bridge.yaml:2)',
        "remove the tag",
    ),
    "tags that must not be together": (
        {"not": {"required": ["Team", "Colour"]}},
        "6:5: error: [policy/rule] Ask FinOps. These tags must not be set together: Colour, Team "
        "(provider-bridge.yaml:2)",
        "remove one of: Colour, Team",
    ),
    "a value of no format": (
        {"properties": {"Team": {"format": "email"}}},
        TEAM,
        'use a value of the format "email"',
    ),
}

HOLDS = {
    "values": {"properties": {"Team": {"enum": ["data"]}, "Owner": {"enum": ["nobody"]}}},
    "keys": {"required": ["Team", "dativo:tenant", "dativo:job"]},
    "a reference": {"properties": {"Team": {"$ref": "#/$defs/team"}}, "$defs": {"team": {"const": "data"}}},
    "a condition that isn't met": {
        "if": {"properties": {"Team": {"const": "ops"}}},
        "then": {"required": ["Steward"]},
    },
    "a schema that says nothing": {},
}


def policy(project: Project, schema: dict[str, Any], **rule: Any) -> None:
    project.write("provider-bridge.yaml", {"rules": [{"name": "rule", "schema": schema, **rule}]})


@pytest.mark.parametrize(("schema", "line", "fix"), SAID.values(), ids=SAID)
def test_a_rule_says(schema: dict[str, Any], line: str, fix: str, project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, schema, message="Ask FinOps.")
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == [f"job.yaml:{line}"]
    assert ran.err.splitlines()[2] == f"  fix: {fix}"


@pytest.mark.parametrize("schema", HOLDS.values(), ids=HOLDS)
def test_a_rule_that_holds_reports_nothing(schema: dict[str, Any], project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, schema)
    assert (project.ask().code, project.ask().err) == (0, "")


def test_without_a_message_the_tag_is_enough(project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, {"properties": {"Team": {"const": "ops"}}, "required": ["Owner"], "maxProperties": 1})
    assert project.ask().lines == [
        "job.yaml:6:5: error: [policy/rule] required tag \"Owner\" is missing (provider-bridge.yaml:2)",
        "job.yaml:6:5: error: [policy/rule] the tags do not satisfy the rule (provider-bridge.yaml:2)",
        'job.yaml:6:11: error: [policy/rule] value "data" of tag "Team" is not allowed '
        '("infrastructure.tags.Team"; provider-bridge.yaml:2)',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "line", "fix"),
    [
        (
            {"properties": {"Team": False}},
            '6:11: error: [policy/rule] value "data" of tag "Team" is not allowed '
            '("infrastructure.tags.Team"; provider-bridge.yaml:2)',
            "correct the tags to satisfy the rule",
        ),
        (
            {"properties": {"Colour": True}, "patternProperties": {"^d": True}, "unevaluatedProperties": False},
            '6:5: error: [policy/rule] tag "Team" is not allowed by rule "rule" (provider-bridge.yaml:2)',
            "remove the tag",
        ),
        (
            {"dependentRequired": {"Team": ["Colour", "Steward"]}},
            '6:5: error: [policy/rule] required tag "Steward" is missing (provider-bridge.yaml:2)',
            'add "Steward: …" under "infrastructure.tags"',
        ),
    ],
    ids=["a tag that may not be", "a tag that nothing allows", "a tag that another brings"],
)
def test_a_finding_about_one_tag_names_it(schema: dict[str, Any], line: str, fix: str, project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, schema)
    ran = project.ask()
    assert ran.lines == [f"job.yaml:{line}"]
    assert ran.err.endswith(f"  fix: {fix}\n")


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("date", "2027-03-31", ["2027-02-30", "20270331", "2027-W13-3", "31.03.2027", ""]),
        ("email", "ada@acme.example", ["not-a-mail"]),
        ("idn-email", "ada@äcme.example", ["not-a-mail"]),
        ("ipv4", "10.0.0.1", ["10.0.0", "10.0.0.256", "::1"]),
        ("ipv6", "::1", ["10.0.0.1", "::g"]),
        ("regex", "^a+$", ["(", "(" * 5_000, "a{4294967296}"]),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", ["123e4567e89b12d3a456426614174000", "x"]),
    ],
)
def test_a_format(name: str, right: str, wrong: list[str], project: Project) -> None:
    policy(project, {"properties": {"Team": {"format": name}}})
    for value in (right, *wrong):
        project.job(infrastructure={"tags": {"Team": value}})
        rules = {*project.ask().rules} - {"tag-changed", "tag-cut"}
        assert rules == (set() if value == right else {"policy/rule"}), value


def test_the_map_is_the_canonical_one_on_every_cloud(project: Project) -> None:
    """Lists are joined with a comma, texts are as written, whatever the cloud makes of them."""
    project.job(
        finops={"business_tags": ["Web Shop", "returns"], "code": "007"}, infrastructure={"tags": {"CostCenter": "no"}}
    )
    policy(
        project,
        {
            "properties": {
                "dativo:business-tags": {"const": "Web Shop,returns"},
                "dativo:code": {"const": "007"},
                "CostCenter": {"enum": ["no", "yes"]},
            },
            "required": ["CostCenter", "dativo:business-tags"],
        },
    )
    for provider in ("aws", "gcp", "azure", "kubernetes"):
        assert project.ask({"job": "job.yaml", "provider": provider}).rules == []


def test_a_tag_of_an_asset_is_reported_at_the_assets_line(project: Project) -> None:
    project.write("asset.yaml", "# governance\ncompliance:\n  classification: [PII]\n")
    project.job(asset_path="asset.yaml")
    policy(project, {"properties": {"dativo:classification": {"const": "public"}}})
    assert project.ask().lines == [
        'asset.yaml:3:19: error: [policy/rule] value "pii" of tag "dativo:classification" is not allowed '
        '("compliance.classification"; provider-bridge.yaml:2)'
    ]


def test_each_rule_that_is_broken_is_reported(project: Project) -> None:
    project.write("job.yaml", JOB)
    rules = [{"name": f"r{number}", "schema": {"required": ["Owner"]}} for number in range(3)]
    project.write("provider-bridge.yaml", {"rules": rules})
    assert project.ask().rules == ["policy/r0", "policy/r1", "policy/r2"]
    assert "(provider-bridge.yaml:6)" in project.ask().lines[1]
