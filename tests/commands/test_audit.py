"""`provider-bridge audit`: plans beside their jobs, in each format; plans that are none."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.audit.matching import indexes
from provider_bridge.audit.resource_types import class_of
from provider_bridge.diagnostics import Diagnostic, Location
from provider_bridge.reports import github, sarif
from tests.program import PROGRAM, Ran, run_here
from tests.reports.sarif_log import without_help

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

TESTS = Path(__file__).resolve().parents[1]
CASES = TESTS / "audit"
ESTATE = ("--jobs", "../estate/jobs", "--tenant", "acme", "--tenant", "globex")
ARGUMENTS = {
    "clean": ESTATE,
    "aws": ESTATE,
    "started": ESTATE,
    "gcp": ESTATE,
    "azure": ESTATE,
    "kubernetes": ESTATE,
    "foreign": ESTATE,
    "jobs-with-errors": (),
}
WITHOUT_ERRORS = {"clean"}
FORMATS = {"text": "expected.txt", "json": "expected.json", "sarif": "expected.sarif", "github": "expected.github"}
MAKE = "  fix: create it with: terraform plan -out=plan.out && terraform show -json plan.out > plan.json\n"
CONVERT = "  fix: convert it with: terraform show -json plan.out > plan.json\n"
EMPTY_PLAN = {"format_version": "1.2", "planned_values": {"root_module": {}}}


def audit(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run the command in this process."""
    return run_here("audit", *arguments, stdin=stdin)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", ARGUMENTS)
def test_case(case: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / case)
    done = audit("plan.json", *ARGUMENTS[case], "--format", form)
    shown = without_help(done.out) if form == "sarif" else done.out
    assert shown == (CASES / case / FORMATS[form]).read_text(encoding="utf-8")
    assert done.err == ""
    assert done.code == int(case not in WITHOUT_ERRORS)


@pytest.mark.parametrize("case", ARGUMENTS)
def test_a_plan_of_opentofu_whose_providers_have_another_registry(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / case)
    plan = Path("plan.json").read_text(encoding="utf-8")
    assert "registry.terraform.io/hashicorp/" in plan
    opentofus = plan.replace("registry.terraform.io/hashicorp/", "registry.opentofu.org/hashicorp/")
    assert audit("-", *ARGUMENTS[case], stdin=opentofus.encode()) == audit("-", *ARGUMENTS[case], stdin=plan.encode())


def test_every_documented_rule_is_found_in_a_case() -> None:
    found = {finding["rule"] for case in ARGUMENTS for finding in findings(case) if finding["address"]}
    documented = re.findall(
        r"^\| `(audit-[a-z]+)` \|", (TESTS.parent / "docs" / "audit-a-plan.md").read_text("utf-8"), re.MULTILINE
    )
    assert found == set(documented)


def test_findings_name_address_job_key_and_both_values() -> None:
    (found,) = [each for each in findings("azure") if each["rule"] == "audit-different"]
    assert {name: found[name] for name in ("address", "attribute", "job", "key", "expected", "planned", "origin")} == {
        "address": "azurerm_log_analytics_workspace.different",
        "attribute": "tags",
        "job": "jobs/globex/sap",
        "key": "Business Unit",
        "expected": "Sales EMEA",
        "planned": "Sales",
        "origin": "jobs/globex/sap.yaml:10",
    }


def test_sensitive_values_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "aws")
    assert "not for a log" in (CASES / "aws" / "plan.json").read_text(encoding="utf-8")
    for form in FORMATS:
        shown = audit("plan.json", *ESTATE, "--format", form).out
        assert "(sensitive)" in shown
        assert "not for a log" not in shown
        assert "nor this" not in shown


def blocks(tags: dict[str, str]) -> list[dict[str, Any]]:
    """The `tag` blocks of an autoscaling group."""
    return [{"key": key, "value": value, "propagate_at_launch": True} for key, value in tags.items()]


HIDDEN = "hidden-from-everyone"
OTHER = {"dativo:job": HIDDEN, "dativo:tenant": HIDDEN}
MORE = {"dativo:job": "sap", "dativo:tenant": "globex", "Owner": HIDDEN}
SENSITIVE: dict[str, tuple[str, str, dict[str, Any], Any]] = {
    "all tags, which name no job": ("aws_sqs_queue.a", "aws", {"tags": OTHER}, {"tags": True}),
    "tags that name no job": ("aws_sqs_queue.a", "aws", {"tags": OTHER}, {"tags": dict.fromkeys(OTHER, True)}),
    "a whole resource": ("aws_sqs_queue.a", "aws", {"tags": OTHER, "tags_all": OTHER}, True),
    "a whole resource of a job": ('aws_sqs_queue.a["jobs/globex/sap"]', "aws", {"tags": MORE}, True),
    "keys of a whole map": (
        "aws_sqs_queue.a",
        "aws",
        {"tags": {**MORE, HIDDEN: "x", HIDDEN.upper(): "y"}},
        {"tags": True},
    ),
    "a key in letters of another case": (
        'aws_sqs_queue.a["jobs/globex/sap"]',
        "aws",
        {"tags": {**MORE, "dAtIvO:ENVIRONMENT": "x"}},
        {"tags": True},
    ),
    "a map without a tag of its job": (
        'aws_sqs_queue.a["jobs/globex/sap"]',
        "aws",
        {"tags": {"Owner": HIDDEN, HIDDEN: "x"}},
        {"tags": True},
    ),
    "a tag": ("aws_sqs_queue.a", "aws", {"tags": MORE, "tags_all": MORE}, {"tags": {"Owner": True}}),
    "a tag of what the cloud gets": (
        "aws_sqs_queue.a",
        "aws",
        {"tags": MORE, "tags_all": MORE},
        {"tags": {"dativo:job": True}, "tags_all": {"Owner": True}},
    ),
    "a tag before the provider's": (
        "aws_sqs_queue.a",
        "aws",
        {"tags": MORE, "tags_all": MORE},
        {"tags": {"Owner": True}, "tags_all": {"dativo:job": True}},
    ),
    "a part of a value": ("aws_sqs_queue.a", "aws", {"tags": {**MORE, "Owner": [HIDDEN]}}, {"tags": {"Owner": [True]}}),
    "a label": (
        "google_storage_bucket.a",
        "google",
        {"labels": {"dativo-job": HIDDEN, "dativo-tenant": HIDDEN}, "terraform_labels": {}},
        {"labels": True},
    ),
    "the value of a group's tag": (
        "aws_autoscaling_group.a",
        "aws",
        {"tag": blocks(MORE)},
        {"tag": [{}, {}, {"value": True}]},
    ),
    "a group's tag": (
        "aws_autoscaling_group.a",
        "aws",
        {"tag": blocks({**MORE, HIDDEN: "x"})},
        {"tag": [{}, {}, True, True]},
    ),
    "a group's tags": (
        "aws_autoscaling_group.a",
        "aws",
        {"tag": blocks(OTHER)},
        {"tag": True},
    ),
    "what is passed on to tasks": (
        "aws_ecs_service.a",
        "aws",
        {"tags": MORE, "propagate_tags": HIDDEN},
        {"propagate_tags": True, "tags": {"Owner": True}},
    ),
    "what is passed on to tasks, in a block": (
        "aws_scheduler_schedule.a",
        "aws",
        {"target": [{"ecs_parameters": [{"propagate_tags": HIDDEN}]}]},
        {"target": True},
    ),
    "a launch template's resource": (
        'aws_launch_template.a["jobs/globex/sap"]',
        "aws",
        {"tags": MORE, "tag_specifications": [{"resource_type": HIDDEN, "tags": {"A": "b"}}]},
        {"tags": True, "tag_specifications": [{"resource_type": True}]},
    ),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", SENSITIVE)
def test_what_is_marked_is_not_shown_wherever_the_mark_stands(
    case: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / "estate")
    address, provider, values, marks = SENSITIVE[case]
    plan = planned(resource(address, values, provider, sensitive_values=marks))
    of_values = audit("-", "--jobs", "jobs/globex", "--format", form, stdin=plan).out
    change = {"actions": ["create"], "after": values, "after_unknown": {}, "after_sensitive": marks}
    changed = {**EMPTY_PLAN, "resource_changes": [resource(address, None, provider, change=change)]}
    of_changes = audit("-", "--jobs", "jobs/globex", "--format", form, stdin=json.dumps(changed).encode()).out
    assert of_values == of_changes
    assert "(sensitive)" in of_values
    for said in (HIDDEN, "dAtIvO"):
        assert said not in of_values
        assert said.upper() not in of_values


TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
CREDENTIALS: dict[str, tuple[str, dict[str, Any]]] = {
    "a tag": ("aws_sqs_queue.a", {"tags": {**MORE, "Owner": TOKEN}}),
    "a tag that differs": ('aws_sqs_queue.a["jobs/globex/sap"]', {"tags": {"dativo:tenant": TOKEN}}),
    "a part of a value": ("aws_sqs_queue.a", {"tags": {**MORE, "Owner": {"a": ["b", f"x {TOKEN}"]}}}),
    "a key": ("aws_sqs_queue.a", {"tags": {**MORE, TOKEN: "x"}}),
    "a map without a tag of its job": ('aws_sqs_queue.a["jobs/globex/sap"]', {"tags": {"Owner": TOKEN}}),
    "the name of no job": ("aws_sqs_queue.a", {"tags": {"dativo:job": TOKEN, "dativo:tenant": "acme"}}),
    "what is passed on to tasks": ("aws_ecs_service.a", {"tags": MORE, "propagate_tags": TOKEN}),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CREDENTIALS)
def test_what_looks_like_a_credential_is_not_shown(case: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "estate")
    plan = planned(resource(*CREDENTIALS[case]))
    said = audit("-", "--jobs", "jobs/globex", "--format", form, stdin=plan).out
    assert TOKEN not in said
    assert "looks like a GitHub token" in said


def test_what_a_sensitive_group_does_not_pass_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "estate")
    group = {"tag": [{"key": "dativo:tenant", "value": "globex", "propagate_at_launch": False}]}
    plan = planned(resource('aws_autoscaling_group.a["jobs/globex/sap"]', group, sensitive_values={"tag": True}))
    said = audit("-", "--jobs", "jobs/globex", stdin=plan).out
    assert '"propagate_at_launch" is "(sensitive)", so instances do not get these tags of job' in said


def test_strict_makes_warnings_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "estate")
    plan = planned(resource("aws_sqs_queue.of_nobody", {"tags": {"Team": "platform"}}))
    assert audit("-", "--jobs", "jobs/globex", stdin=plan).code == 0
    done = audit("-", "--jobs", "jobs/globex", "--strict", stdin=plan)
    assert done.code == 1
    assert "stdin: error: [audit-unmatched] aws_sqs_queue.of_nobody: " in done.out


def test_jobs_may_follow_the_plan_as_a_shell_expands_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "clean")
    files = [f"../estate/jobs/{name}.yaml" for name in ("acme/orders", "acme/orders-dev", "globex/sap")]
    done = audit("plan.json", "--jobs", *files)
    assert "audit-unmatched" in done.out
    assert "orders" not in done.out
    assert done.code == 0


def test_a_plan_on_standard_input_and_the_exit_code(program: Program) -> None:
    plan = (CASES / "clean" / "plan.json").read_bytes()
    done = program.command("audit", "-", *ESTATE, stdin=plan, cwd=CASES / "clean")
    assert (done.code, done.out, done.err) == (
        0,
        "provider-bridge: 18 resources in stdin carry the tags of their jobs (7 jobs)\n",
        "",
    )
    done = program.command(
        "audit", "-", *ESTATE, stdin=plan.replace(b"data-engineering", b"platform"), cwd=CASES / "clean"
    )
    assert done.code == 1
    assert done.out.startswith("provider-bridge: ")


def test_a_label_that_a_cluster_does_not_take_is_not_missed(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"tags": {"k8s.io/owner": "crm"}})
    labels = {"dativo/job": "a", "dativo/tenant": "acme"}
    plan = planned(resource('kubernetes_secret_v1.a["jobs/a"]', {"metadata": [{"labels": labels}]}, "kubernetes"))
    assert audit("-", "--jobs", "jobs", stdin=plan).out == (
        "provider-bridge: 1 resource in stdin carries the tags of its job (1 job)\n"
    )


CLASSES = {
    "plain-keys": "amplify_app customerprofiles_domain detective_graph dlm_lifecycle_policy docdbelastic_cluster "
    "guardduty_detector neptunegraph_graph rum_app_monitor synthetics_canary",
    "appflow": "appflow_flow",
    "bedrock": "bedrock_guardrail bedrockagent_agent",
    "clean-rooms": "cleanrooms_collaboration",
    "cloudformation-stack": "cloudformation_stack",
    "cloudformation-stack-set": "cloudformation_stack_set",
    "codebuild": "codebuild_project",
    "datasync": "datasync_task",
    "datazone-domain": "datazone_domain",
    "elasticbeanstalk": "elastic_beanstalk_environment",
    "rds-proxy": "db_proxy",
    "rds": "db_instance db_subnet_group rds_cluster",
    "dms": "dms_endpoint",
    "docdb": "docdb_cluster",
    "dsql": "dsql_cluster",
    "dynamodb": "dynamodb_table",
    "ebs": "ebs_volume ebs_snapshot",
    "ecr-repository": "ecr_repository",
    "eks-addon": "eks_addon",
    "eks-fargate-profile": "eks_fargate_profile",
    "elasticache": "elasticache_serverless_cache elasticache_user elasticache_user_group",
    "emr-containers": "emrcontainers_virtual_cluster",
    "emr-serverless": "emrserverless_application",
    "glue-schema": "glue_schema",
    "keyspaces": "keyspaces_table",
    "kinesis-stream": "kinesis_stream",
    "memorydb": "memorydb_cluster",
    "mwaa": "mwaa_environment",
    "network-firewall": "networkfirewall_firewall",
    "neptune": "neptune_cluster",
    "quicksight": "quicksight_data_set",
    "redshift-cluster": "redshift_cluster",
    "route53": "route53_zone route53_health_check",
    "s3-object": "s3_object s3_bucket_object",
    "sagemaker-studio": "sagemaker_app sagemaker_domain sagemaker_space sagemaker_user_profile",
    "sagemaker-project": "sagemaker_project",
    "scheduler-group": "scheduler_schedule_group",
    "service-catalog": "servicecatalog_portfolio",
    "step-functions": "sfn_state_machine",
    "workspaces": "workspaces_workspace",
    None: "s3_bucket elasticache_cluster ecs_task_definition glue_job instance",
}
OTHER_CLASSES = {
    "azurerm_api_management": "api-management",
    "azurerm_data_share_account": "data-share",
    "azurerm_firewall_policy": "firewall-policy",
    "azurerm_key_vault": None,
    "azurerm_key_vault_key": "key-vault-key",
    "azurerm_key_vault_secret": "key-vault-secret",
    "azurerm_automation_account": "automation",
    "azurerm_cdn_frontdoor_profile": "front-door",
    "azurerm_cdn_profile": "cdn",
    "azurerm_dns_zone": "dns",
    "azurerm_frontdoor": "front-door",
    "azurerm_log_analytics_saved_search": "log-analytics-saved-search",
    "azurerm_log_analytics_workspace": None,
    "azurerm_private_dns_zone": "dns",
    "azurerm_storage_account": "storage-account",
    "azurerm_traffic_manager_profile": "traffic-manager",
    "google_dataproc_cluster": "dataproc",
    "google_project": "project",
    "google_storage_bucket": None,
}


def test_types_of_resources_have_the_limits_of_their_service() -> None:
    types = {f"aws_{type_}": name for name, listed in CLASSES.items() for type_ in listed.split()} | OTHER_CLASSES
    assert {type_: class_of(type_) for type_ in types} == types


@pytest.mark.parametrize("attribute", ["labels", "resource_labels", "user_labels"])
def test_labels_of_gcp_have_one_of_three_names(attribute: str, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"provider": "gcp"})
    for labels, code in (({"dativo-job": "a", "dativo-tenant": "acme"}, 0), ({}, 1)):
        plan = planned(resource('google_container_cluster.a["jobs/a"]', {attribute: labels}, "google"))
        assert audit("-", "--jobs", "jobs", stdin=plan).code == code


def test_the_longest_of_the_jobs_in_an_address_is_its_own(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    for path in ("jobs/acme/b", "jobs/z"):
        project.job(f"{path}.yaml")
    tags = {"dativo:job": "b", "dativo:tenant": "acme"}
    plan = planned(resource('module.a["jobs/z"].aws_sqs_queue.b["jobs/acme/b"]', {"tags": tags}, type="aws_sqs_queue"))
    assert audit("-", "--jobs", "jobs", stdin=plan).code == 0


@pytest.mark.parametrize(("unknown", "code"), [([{}, {"propagate_at_launch": True}], 0), ([{}], 1), ([], 1), (True, 0)])
def test_what_a_group_gives_its_instances_may_be_unknown_until_apply(unknown: Any, code: int, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml")
    tag = [
        {"key": "dativo:job", "value": "a", "propagate_at_launch": True},
        {"key": "dativo:tenant", "value": "acme", "propagate_at_launch": None},
    ]
    change = {"actions": ["create"], "after": {"tag": tag}, "after_unknown": {"tag": unknown}}
    group = resource('aws_autoscaling_group.a["jobs/a"]', None, change=change)
    plan = json.dumps({**EMPTY_PLAN, "resource_changes": [group]}).encode()
    assert audit("-", "--jobs", "jobs", stdin=plan).code == code


@pytest.mark.parametrize(
    "kind", ["CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"]
)
def test_pods_of_a_manifest_get_the_labels_of_their_template(kind: str, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"provider": "kubernetes"})
    metadata = {"labels": {"dativo/job": "a", "dativo/tenant": "acme"}}
    for below, code in ((metadata, 0), ({}, 1)):
        spec: dict[str, Any] = {"template": {"metadata": below}}
        if kind == "CronJob":
            spec = {"jobTemplate": {"spec": spec}}
        manifest = {"kind": kind, "metadata": metadata, "spec": spec}
        plan = planned(resource('kubernetes_manifest.a["jobs/a"]', {"manifest": manifest}, "kubernetes"))
        assert audit("-", "--jobs", "jobs", stdin=plan).code == code


def test_keys_in_addresses_are_written_as_terraform_does() -> None:
    address = 'module.a["x"].module.b[0].aws_sqs_queue.c["\\"q\\" \\u00fc $${v} %%{w} ]"]'
    assert indexes(address) == ["x", '"q" \u00fc ${v} %{w} ]']


def test_paths_that_a_format_has_other_uses_for() -> None:
    found = [Diagnostic("rule", "100% wrong: a, b", "", Location("a,b:50%.yaml", (), False, 3, 5))]
    assert github.render(found) == "::error file=a%2Cb%3A50%25.yaml,line=3,col=5,title=rule::100%25 wrong: a, b\n"
    (result,) = json.loads(sarif.render(found))["runs"][0]["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "a%2Cb%3A50%25.yaml"},
                "region": {"startLine": 3, "startColumn": 5},
            }
        }
    ]


def findings(case: str) -> list[dict[str, Any]]:
    """The findings of a case's JSON report."""
    report = json.loads((CASES / case / FORMATS["json"]).read_text(encoding="utf-8"))
    found = report["findings"]
    assert isinstance(found, list)
    return found


def resource(address: str, values: Any, provider: str = "aws", **more: Any) -> dict[str, Any]:
    """A managed resource as planned values have it."""
    type_ = address.partition(".")[0]
    name = f"registry.terraform.io/hashicorp/{provider}"
    return {"address": address, "mode": "managed", "type": type_, "provider_name": name, "values": values, **more}


def planned(*resources: Any) -> bytes:
    """A plan with resources in its root module."""
    plan = {**EMPTY_PLAN, "planned_values": {"root_module": {"resources": list(resources)}}}
    return json.dumps(plan).encode()


BAD = {
    "binary": (
        b"PK\x03\x04\x14\0\x08\0",
        "plan: error: [plan-format] the plan must be JSON, found Terraform's binary format\n" + CONVERT,
    ),
    "empty": (b"\n", "plan: error: [plan-json] the plan is empty\n" + MAKE),
    "truncated": (
        planned(resource("aws_sqs_queue.a", {"tags": None}))[:150],
        "plan:1:151: error: [plan-json] the plan is incomplete: its JSON ends too early\n" + MAKE,
    ),
    "truncated-after-a-value": (
        b'{"format_version": "1.2"',
        "plan:1:25: error: [plan-json] the plan is incomplete: its JSON ends too early\n" + MAKE,
    ),
    "text": (
        b"Terraform will perform the following actions:\n",
        "plan:1:1: error: [plan-json] the plan must be JSON: Expecting value\n" + MAKE,
    ),
    "not-utf-8": (
        b'{"a": "\xff"}',
        "plan: error: [plan-json] the plan must be UTF-8, found another byte at offset 7\n" + MAKE,
    ),
    "too-deep": (b"[" * 200_000, "plan: error: [plan-json] the plan has too many nested levels\n" + MAKE),
    "truncated-after-a-line": (
        b'{"format_version": "1.2"\n\n',
        "plan:3:1: error: [plan-json] the plan is incomplete: its JSON ends too early\n" + MAKE,
    ),
    "no-number": (
        b'{"format_version": "1.2", "planned_values": {"a": NaN}}',
        "plan: error: [plan-json] the plan cannot be read: NaN is not valid JSON\n" + MAKE,
    ),
    "log": (
        b'{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}\n',
        'plan: error: [plan-format] the file is the log of "terraform plan -json", not a plan\n' + MAKE,
    ),
    "state": (
        b'{"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}',
        "plan: error: [plan-format] the file is a Terraform state, not a plan\n" + CONVERT,
    ),
    "state-file": (
        b'{"version": 4, "serial": 1, "lineage": "a", "resources": []}',
        "plan: error: [plan-format] the file is a Terraform state file, not a plan\n" + MAKE,
    ),
    "list": (b"[]", "plan: error: [plan-format] the plan must be a JSON object\n" + MAKE),
    "other-json": (
        b'{"planned_values": {}}',
        'plan: error: [plan-format] the file is not a plan: required field "format_version" is missing\n' + MAKE,
    ),
    "schemas": (
        b'{"format_version": "1.0", "provider_schemas": {}}',
        'plan: error: [plan-format] the file is not a plan: required field "planned_values" is missing\n' + MAKE,
    ),
    "older": (
        b'{"format_version": "0.2", "planned_values": {}}',
        'plan: error: [plan-format] the plan must have format version 1, found "0.2"\n'
        "  fix: create the plan with Terraform 1.5 or newer\n",
    ),
    "newer": (
        b'{"format_version": "2.0", "planned_values": {}}',
        'plan: error: [plan-format] the plan must have format version 1, found "2.0"\n  fix: upgrade provider-bridge\n',
    ),
    "errored": (
        b'{"format_version": "1.2", "planned_values": {}, "errored": true}',
        'plan: error: [plan-format] the plan is incomplete: "terraform plan" ended with an error\n'
        '  fix: fix the errors of "terraform plan", then create the plan again\n',
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_plan(bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, expected = BAD[bad]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan").write_bytes(raw)
    done = audit("plan", "--jobs", str(CASES / "estate" / "jobs"))
    assert done.err == "provider-bridge: 1 error in plan\n" + expected
    assert done.out == ""
    assert done.code == 1


def test_a_plan_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "plan.json: error: [file-missing] plan not found\n" in audit("plan.json").err
    done = audit(".")
    assert ".: error: [file-unreadable] the plan cannot be read: " in done.err
    assert done.code == 1


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such devices")
def test_a_plan_that_is_a_device(program: Program, project: Project) -> None:
    (project.root / "zeros").symlink_to("/dev/zero")
    (project.root / "nothing").symlink_to("/dev/null")
    for name in ("zeros", "nothing"):
        ran = program.command("audit", name, cwd=project.root)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            f"provider-bridge: 1 error in {name}\n"
            f"{name}: error: [file-unreadable] the plan must be a file, found a device\n"
            '  fix: use the path of a file, or "-" for standard input\n'
        )


def test_a_plan_that_comes_through_a_pipe(project: Project) -> None:
    project.job()
    (project.root / "plan.json").write_bytes(planned())
    script = f"{shlex.quote(PROGRAM)} audit <(cat plan.json) --jobs job.yaml"
    done = subprocess.run(["bash", "-c", script], cwd=project.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[audit-unchecked] no resource was checked: the plan has no resources\n" in done.stdout


def test_no_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.json").write_bytes(planned())
    (tmp_path / "other.yaml").write_text("a: b\n")
    for arguments, expected in {
        (): '[glob-empty] no job to audit: none of 1 YAML file has "infrastructure"\n',
        ("--jobs", "jobs/**/*.yaml"): '[glob-empty] no file matches "jobs/**/*.yaml"\n',
        ("--jobs", "job.yaml"): '[file-missing] file "job.yaml" not found\n',
        ("--jobs", "other.yaml"): "[field-missing] ",
    }.items():
        done = audit("plan.json", *arguments)
        assert expected in done.out + done.err
        assert done.code == 1


def test_powershell_writes_utf_16(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "clean")
    plan = (CASES / "clean" / "plan.json").read_text(encoding="utf-8").encode("utf-16")
    assert audit("-", *ESTATE, stdin=plan).code == 0


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        {},
        {"address": 7, "type": "aws_sqs_queue", "values": {"tags": None}},
        {"address": "aws_sqs_queue.a", "values": {"tags": None}},
        resource("aws_sqs_queue.a", None),
        resource("aws_sqs_queue.a", {"tags": ["Team"]}),
        resource("aws_sqs_queue.a", {"tags": "Team"}),
        resource("google_sql_database_instance.a", {"settings": [None, 7]}, "google"),
        resource("kubernetes_pod_v1.a", {"metadata": 7, "spec": {"template": 7}}, "kubernetes"),
        resource("aws_autoscaling_group.a", {"tag": [{"key": 7}]}),
        resource("aws_ecs_service.a", {"propagate_tags": ["SERVICE"]}),
    ],
    ids=repr,
)
def test_odd_resources_are_no_bug(odd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "estate")
    assert audit("-", "--jobs", "jobs/acme", stdin=planned(odd)).code == 0


@pytest.mark.parametrize("value", ["\ud800", "\x1b[2J\n::error::x", None, 7, True, {"a": 1}, ["x"], "ü" * 300])
@pytest.mark.parametrize("form", FORMATS)
def test_odd_values_are_shown_on_a_line(value: Any, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "estate")
    tags = {"dativo:job": "sap", "dativo:tenant": value, "Team": value, str(value): value}
    done = audit("-", "--jobs", "jobs/globex", "--format", form, stdin=planned(
        resource('aws_sqs_queue.a["jobs/globex/sap"]', {"tags": tags}), resource("aws_sqs_queue.b", {"tags": tags})
    ))  # fmt: skip
    assert done.code == 1
    assert "\x1b" not in done.out
    assert "\n::error::x" not in done.out
