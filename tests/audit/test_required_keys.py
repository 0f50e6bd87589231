"""Keys that an AWS tag policy requires of resources by their type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from provider_bridge.audit import AlikeFindings, AuditFinding, reported_findings
from provider_bridge.diagnostics import AS_IS, WARNING, Diagnostic, Location

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

TAGS = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}


@pytest.fixture(autouse=True)
def policy(auditing: Auditing) -> None:
    auditing.project.write("provider-bridge.yaml", "aws_tag_policies: [tags.json]")
    rule = {"tag_key": "Owner", "report_required_tag_for": ["ec2:ALL_SUPPORTED"]}
    auditing.project.write("tags.json", json.dumps({"tags": {"owner": rule}}))


def test_resources_of_the_type_are_one_warning(auditing: Auditing) -> None:
    auditing.job()
    names = ("one", "two", "three")
    resources = [
        auditing.resource(f'aws_ebs_volume.{name}["jobs/a"]', {"tags": TAGS, "tags_all": TAGS}) for name in names
    ]
    other = auditing.resource('aws_sqs_queue.x["jobs/a"]', {"tags": TAGS, "tags_all": TAGS})
    (finding,) = [each for each in auditing.findings(auditing.plan(*resources, other)) if each["path"] != "jobs/a.yaml"]
    assert (finding["severity"], finding["rule"], finding["key"]) == ("warning", "policy/aws-tag-policy", "Owner")
    assert finding["message"] == (
        'tag "Owner" is missing on 3 resources: aws_ebs_volume.one["jobs/a"], aws_ebs_volume.three["jobs/a"] '
        "and 1 more (required by tags.json)"
    )
    assert len(finding["addresses"]) == 3


@pytest.mark.parametrize("tags", [{"Owner": "x"}, {"owner": "x"}])
def test_a_key_in_any_case_is_there(auditing: Auditing, tags: dict[str, str]) -> None:
    auditing.job()
    resource = auditing.resource('aws_ebs_volume.x["jobs/a"]', {"tags": {**TAGS, **tags}, "tags_all": {**TAGS, **tags}})
    findings = auditing.findings(auditing.plan(resource))
    assert "policy/aws-tag-policy" not in [each["rule"] for each in findings if each["path"] != "jobs/a.yaml"]


@pytest.mark.parametrize("criterion", ["jobs: [jobs/a.yaml]", 'resources: ["aws_ebs_volume.*"]', "tags: [Owner]"])
def test_an_exemption_accepts_them_by_resource_job_and_key(auditing: Auditing, criterion: str) -> None:
    auditing.project.write(
        "provider-bridge.yaml",
        "aws_tag_policies: [tags.json]\nexemptions:\n"
        f"- {{rule: policy/aws-tag-policy, {criterion}, reason: old, owner: data, expires: 2099-01-01}}\n",
    )
    auditing.job()
    exempted = auditing.resource('aws_ebs_volume.x["jobs/a"]', {"tags": TAGS, "tags_all": TAGS})
    other = auditing.resource("aws_ebs_snapshot.x", {"tags": {}, "tags_all": {}})
    findings = [each for each in auditing.findings(auditing.plan(exempted, other)) if each["exemption"] is None]
    missing = [each for each in findings if each["rule"] == "policy/aws-tag-policy" and each["path"] != "jobs/a.yaml"]
    expected = [] if criterion.startswith("tags") else [["aws_ebs_snapshot.x"]]
    assert [each["addresses"] for each in missing] == expected
    assert "exemption-unused" not in [each["rule"] for each in findings]


def test_alike_resources_that_lack_a_key_are_one_warning() -> None:
    diagnostic = Diagnostic("policy/aws-tag-policy", "", "", Location("plan"), WARNING, ("Owner", "tags.json"))
    alike = [AlikeFindings([AuditFinding(diagnostic, "c", key="Owner")], each) for each in (["c", "d"], ["b"])]
    (joined,) = reported_findings(alike, AS_IS)
    assert [(each.key, each.addresses) for each in joined.findings] == [("Owner", ("b", "c", "d"))]
