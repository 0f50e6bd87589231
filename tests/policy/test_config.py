"""The policy file: required tags, the prefix of keys, the map of paths; what is wrong with it is said at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from provider_bridge.documents.document import parse
from provider_bridge.policy.config_reader import read

if TYPE_CHECKING:
    from tests.project import Project

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def test_required_tags_are_canonical_keys(project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": ["Team", "dativo:cost-center", "dativo:tenant"]})
    project.job(finops={"cost_center": "A-1"}, infrastructure={"tags": {"Team": "data"}})
    for provider in ("aws", "gcp", "azure", "kubernetes"):
        assert project.ask({"job": "job.yaml", "provider": provider}).err == ""
    project.job(finops={"costcenter": "A-1"}, infrastructure={"tags": {"team": "data", "dativo_tenant": "acme"}})
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert [line.partition("] ")[2] for line in ran.lines] == [
        'required tag "Team" is missing (required by provider-bridge.yaml:2): "team" differs in case',
        'required tag "dativo:cost-center" is missing (required by provider-bridge.yaml:3)',
    ]


def test_a_tag_that_null_removes_is_missing(project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": ["dativo:project"]})
    project.write("asset.yaml", {"finops": {"project": "shop"}})
    project.job(asset_path="asset.yaml", finops={"project": None})
    assert project.ask().rules == ["required-tag"]


@pytest.mark.parametrize(
    ("rule", "policy"),
    [
        ("required-tag", {"required_tags": ["Team"]}),
        ("policy/team", {"rules": [{"name": "team", "schema": {"required": ["Team"]}}]}),
    ],
)
@pytest.mark.parametrize(
    ("fields", "line", "fix"),
    [
        ({"infrastructure": {"tags": {"Team": None}}}, 5, 'set a value for "infrastructure.tags.Team"'),
        ({"infrastructure": {"tags": {"Team": []}}}, 5, 'set a value for "infrastructure.tags.Team"'),
        ({"infrastructure": {"tags": {"Team": None, "team": "data"}}}, 5, 'move the value of "team" to "Team"'),
        ({"infrastructure": {"tags": {"team": "data"}}}, 5, 'rename "team" to "Team"'),
        ({"infrastructure": {"tags": {}}}, 4, 'add "Team: …" under "infrastructure.tags"'),
        ({"infrastructure": {"provider": "gcp", "tags": {"TEAM": "x"}}}, 5, 'rename "TEAM" to "Team"'),
    ],
)
def test_a_required_tag_that_is_there_in_some_way_is_reported_where_it_is(
    fields: dict[str, Any], line: int, fix: str, rule: str, policy: dict[str, Any], project: Project
) -> None:
    """And the fix leads to no other error, such as a duplicate key."""
    project.write("provider-bridge.yaml", policy)
    project.job(**fields)
    ran = project.ask()
    assert ran.rules == [rule]
    assert ran.lines[0].startswith(f"job.yaml:{line}:")
    assert ran.err.splitlines()[-1] == f"  fix: {fix}"


def test_a_required_tag_that_is_another_label_is_a_rename(project: Project) -> None:
    """To add it would be a second key for one label."""
    project.write("provider-bridge.yaml", {"required_tags": ["Cost-Center"]})
    for written, fix in (
        ({"infrastructure": {"tags": {"CostCenter": "a"}}}, 'rename "CostCenter" to "Cost-Center"'),
        ({"infrastructure": {"tags": {"cost_center": "a"}}}, 'rename "cost_center" to "Cost-Center"'),
    ):
        tags = written["infrastructure"]
        project.job(infrastructure={"provider": "gcp", **tags})
        ran = project.ask()
        assert ran.err.splitlines()[-1] == f"  fix: {fix}"
        project.job(infrastructure={"provider": "aws", **tags})
        assert project.ask().err.splitlines()[-1] == '  fix: add "Cost-Center: …" under "infrastructure.tags"'


def test_a_required_tag_that_no_field_can_give_is_corrected_in_the_policy(project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": ["Dativo:Cost-Center"]})
    project.job(finops={"cost_center": "a"})
    assert project.ask().err.splitlines()[-1] == '  fix: write "dativo:cost-center" in provider-bridge.yaml:2'


@pytest.mark.parametrize(
    "content", ["", "# nothing\n", "{}", "required_tags:\npath_map:\ntag_prefix:\n", "required_tags: []"]
)
def test_an_empty_file_requires_nothing(content: str, project: Project) -> None:
    project.write("provider-bridge.yaml", content)
    project.job()
    ran = project.ask()
    assert (ran.code, ran.err) == (0, "")
    assert "dativo:tenant" in ran.result


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ({"required_tag": ["Team"]}, "1:1"),
        ({"required_tags": "Team"}, "1:16"),
        ({"required_tags": [["Team"]]}, "2:3"),
        ({"path_map": {"app": "."}}, "2:8"),
        ({"path_map": {"/app": "/srv"}}, "2:9"),
        ({"path_map": {"/app": "../x"}}, "2:9"),
        ({"path_map": ["/app"]}, "2:1"),
        ({"tag_prefix": "a:b"}, "1:13"),
        ({"tag_prefix": "1a"}, "1:13"),
        ({"tag_prefix": "a" * 33}, "1:13"),
        ({"tag_prefix": ["a"]}, "2:1"),
        ({"required_tags": [{"key": "Team", "wen": {"provider": "aws"}}]}, "3:3"),
        ({"required_tags": [{"key": "Team", "when": {"enviroment": "prod"}}]}, "4:5"),
        ({"required_tags": [{"key": "Team", "when": {"environment": {"is": "prod"}}}]}, "5:7"),
        ({"required_tags": [{"key": "Team", "when": {"provider": "awz"}}]}, "4:15"),
        ({"required_tags": [{"key": "Team", "when": {"runtime": ["ecs", "esc"]}}]}, "6:7"),
        ({"required_tags": [{"when": {"provider": "aws"}}]}, "2:3"),
        ({"rules": {"name": "r"}}, "2:3"),
        ({"rules": ["r"]}, "2:3"),
        ({"rules": [{"name": "r"}]}, "2:3"),
        ({"rules": [{"schema": {}}]}, "2:3"),
        ({"rules": [{"name": "r", "schema": {}, "sevrity": "error"}]}, "4:3"),
        ({"rules": [{"name": "r", "schema": {}, "severity": "fatal"}]}, "4:13"),
        ({"rules": [{"name": "r", "schema": {}, "when": {"tenant": "acme"}}]}, "5:5"),
        ({"rules": [{"name": "r", "schema": {}, "when": {"provider": ["aws", "gpc"]}}]}, "7:7"),
        ({"rules": [{"name": "r", "schema": {}, "message": ["a"]}]}, "5:3"),
        ({"rules": [{"name": "team known", "schema": {}}]}, "2:9"),
        ({"rules": [{"name": "", "schema": {}}]}, "2:9"),
        ({"rules": [{"name": "r", "schema": {}}, {"name": "r", "schema": {}}]}, "4:9"),
        ({"rules": [{"name": "r", "schema": True}]}, "3:11"),
        ({"rules": [{"name": "r", "schema": None}]}, "3:11"),
        ({"rules": [{"name": "r", "schema": {"type": "objekt"}}]}, "4:11"),
        ({"rules": [{"name": "r", "schema": {"required": "Team"}}]}, "4:15"),
        ({"rules": [{"name": "r", "schema": {"maxProperties": "many"}}]}, "4:20"),
        ({"rules": [{"name": "r", "schema": {"properties": {"Team": {"pattern": "["}}}}]}, "6:18"),
        ({"rules": [{"name": "r", "schema": {"properties": {"Team": {"enum": "data"}}}}]}, "6:15"),
        ({"rules": [{"name": "r", "schema": {"properties": {"Team": {"minLength": ["5"]}}}}]}, "7:9"),
        ({"rules": [{"name": "r", "schema": {"properties": {"Team": {"minLenght": "5"}}}}]}, "6:20"),
        ({"rules": [{"name": "r", "schema": {"not": {"requird": ["Team"]}}}]}, "6:7"),
        ({"rules": [{"name": "r", "schema": {"allOf": [{"required": ["Team"]}, {"requird": ["Team"]}]}}]}, "8:7"),
        ({"rules": [{"name": "r", "schema": {"allOf": [{}, {"$ref": "#/$defs/a"}]}}]}, "6:13"),
        ({"rules": [{"name": "r", "schema": {"title": "abc", "$ref": "#/title/a"}}]}, "5:11"),
        ({"aws_tag_policies": "tags.json"}, "1:19"),
        (["required_tags"], "1:1"),
        ("required_tags", "1:1"),
    ],
)
def test_an_error_has_its_location(content: Any, line: str, project: Project) -> None:
    project.write("provider-bridge.yaml", content)
    project.job()
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["config-invalid"])
    assert ran.lines[0].startswith(f"provider-bridge.yaml:{line}: error: ")


@pytest.mark.parametrize("name", ["r", "2fa", "Team.known_of-2026"])
def test_a_rule_is_named_in_letters_and_digits(name: str, project: Project) -> None:
    project.write("provider-bridge.yaml", {"rules": [{"name": name, "schema": {"required": ["Team"]}}]})
    project.job()
    assert project.ask().rules == [f"policy/{name}"]


def test_a_policy_that_is_not_yaml(project: Project) -> None:
    project.write("provider-bridge.yaml", "required_tags: [Team\n")
    project.job()
    assert project.ask().rules == ["yaml-syntax"]


def test_a_policy_that_a_query_names_may_be_a_link_to_anywhere(project: Project) -> None:
    """One that only lies in the root may not: whoever writes jobs could have put it there."""
    project.write("organisation/policy.yaml", {"required_tags": ["Owner"]})
    project.write("estate/.git/HEAD", "")
    project.job("estate/job.yaml")
    for name in ("policy.yaml", "provider-bridge.yaml"):
        (project.root / "estate" / name).symlink_to("../organisation/policy.yaml")
    named = project.ask({"job": "estate/job.yaml", "config": "estate/policy.yaml"})
    message = 'required tag "Owner" is missing (required by policy.yaml:2)'
    assert named.lines == [f"job.yaml:3:3: error: [required-tag] {message}"]
    assert project.ask({"job": "estate/job.yaml"}).rules == ["path-outside-root"]


def test_a_policy_that_is_a_directory(project: Project) -> None:
    project.write("provider-bridge.yaml/x", "")
    project.job()
    ran = project.ask()
    assert (ran.code, ran.rules) == (1, ["file-unreadable"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"required_tag": ["Team"]}, 'did you mean "required_tags"?'),
        ({"rules": [{"name": "r", "schema": {}, "sevrity": "error"}]}, 'did you mean "severity"?'),
        (
            {"rules": [{"name": "r", "schema": {"requird": ["Team"]}}]},
            'unknown keyword "requird" in rule "r" (did you mean "required"?)',
        ),
        ({"required_tags": [{"key": "A", "when": {"enviroment": "prod"}}]}, 'did you mean "environment"?'),
        ({"rules": [{"name": "r", "schema": {}, "severity": "fatal"}]}, 'fix: set it to "error" or "warning"'),
        ({"rules": [{"name": "r", "schema": {}}, {"name": "r", "schema": {}}]}, 'duplicate rule name "r"'),
        (
            {"rules": [{"name": "r", "schema": {"pattern": "["}}]},
            'pattern "[" in rule "r" is not a valid regular expression',
        ),
        ({"rules": [{"name": "r", "schema": {}, "when": {"provider": "awz"}}]}, 'did you mean "aws"?'),
    ],
)
def test_an_error_has_a_fix(content: Any, said: str, project: Project) -> None:
    project.write("provider-bridge.yaml", content)
    project.job()
    assert said in project.ask().err


def test_every_mistake_is_reported_at_once(project: Project) -> None:
    project.write(
        "provider-bridge.yaml",
        "tag_prefix: a:b\nrules:\n- {name: a b, schema: {}}\n- {name: r, schema: {type: x}, severity: fatal}\n",
    )
    project.job()
    places = [line.partition(" ")[0] for line in project.ask().lines]
    assert places == [f"provider-bridge.yaml:{place}:" for place in ("1:13", "3:10", "4:28", "4:42")]


def test_half_a_policy_judges_nothing(project: Project) -> None:
    """The job's author isn't told of tags that a mistake of the policy's author asks for."""
    project.write(
        "provider-bridge.yaml",
        {"required_tags": ["Team"], "rules": [{"name": "r", "schema": {"required": ["Owner"]}, "severity": "fatal"}]},
    )
    project.job()
    assert project.ask().rules == ["config-invalid"]


def test_a_policy_of_the_published_examples(project: Project) -> None:
    """Somebody who has only read the schema of the policy file puts its examples together."""
    published = json.loads((SCHEMAS / "config.json").read_text("utf-8"))
    rule_fields = published["properties"]["rules"]["items"]["properties"]
    config = {name: field["examples"][0] for name, field in published["properties"].items()}
    config["rules"] = [*config["rules"], {name: field["examples"][0] for name, field in rule_fields.items()}]
    del config["rules"][1]["on"]  # the schema of the example is on tags
    jsonschema.Draft202012Validator(published).validate(config)
    project.write("provider-bridge.yaml", config)
    project.write(config["aws_tag_policies"][0], json.dumps({"tags": {"project": {"tag_key": "Project"}}}))
    project.job(environment="prod", infrastructure={"tags": {"CostCenter": "X-1", "Team": "ops", "PROJECT": "shop"}})
    ran = project.ask()
    assert sorted(ran.rules) == [
        "policy/aws-tag-policy",
        "policy/cost-center-known",
        "policy/team-known",
        "required-tag",
    ]
    assert "Cost centers are HR or FIN and three digits." in ran.err
    assert 'required tag "Owner" is missing' in ran.err
    project.job(
        environment="prod",
        infrastructure={"tags": {"CostCenter": "HR-001", "Team": "web", "Project": "shop", "Owner": "ada"}},
    )
    assert (project.ask().code, project.ask().err) == (0, "")


def test_required_tags_may_mix_both_forms(project: Project) -> None:
    project.write(
        "provider-bridge.yaml",
        "required_tags:\n  - Team\n  - {key: Owner, when: {environment: prod}}\n"
        "  - key: Steward\n    when: {provider: [gcp]}\n",
    )
    project.job(environment="prod")
    assert [line.partition("] ")[2] for line in project.ask().lines] == [
        'required tag "Owner" is missing (required by provider-bridge.yaml:3)',
        'required tag "Team" is missing (required by provider-bridge.yaml:2)',
    ]
    project.job(environment="dev")
    asked = project.ask({"job": "job.yaml", "provider": "gcp"})
    assert [line.partition("] ")[2] for line in asked.lines] == [
        'required tag "Steward" is missing (required by provider-bridge.yaml:4)',
        'required tag "Team" is missing (required by provider-bridge.yaml:2)',
    ]


def test_a_required_tag_that_is_empty_is_there(project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": ["Team"]})
    project.job(infrastructure={"tags": {"Team": ""}})
    assert project.ask().rules == []


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("Team", 'add "Team: …" under "infrastructure.tags"'),
        ("dativo:cost-center", 'set "cost_center" under "finops", or "dativo:cost-center" under "infrastructure.tags"'),
        ("dativo:environment", 'set "environment" in the job'),
        ("acme:cost-center", 'add "acme:cost-center: …" under "infrastructure.tags"'),
    ],
)
def test_a_missing_tag_comes_with_its_remedy(key: str, fix: str, project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": [key]})
    project.job()
    assert f"  fix: {fix}\n" in project.ask().err


def test_exemptions_and_severities_are_part_of_the_configuration() -> None:
    """A rule of the policy is named by its name there."""
    exemption = {"rule": "policy/team-known", "reason": "r", "owner": "o", "expires": "2027-03-31"}
    rules = [{"name": "team-known", "schema": {"required": ["Team"]}}]
    text = {"rules": rules, "exemptions": [exemption], "severity": {"policy/team-known": "error", "tag-cut": "off"}}
    document, _ = parse(json.dumps(text).encode(), "provider-bridge.yaml")
    assert document
    config, (diagnostic,) = read(document)
    assert [each.rule for each in config.exemptions] == ["policy/team-known"]
    assert config.severities == {"policy/team-known": "error"}
    assert (diagnostic.rule, diagnostic.location.path) == ("config-invalid", ("severity", "tag-cut"))


def test_the_same_policy_for_all_jobs_of_a_call(project: Project) -> None:
    project.write("provider-bridge.yaml", {"required_tags": ["Team"]})
    project.job("a.yaml", name="a", infrastructure={"tags": {"Team": "data"}})
    project.job("b.yaml", name="b")
    ran = project.ask({"jobs": "[ab].yaml"})
    assert (ran.code, ran.rules) == (1, ["required-tag"])
    assert ran.lines[0].startswith("b.yaml:4:3: error: ")
