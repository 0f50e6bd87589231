"""Tag policies of AWS Organizations as rules over the AWS map: how a key is spelt, and which values it takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diagnostics import Location, finish
from provider_bridge.policy.aws_tag_policies import MODULE_TYPES, KeyPolicy, read, report_required

if TYPE_CHECKING:
    from tests.project import Project

ROOT = Path(__file__).resolve().parents[2]
EFFECTIVE = {"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["HR-*", "FIN-001"]}}}
ATTACHED = {
    "tags": {
        "@@operators_allowed_for_child_policies": ["@@none"],
        "costcenter": {
            "tag_key": {"@@assign": "CostCenter", "@@operators_allowed_for_child_policies": ["@@none"]},
            "tag_value": {"@@assign": ["HR-*", "FIN-001"]},
            "enforced_for": {"@@assign": ["secretsmanager:*"]},
        },
    }
}


@pytest.fixture(autouse=True)
def config(project: Project) -> None:
    project.write("provider-bridge.yaml", "aws_tag_policies:\n  - policies/tags.json\n")


def tag_policy(project: Project, policy: Any) -> None:
    project.write("policies/tags.json", json.dumps(policy))


def job(project: Project, **tags: Any) -> None:
    project.job(infrastructure={"tags": tags})


@pytest.mark.parametrize("policy", [EFFECTIVE, ATTACHED], ids=["effective", "as attached"])
def test_the_spelling_and_the_values_of_a_key(policy: Any, project: Project) -> None:
    tag_policy(project, policy)
    job(project, COSTCENTER="HR-001")
    assert project.ask().err == (
        "provider-bridge: 1 error in job.yaml\n"
        'job.yaml:5:5: error: [policy/aws-tag-policy] tag key "COSTCENTER" must be written "CostCenter" '
        "(required by policies/tags.json)\n"
        '  fix: rename the key to "CostCenter"\n'
    )
    job(project, CostCenter="hr-001")
    assert project.ask().err == (
        "provider-bridge: 1 error in job.yaml\n"
        'job.yaml:5:17: error: [policy/aws-tag-policy] value "hr-001" of tag "CostCenter" is not allowed '
        "by policies/tags.json\n"
        "  fix: use one of: HR-*, FIN-001\n"
    )
    job(project, costcenter="x")
    assert project.ask().rules == ["policy/aws-tag-policy"] * 2
    for value in ("HR-001", "HR-", "FIN-001"):
        job(project, CostCenter=value)
        assert (project.ask().code, project.ask().err) == (0, "")


def test_a_tag_that_isnt_there_breaks_no_tag_policy(project: Project) -> None:
    tag_policy(project, EFFECTIVE)
    job(project, Team="data")
    assert project.ask().rules == []


@pytest.mark.parametrize(
    ("allowed", "value", "fine"),
    [
        (["*"], "", True),
        (["*"], "any.thing:at all", True),
        (["*@acme.example"], "ada@acme.example", True),
        (["*@acme.example"], "ada@acme-example", False),
        (["team-*-eu"], "team-data-eu", True),
        (["team-*-eu"], "team-eu", False),
        (["1.0"], "1x0", False),
        (["a+b"], "a+b", True),
        (["a", "b"], "a:b", False),
        (["ab*ba"], "aba", False),
        (["ab*ba"], "abba", True),
        (["ab*b*ba"], "abba", False),
        (["ab*b*ba"], "abbba", True),
        (["a*b*a"], "aba", True),
        (["a*b*b*a"], "aba", False),
        (["*b*a*"], "ab", False),
        (["**a**"], "a", True),
        ([f"{'a*' * 100}b"], "a" * 250, False),
        ([], "anything", True),
    ],
)
def test_a_star_is_any_text_and_nothing_else_is_special(
    allowed: list[str], value: str, fine: bool, project: Project
) -> None:
    tag_policy(project, {"tags": {"Team": {"tag_key": "Team", "tag_value": allowed}}})
    job(project, Team=value)
    assert project.ask().rules == ["policy/aws-tag-policy"] * (not fine)


def test_the_map_is_the_one_that_aws_gets(project: Project) -> None:
    """A list is joined with a colon there, and an illegal character is replaced."""
    tag_policy(project, {"tags": {"Teams": {"tag_key": "Teams", "tag_value": ["a:b-c"]}}})
    job(project, Teams=["a", "b&c"])
    assert project.ask().rules == ["tag-changed"]


def test_a_key_without_its_spelling_is_lower_case(project: Project) -> None:
    """As AWS has it where a policy defines no case treatment."""
    tag_policy(project, {"tags": {"CostCenter": {"tag_value": {"@@assign": ["A-1"]}}}})
    job(project, costcenter="A-1")
    assert project.ask().rules == []
    job(project, CostCenter="A-1")
    assert project.ask().rules == ["policy/aws-tag-policy"]


@pytest.mark.parametrize("provider", ["gcp", "azure", "kubernetes"])
def test_it_is_for_aws_only(provider: str, project: Project) -> None:
    tag_policy(project, EFFECTIVE)
    job(project, costcenter="x")
    assert project.ask({"job": "job.yaml", "provider": provider}).rules == []


def test_several_files(project: Project) -> None:
    project.write("provider-bridge.yaml", {"aws_tag_policies": ["a.json", "b.json"]})
    project.write("a.json", json.dumps(EFFECTIVE))
    project.write("b.json", json.dumps({"tags": {"team": {"tag_key": "Team"}}}))
    job(project, CostCenter="x", TEAM="data")
    assert [line.rpartition(" ")[2] for line in project.ask().lines] == ["a.json", "b.json)"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"tags": []}',
        '{"tags": {"team": "data"}}',
        '{"tags": {"team": {"tag_key": ["Team"]}}}',
        '{"tags": {"team": {"tag_key": "Team", "tag_value": "data"}}}',
        '{"tags": {"team": {"tag_key": "Team", "tag_value": [1]}}}',
        '{"tags": {"team": {"tag_key": "Team", "tag_value": {"@@other": ["data"]}}}}',
        '{"EffectivePolicy": {"PolicyContent": "{"}}',
        '{"EffectivePolicy": {"PolicyContent": null}}',
        '{"EffectivePolicy": []}',
        '{"EffectivePolicy": {"PolicyContent": "{}"}}',
        b"\xff\xfe\xff",
        "[" * 100_000,
    ],
    ids=lambda content: content[:70],
)
def test_a_file_that_is_not_a_tag_policy(content: str | bytes, project: Project) -> None:
    project.write("policies/tags.json", content)
    job(project, CostCenter="x")
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["config-invalid"])
    assert ran.lines[0].startswith("provider-bridge.yaml:2:5: error: [config-invalid] ")
    assert '"policies/tags.json"' in ran.lines[0]
    assert "describe-effective-policy" in ran.err


@pytest.mark.parametrize(
    ("path", "rule"),
    [("gone.json", "file-missing"), ("../tags.json", "path-outside-root"), ("policies", "file-unreadable")],
)
def test_a_file_that_can_not_be_read(path: str, rule: str, project: Project) -> None:
    tag_policy(project, EFFECTIVE)
    project.write("provider-bridge.yaml", f"aws_tag_policies:\n  - {path}\n")
    job(project, costcenter="x")
    ran = project.ask()
    assert (ran.code, ran.rules) == (1, [rule])
    assert ran.lines[0].startswith("provider-bridge.yaml:2:5: error: ")


LOCATION = Location("provider-bridge.yaml", ("aws_tag_policies", 0), line=1, column=20)


@pytest.mark.parametrize(
    ("rule", "operator"),
    [
        ({"tag_value": {"@@append": ["300"]}}, "@@append"),
        ({"tag_value": {"@@assign": ["300"], "@@remove": ["200"]}}, "@@remove"),
        ({"enforced_for": {"@@append": ["ec2:instance"]}}, "@@append"),
        ({"report_required_tag_for": {"@@append": ["ec2:instance"]}}, "@@append"),
    ],
)
def test_a_policy_that_adds_to_others_is_not_the_effective_one(rule: dict[str, Any], operator: str) -> None:
    text = json.dumps({"tags": {"costcenter": {"tag_key": {"@@assign": "CostCenter"}, **rule}}})
    policies, diagnostics = read(text.encode(), "policies/tags.json", LOCATION)
    (diagnostic,) = finish(diagnostics, lambda location: location)
    assert policies == ()
    assert str(diagnostic) == (
        "provider-bridge.yaml:1:20: error: [config-invalid] "
        f'"policies/tags.json" contains inheritance operators such as "{operator}"'
    )
    assert diagnostic.fix == "save the effective policy with: aws organizations describe-effective-policy"


def test_the_output_of_the_command_is_a_policy_too() -> None:
    """So that its fix works as it is written."""
    output = {"EffectivePolicy": {"PolicyContent": json.dumps(EFFECTIVE), "PolicyType": "TAG_POLICY"}}
    expected = read(json.dumps(EFFECTIVE).encode(), "tags.json", LOCATION)
    assert read(json.dumps(output).encode(), "tags.json", LOCATION) == expected
    assert expected == ((KeyPolicy("CostCenter", ("HR-*", "FIN-001"), "tags.json"),), [])


@pytest.mark.parametrize("assigned", [True, False])
def test_resource_types_that_need_a_key(assigned: bool) -> None:
    types = ["ec2:instance", "ecs:ALL_SUPPORTED"]
    rule = {"tag_key": "Owner", "report_required_tag_for": {"@@assign": types} if assigned else types}
    (policy,), diagnostics = read(json.dumps({"tags": {"owner": rule}}).encode(), "tags.json", LOCATION)
    assert (policy.required_for, diagnostics) == (tuple(types), [])


def test_resource_types_must_be_a_list() -> None:
    rule = {"tag_key": "Owner", "report_required_tag_for": "ec2:instance"}
    policies, (diagnostic,) = read(json.dumps({"tags": {"owner": rule}}).encode(), "tags.json", LOCATION)
    assert (policies, diagnostic.rule) == ((), "config-invalid")
    (diagnostic,) = finish([diagnostic], lambda location: location)
    assert diagnostic.message == '"tags.owner.report_required_tag_for" in "tags.json" must be a list of strings'


@pytest.mark.parametrize(
    ("required_for", "resource_types", "missing_on"),
    [
        (["ec2:instance"], ["aws_instance", "aws_ebs_volume"], "aws_instance"),
        (["ec2:ALL_SUPPORTED"], ["aws_ebs_volume", "aws_instance", "aws_s3_bucket"], "aws_ebs_volume, aws_instance"),
        (["ec2:*"], ["aws_ebs_volume"], "aws_ebs_volume"),
        (["ec2:ALL_SUPPORTED"], ["aws_ecs_task_definition", "aws_sqs_queue"], None),
        (["ec2:unknown"], ["aws_instance"], None),
        ([], ["aws_instance"], None),
        (["ec2:instance"], [], None),
    ],
)
def test_a_key_that_a_resource_type_needs(
    required_for: list[str], resource_types: list[str], missing_on: str | None
) -> None:
    policy = KeyPolicy("Owner", (), "policies/tags.json", tuple(required_for))
    diagnostics = report_required([policy], resource_types, ["Team"], Location("job.yaml", line=5, column=5))
    lines = [str(diagnostic) for diagnostic in finish(diagnostics, lambda location: location)]
    message = f'tag "Owner" is missing on {missing_on} (required by policies/tags.json)'
    assert lines == ([f"job.yaml:5:5: warning: [policy/aws-tag-policy] {message}"] if missing_on else [])


@pytest.mark.parametrize("key", ["Owner", "owner"])
def test_a_key_in_any_case_is_there(key: str) -> None:
    """Other case is an error of its own."""
    policy = KeyPolicy("Owner", (), "tags.json", ("ec2:instance",))
    assert report_required([policy], ["aws_instance"], [key, "Team"], LOCATION) == []


def test_the_types_of_the_module_are_those_that_it_tags() -> None:
    """If it fails, correct `MODULE_TYPES`."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "terraform/aws/ecs-dagster").glob("*.tf"))
    blocks = re.findall(r'^resource "([a-z0-9_]+)" "\w+" \{(.*?)^\}', text, re.MULTILINE | re.DOTALL)
    tagged = {type_ for type_, block in blocks if re.search(r"^  tags +=", block, re.MULTILINE)}
    assert tagged == set(MODULE_TYPES)


def test_a_job_lacks_the_key_that_a_type_of_the_module_needs(project: Project) -> None:
    project.write("provider-bridge.yaml", "aws_tag_policies: [tags.json]")
    rule = {"tag_key": "Owner", "report_required_tag_for": ["ecs:task-definition", "ec2:ALL_SUPPORTED"]}
    project.write("tags.json", json.dumps({"tags": {"owner": rule}}))
    project.job("jobs/a.yaml", {"provider": "aws", "tags": {"Team": "x"}})
    project.job("jobs/b.yaml", {"provider": "aws", "tags": {"owner": "x"}})
    project.job("jobs/c.yaml", {"provider": "gcp"})
    project.job("jobs/d.yaml", {"provider": "aws", "runtime": {"type": "kubernetes"}})
    ran = project.ask({"jobs": "jobs/[acd].yaml"})
    assert (ran.code, ran.rules) == (0, ["policy/aws-tag-policy"])
    assert ran.lines == [
        'jobs/a.yaml:5:5: warning: [policy/aws-tag-policy] tag "Owner" is missing on aws_ecs_task_definition, '
        "aws_security_group (required by tags.json)"
    ]
    (spelling,) = project.ask({"jobs": "jobs/b.yaml"}).lines
    assert '"owner" must be written "Owner"' in spelling
