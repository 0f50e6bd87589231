"""The job that a live resource belongs to, and what is compared with its tags."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.inventory.exporting import LABELS, ORDERS, aws

if TYPE_CHECKING:
    from tests.inventory.exporting import Inventorying


def without(tags: dict[str, str], *keys: str) -> dict[str, str]:
    """Return tags without some keys."""
    return {key: value for key, value in tags.items() if key not in keys}


def test_equal_tags_are_no_finding(inventorying: Inventorying) -> None:
    ran = inventorying.run(aws(ORDERS, ORDERS))
    assert ran.code == 0
    assert ran.out.startswith("provider-bridge: 2 live resources carry the tags of their jobs (1 job)\nstdin: ")


def test_each_tag_that_is_gone_is_reported(inventorying: Inventorying) -> None:
    for key in ("Team", "dativo:environment", "dativo:tenant"):
        (finding,) = inventorying.findings(aws(without(ORDERS, key)))
        assert (finding["rule"], finding["key"], finding["expected"]) == ("live-missing", key, ORDERS[key])


def test_without_the_tag_that_names_the_job_a_resource_is_unowned(inventorying: Inventorying) -> None:
    assert inventorying.rules(aws(ORDERS, without(ORDERS, "dativo:job"))) == ["live-unowned"]


def test_a_job_of_two_tenants_is_not_guessed(inventorying: Inventorying) -> None:
    inventorying.job("jobs/other/orders.yaml", tenant_id="globex")
    rules = inventorying.rules(aws(ORDERS, {**ORDERS, "dativo:tenant": "globex"}, without(ORDERS, "dativo:tenant")))
    assert rules == ["live-unowned"]


def test_the_nearest_environment_is_compared(inventorying: Inventorying) -> None:
    inventorying.job("jobs/staging.yaml", name="orders", environment="staging")
    assert inventorying.rules(aws(ORDERS, {**ORDERS, "dativo:environment": "staging"})) == []


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:logs:eu-west-1:1:log-group:/ecs/acme-orders",
        "arn:aws:ecs:eu-west-1:1:task-definition/acme-orders:12",
        "arn:aws:sqs:eu-west-1:1:acme-orders",
    ],
)
def test_the_name_of_a_resource_without_tags_tells_its_job(arn: str, inventorying: Inventorying) -> None:
    export = {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": []}]}
    assert inventorying.rules(export) == ["live-none"]
    export = {"ResourceTagMappingList": [{"ResourceARN": f"{arn}-x", "Tags": []}]}
    assert inventorying.rules(export) == ["job-without-resources", "live-unowned"]


def test_resources_with_equal_tags_are_each_compared_under_their_own_name(inventorying: Inventorying) -> None:
    tags = [{"Key": "dativo:tenant", "Value": "acme"}]
    arns = [f"arn:aws:sqs:eu-west-1:1:{name}" for name in ("acme-orders", "acme-orders-dlq")]
    listed = [{"ResourceARN": arn, "Tags": tags} for arn in arns]
    findings = inventorying.findings({"ResourceTagMappingList": listed})
    assert {each["rule"] for each in findings if each["address"] == arns[0]} == {"live-missing"}
    assert [each["rule"] for each in findings if each["address"] == arns[1]] == ["live-unowned"]


def test_equal_differences_are_reported_for_each_resource(inventorying: Inventorying) -> None:
    findings = inventorying.findings(aws(*[{**ORDERS, "Team": "web"}] * 3))
    assert [(each["rule"], each["address"][-2:]) for each in findings] == [
        ("live-different", "q0"),
        ("live-different", "q1"),
        ("live-different", "q2"),
    ]


def test_findings_are_by_address_whatever_tags_resources_share(inventorying: Inventorying) -> None:
    findings = inventorying.findings(aws(*[{**ORDERS, "Team": team} for team in ("web", "sales", "web")]))
    assert [(each["address"][-2:], each["live"]) for each in findings] == [
        ("q0", "web"),
        ("q1", "sales"),
        ("q2", "web"),
    ]


def test_the_first_hundred_of_a_rule_are_printed_whatever_tags_resources_share(inventorying: Inventorying) -> None:
    printed = inventorying.run(aws(*[{**ORDERS, "Team": team} for team in ("web", "sales")] * 60)).out
    assert printed.startswith("provider-bridge: 120 errors in stdin\n")
    assert re.findall(r":(q\d+): tag", printed) == sorted(f"q{number}" for number in range(120))[:100]
    assert "stdin: 20 more live-different errors are not shown" in printed


def test_the_address_of_each_alike_resource_tells_its_job(inventorying: Inventorying) -> None:
    addresses = ("aws_sqs_queue.a", 'module.etl["jobs/orders"].aws_sqs_queue.b')
    about = {"mode": "managed", "type": "aws_sqs_queue", "values": {"tags": {}, "tags_all": {}}}
    resources = [{"address": address, **about} for address in addresses]
    findings = inventorying.findings({"format_version": "1.0", "values": {"root_module": {"resources": resources}}})
    assert [(each["rule"], each["address"]) for each in findings] == [
        ("live-unowned", addresses[0]),
        ("live-none", addresses[1]),
    ]


def test_tags_of_another_type_are_not_alike(inventorying: Inventorying) -> None:
    about = {"mode": "managed", "type": "aws_sqs_queue"}
    resources = [
        {**about, "address": f"aws_sqs_queue.q{number}", "values": {"tags_all": tags, "tags": tags}}
        for number, team in enumerate(("1", 1, True, ["1"]))
        if (tags := {**ORDERS, "Team": team})
    ]
    findings = inventorying.findings({"format_version": "1.0", "values": {"root_module": {"resources": resources}}})
    assert [json.dumps(each["live"]) for each in findings] == ['"1"', "1", "true", '["1"]']


def test_the_address_of_a_state_tells_the_job(inventorying: Inventorying) -> None:
    resource = {
        "address": 'module.etl["jobs/orders"].aws_sqs_queue.a',
        "mode": "managed",
        "type": "aws_sqs_queue",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": {"tags": {"Team": ["odd"]}, "tags_all": {"Team": ["odd"]}},
    }
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}
    assert sorted(inventorying.rules(state)) == ["live-different", "live-missing", "live-missing", "live-missing"]


@pytest.mark.parametrize("marks", [{"tags": True}, {"tags_all": True}, {"tags": {"Team": True}}, True])
def test_a_tag_that_is_sensitive_anywhere_in_a_state_is_not_shown(marks: Any, inventorying: Inventorying) -> None:
    tags = {**ORDERS, "Team": "not for a log"}
    resource = {
        "address": "aws_sqs_queue.a",
        "mode": "managed",
        "type": "aws_sqs_queue",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": {"tags": tags, "tags_all": tags},
        "sensitive_values": marks,
    }
    state = {"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}
    (finding,) = inventorying.findings(state)
    assert (finding["key"], finding["live"]) == ("Team", "(sensitive)")


def test_keys_of_the_cloud_and_its_services_are_not_extra(inventorying: Inventorying) -> None:
    keys = ("aws:autoscaling:groupName", "AmazonECSManaged", "eks:cluster-name", "elasticbeanstalk:environment-id")
    assert inventorying.rules(aws({**ORDERS, **dict.fromkeys(keys, "x")})) == []
    assert inventorying.rules(aws({**ORDERS, "eksctl": "x"})) == ["live-extra"]


def test_allowed_tags_and_excluded_resources_need_no_report(inventorying: Inventorying) -> None:
    export = aws({**ORDERS, "Name": "a"}, {"Team": "web"}, ORDERS)
    assert inventorying.rules(export) == ["live-extra", "live-unowned"]
    inventorying.project.write("provider-bridge.yaml", {"audit": {"allow_tags": ["Na*"], "exclude": ["*:q1"]}})
    assert inventorying.rules(export) == []
    inventorying.project.write("provider-bridge.yaml", {"audit": {"exclude": ["sqs:queue"]}})
    assert inventorying.rules(export) == ["job-without-resources"]


def test_severities_of_the_configuration_apply(inventorying: Inventorying) -> None:
    export = aws({**ORDERS, "Legacy": "a"}, {"Team": "web"}, {**ORDERS, "dativo:job": "gone"})
    assert inventorying.run(export).code == 0
    assert inventorying.run(export, "--strict").code == 1
    inventorying.project.write("provider-bridge.yaml", {"severity": {"live-extra": "off", "live-unowned": "off"}})
    assert inventorying.rules(export) == ["live-orphan"]
    inventorying.project.write("provider-bridge.yaml", {"severity": {"live-orphan": "error"}})
    assert inventorying.run(export).code == 1


def test_exempted_diagnostics_of_jobs_are_counted(inventorying: Inventorying) -> None:
    exemption = {"rule": "required-tag", "reason": "r", "owner": "o", "expires": "2100-01-01"}
    inventorying.project.write("provider-bridge.yaml", {"required_tags": ["Owner"], "exemptions": [exemption]})
    lines = inventorying.run(aws(ORDERS)).out.splitlines()
    assert lines[1] == "1 diagnostic exempted by provider-bridge.yaml"


def test_a_resource_in_two_exports_is_one(inventorying: Inventorying) -> None:
    drifted = {**ORDERS, "Team": "web"}
    inventorying.project.write("again.json", json.dumps(aws(ORDERS, drifted)))
    data = json.loads(inventorying.run(aws(ORDERS, drifted), "again.json", "--format", "json").out)
    assert (data["resources"], [each["path"] for each in data["findings"]]) == (2, ["stdin"])
    inventorying.project.write("again.json", json.dumps(aws(drifted, drifted)))
    data = json.loads(inventorying.run(aws(ORDERS, drifted), "again.json", "--format", "json").out)
    assert (data["resources"], [each["path"] for each in data["findings"]]) == (3, ["stdin", "again.json"])


def test_resources_of_two_clusters_may_have_the_same_name(inventorying: Inventorying) -> None:
    pod = {"kind": "Pod", "metadata": {"name": "a", "namespace": "etl"}}
    inventorying.project.write("other.json", json.dumps({"kind": "List", "items": [pod]}))
    ran = inventorying.run({"kind": "List", "items": [pod]}, "other.json", "--format", "json")
    assert [each["path"] for each in json.loads(ran.out)["findings"]] == ["stdin", "other.json"]


def test_a_job_without_resources_is_reported_for_clouds_with_an_export(inventorying: Inventorying) -> None:
    inventorying.job("jobs/clicks.yaml", "gcp")
    inventorying.job("jobs/idle.yaml")
    findings = inventorying.findings(aws(ORDERS))
    assert [(each["rule"], each["path"]) for each in findings] == [("job-without-resources", "jobs/idle.yaml")]
    assert [each["path"] for each in inventorying.findings(b"[]", "--kind", "gcp")] == ["jobs/clicks.yaml"]


def test_a_job_in_a_cluster_has_its_resources_there(inventorying: Inventorying) -> None:
    runtime = {"type": "kubernetes", "namespace": "etl"}
    inventorying.project.job("jobs/pods.yaml", {"provider": "aws", "runtime": runtime}, name="pods")
    assert inventorying.rules(aws(ORDERS)) == []
    cluster: dict[str, Any] = {"kind": "List", "items": []}
    assert [each["path"] for each in inventorying.findings(cluster)] == ["jobs/pods.yaml"]


def test_while_a_job_has_errors_other_resources_may_be_its(inventorying: Inventorying) -> None:
    inventorying.job("jobs/broken.yaml", "awz")
    export = aws({**ORDERS, "Team": "web"}, {**ORDERS, "dativo:job": "broken"}, {"Team": "web"})
    assert inventorying.rules(export) == ["provider-unknown", "live-different"]


def test_a_value_in_the_general_format_of_the_cloud_is_right(inventorying: Inventorying) -> None:
    inventorying.project.job("jobs/orders.yaml", {"tags": {"City": "Zürich"}}, name="orders")
    rules = {}
    for city in ("Zürich", "Zurich", "Bern"):  # as AWS in general accepts it, and as Bedrock does
        tags = {"City": city, "dativo:job": "orders", "dativo:tenant": "acme"}
        pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
        agent = {"ResourceARN": "arn:aws:bedrock:eu-west-1:123456789012:agent/a", "Tags": pairs}
        rules[city] = inventorying.rules({"ResourceTagMappingList": [agent]})
    assert rules == {"Zürich": [], "Zurich": [], "Bern": ["live-different"]}
    for city in ("Zürich", "Zurich"):
        tags = {"City": city, "dativo:job": "orders", "dativo:tenant": "acme", "dativo:environment": "x"}
        agent["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
        (finding,) = inventorying.findings({"ResourceTagMappingList": [agent]})
        assert finding["key"] == "dativo:environment"


def test_credentials_in_live_tags_are_not_shown(inventorying: Inventorying) -> None:
    token = "ghp_" + "a1B2" * 9
    export = aws(
        {**ORDERS, "Team": token, token: "x"}, {"dativo:job": token, "dativo:tenant": "acme"}, {"Owner": token}
    )
    for form in ("text", "json", "sarif", "github"):
        out = inventorying.run(export, "--format", form).out
        assert "GitHub token" in out
        assert token not in out


def test_resources_of_one_orphan_are_one_finding(inventorying: Inventorying) -> None:
    orphan = {**ORDERS, "dativo:job": "order"}
    (finding,) = inventorying.findings(aws(ORDERS, *[orphan] * 5))
    assert len(finding["addresses"]) == 5
    assert finding["message"].startswith('no file has job "order" of tenant "acme" (did you mean "orders"?), which 5 ')
    (finding,) = inventorying.findings(aws(ORDERS, {**ORDERS, "dativo:tenant": "globex"}))
    assert "did you mean" not in finding["message"]


def test_an_extra_tag_of_several_resources_is_one_finding_with_the_same_fixes(inventorying: Inventorying) -> None:
    fix = 'remove the tag, add it to the {}, or add its key to "audit.allow_tags"'
    for number, noun in ((1, "job"), (2, "jobs")):
        (finding,) = inventorying.findings(aws(*[{**ORDERS, "a": "b"}] * number))
        assert (len(finding["addresses"]), finding["fix"]) == (number, fix.format(noun))


def test_without_a_job_there_is_no_comparison(inventorying: Inventorying) -> None:
    (inventorying.project.root / "jobs/orders.yaml").write_text("name: x\n")
    ran = inventorying.run(aws(ORDERS))
    assert (ran.code, ran.out) == (1, "")
    assert ran.rules == ["glob-empty"]
    assert "no job to compare" in ran.err


def test_no_resource_is_not_a_success_in_words(inventorying: Inventorying) -> None:
    ran = inventorying.run(aws())
    assert ran.out.splitlines()[0] == "provider-bridge: no resource was checked; 1 warning in jobs/orders.yaml"
    inventorying.job("jobs/orders.yaml", "gcp")
    assert inventorying.run(aws()).out.splitlines()[0] == "provider-bridge: no resource was checked"


def test_the_last_lines_name_what_the_exports_do_not_list(inventorying: Inventorying) -> None:
    inventorying.project.write("topics.json", json.dumps([{"name": "//t", "assetType": "a/Topic", "labels": LABELS}]))
    *_, first, last = inventorying.run(aws(ORDERS), "topics.json").out.splitlines()
    assert (
        first == "stdin: 1 resource of kind aws; not listed: resources that never had a tag; other accounts and regions"
    )
    assert last == "topics.json: 1 resource of kind gcp; not listed: types that cannot be searched; labels of templates"
