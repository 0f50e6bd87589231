"""The clouds' limits, as their documentation and API descriptions give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.providers import PROVIDERS

if TYPE_CHECKING:
    from tests.program import Ran
    from tests.project import Project

COUNTS = {
    ("aws", "resource"): 50,
    ("aws", "ecs-task"): 45,
    ("aws", "s3-object"): 10,
    ("aws", "route53"): 10,
    ("aws", "glue-schema"): 10,
    ("aws", "ssm-automation"): 5,
    ("aws", "service-catalog"): 20,
    ("aws", "datazone"): 25,
    ("aws", "workspaces-instance"): 30,
    ("aws", "sagemaker-project"): 40,
    ("gcp", "resource"): 63,
    ("gcp", "dataproc"): 32,
    ("azure", "resource"): 50,
    ("azure", "storage-account"): 50,
    ("azure", "dns"): 15,
    ("azure", "automation"): 15,
    ("azure", "cdn"): 15,
    ("azure", "log-analytics-saved-search"): 15,
    ("azure", "api-management"): 15,
    ("azure", "key-vault-secret"): 15,
    ("azure", "key-vault-key"): 15,
}
LENGTHS = {  # of a key and of a value
    ("aws", "resource"): (128, 256),
    ("aws", "ec2"): (127, 255),
    ("aws", "codebuild"): (127, 255),
    ("aws", "ebs"): (127, 255),
    ("aws", "workspaces"): (127, 255),
    ("aws", "ecr-repository"): (127, 255),
    ("aws", "kinesis-stream"): (128, 255),
    ("aws", "rds-proxy"): (128, 128),
    ("aws", "sagemaker-studio"): (128, 128),
    ("aws", "portable"): (127, 128),
    ("aws", "redshift-cluster"): (127, 255),
    ("gcp", "resource"): (63, 63),
    ("azure", "resource"): (512, 256),
    ("azure", "storage-account"): (128, 256),
    ("azure", "key-vault-key"): (256, 256),
    ("kubernetes", "resource"): (63, 63),
}


def ask(project: Project, provider: str, resource: str, tags: dict[str, Any]) -> Ran:
    project.job(infrastructure={"tags": tags})
    return project.ask({"job": "job.yaml", "provider": provider, "resource": resource})


@pytest.mark.parametrize(("provider", "resource"), COUNTS)
def test_a_resource_takes_so_many_tags(provider: str, resource: str, project: Project) -> None:
    most = COUNTS[provider, resource]
    tags = {f"tag-{number}": "x" for number in range(most - 2)}  # tenant and job are tags too
    assert len(ask(project, provider, resource, tags).result) == most
    ran = ask(project, provider, resource, {**tags, "one-more": "x"})
    assert (ran.code, ran.rules[-1]) == (1, "tag-count")
    assert f"{most + 1} tags, {PROVIDERS[provider].TITLE} allows at most {most}" in ran.err


def test_a_kubernetes_object_takes_any_number(project: Project) -> None:
    assert len(ask(project, "kubernetes", "resource", {f"tag-{n}": "x" for n in range(300)}).result) == 302


@pytest.mark.parametrize(("provider", "resource"), LENGTHS)
def test_a_key_may_be_so_long(provider: str, resource: str, project: Project) -> None:
    length, _ = LENGTHS[provider, resource]
    assert "k" * length in ask(project, provider, resource, {"k" * length: "x"}).result
    assert ask(project, provider, resource, {"k" * (length + 1): "x"}).rules == ["tag-key"]


@pytest.mark.parametrize(("provider", "resource"), LENGTHS)
def test_a_value_may_be_so_long(provider: str, resource: str, project: Project) -> None:
    _, length = LENGTHS[provider, resource]
    assert ask(project, provider, resource, {"k": "v" * length}).result["k"] == "v" * length
    assert len(ask(project, provider, resource, {"k": "v" * (length + 1)}).result["k"]) == length


def test_a_prefix_of_a_label_may_be_253_characters(project: Project) -> None:
    prefix = ".".join(["p" * 63] * 3 + ["p" * 61])
    for name in ("name", "n" * 63):
        assert f"{prefix}/{name}" in ask(project, "kubernetes", "resource", {f"{prefix}:{name}": "x"}).result
    assert ask(project, "kubernetes", "resource", {f"{prefix}p:name": "x"}).rules == ["tag-key"]


RESERVED = {
    "aws": ["aws:a", "AWS:a", "aWs:a", " aws:a", "aw\u017f:a"],
    "gcp": ["goog", "google", "goog-a", "Goog_a", "_goog"],
    "azure": ["microsoft", "Microsoft.App", "AZURE", "azure:a", "windows-a", "window\u017f"],
    "kubernetes": [
        *("kubernetes.io:a", "k8s.io:a", "node.kubernetes.io/a", "a.K8S.io:a", "app.kubernetes.io/names"),
        *("app.kubernetes.io/Name", "x.app.kubernetes.io/name", "app.k8s.io/name"),
    ],
}
FREE = {
    "aws": ["awsome", "laws:a", "a:aws:b", "rds"],
    "gcp": ["a-goog", "go-og"],
    "azure": ["my-azure", "window", "hidden-azure"],
    "kubernetes": [
        *(
            f"app.kubernetes.io/{name}"
            for name in ("name", "instance", "version", "component", "part-of", "managed-by")
        ),
        *("App.Kubernetes.io:name", "kubernetes.io", "my-k8s.io:a", "io:a", "kubernetes.io.example.com:a"),
    ],
}


@pytest.mark.parametrize(("provider", "key"), [(provider, key) for provider in RESERVED for key in RESERVED[provider]])
def test_a_reserved_key_is_refused(provider: str, key: str, project: Project) -> None:
    assert "tag-reserved" in ask(project, provider, "resource", {key: "x"}).rules


@pytest.mark.parametrize(
    ("resource", "key"),
    [("rds", "rds:a"), ("rds-proxy", "Rds:a"), ("dms", "dms:a"), ("memorydb", "memorydb:a"), ("portable", "rds:a")],
)
def test_some_services_reserve_keys_of_their_own(resource: str, key: str, project: Project) -> None:
    assert ask(project, "aws", resource, {key: "x"}).rules == ["tag-reserved"]


@pytest.mark.parametrize(("provider", "key"), [(provider, key) for provider in FREE for key in FREE[provider]])
def test_a_key_that_only_looks_reserved_is_fine(provider: str, key: str, project: Project) -> None:
    assert len(ask(project, provider, "resource", {key: "x"}).result) == 3


@pytest.mark.parametrize(
    "resource",
    [
        *("service-catalog", "redshift-cluster", "scheduler-group", "cloudformation-stack", "step-functions", "mwaa"),
        *("ecr-repository", "eks-addon", "sagemaker-studio", "keyspaces", "quicksight", "clean-rooms", "portable"),
    ],
)
def test_some_of_aws_takes_no_empty_value(resource: str, project: Project) -> None:
    assert ask(project, "aws", resource, {"Tag": ""}).result["Tag"].startswith("x-")


@pytest.mark.parametrize(
    ("provider", "resource", "key", "value", "formatted"),
    [
        ("aws", "dynamodb", "a@b", "c@d", {"a-b": "c-d"}),
        ("aws", "emr-serverless", "é", "ü x", {"e": "u x"}),
        ("aws", "emr-serverless", "東", "x", None),
        ("aws", "emr-serverless", "aéb", "cüd", {"aeb": "cud"}),
        ("aws", "bedrock", "aéb", "cüd", {"aeb": "cud"}),
        ("aws", "datazone", "aéb", "cüd", {"aeb": "cud"}),
        ("aws", "datasync", "a@b", "c@d é", {"a-b": "c@d e"}),
        ("aws", "appflow", "a b@c", "d e@f é", {"a-b-c": "d e@f e"}),
        ("aws", "plain-keys", "é a b@c", "d e@f é", {"e-a-b-c": "d e@f é"}),
        ("aws", "portable", "é a b@c", "d e@f é", {"e-a-b-c": "d-e-f-e"}),
        ("aws", "network-firewall", "a\u2028b", "c\u2029d", {"a-b": "c-d"}),
        ("aws", "dms", "a@b", "dms:c@d", {"a-b": "dms-c-d"}),
        ("aws", "rds", "a@b", "RDS:c@d", {"a@b": "RDS-c@d"}),
        ("aws", "resource", "rds:a", "aw\u017f:x", {"rds:a": "aw\u017f-x"}),
        ("gcp", "dataproc", "a", "1st", {"a": "x-1st"}),
        ("gcp", "project", "a", "1st", {"a": "x-1st"}),
        ("azure", "dns", "a (b)", "c (d) é", {"a-b": "c (d) é"}),
        ("azure", "dns", "1st", "x", None),
        ("azure", "dns", "aéb", "é", {"aeb": "é"}),
        ("azure", "dns", "a東", "é", None),
        ("azure", "dns", "hidden-link:/a", "é", {"hidden-link:/a": "é"}),
        ("azure", "data-share", "CostCenter", "A-1", {"costcenter": "A-1"}),
        ("azure", "firewall-policy", "É", "É", {"é": "É"}),
        ("azure", "traffic-manager", "a:b c#d", "x:y", {"a-b-c-d": "x:y"}),
        ("azure", "traffic-manager", "1st", "x", None),
        ("azure", "front-door", "a:b c#d", "x#y", {"a-b c-d": "x#y"}),
    ],
)
def test_what_a_class_allows_less_than_its_cloud(
    provider: str, resource: str, key: str, value: str, formatted: dict[str, str] | None, project: Project
) -> None:
    ran = ask(project, provider, resource, {key: value})
    if formatted is None:
        assert "tag-key" in ran.rules
    else:
        assert {key: value for key, value in ran.result.items() if not key.startswith("dativo")} == formatted


def test_what_could_go_is_listed_lowest_layer_first(project: Project) -> None:
    project.write("asset.yaml", {"compliance": {"z": "1"}, "finops": {"y": "1"}})
    tags = {f"Tag{number}": "x" for number in range(6)}
    project.job(asset_path="asset.yaml", finops={"x": "1"}, infrastructure={"tags": tags})
    ran = project.ask({"job": "job.yaml", "resource": "s3-object"})
    fix = ran.err.splitlines()[-1]
    assert fix.startswith(
        '  fix: remove 1 tag; candidates, lowest precedence first: "dativo:z (compliance.z in asset.yaml)", '
    )
    order = ["dativo:z", "dativo:y", "dativo:x", "Tag0", "Tag5"]
    assert sorted(order, key=fix.index) == order
    assert "dativo:tenant" not in fix


def test_of_many_that_could_go_ten_are_listed_or_as_many_as_must(project: Project) -> None:
    for most, listed, more in ((14, 10, 4), (25, 17, 8)):
        ran = ask(project, "aws", "s3-object", {f"Tag{number:02}": "x" for number in range(most)})
        fix = ran.err.splitlines()[-1]
        assert fix.count("infrastructure.tags.Tag") == listed
        assert fix.endswith(f", {more} more")


def test_jobs_on_ecs_are_held_to_what_dagster_leaves(project: Project) -> None:
    tags = {f"tag-{number}": "x" for number in range(44)}
    project.job(infrastructure={"runtime": {"type": "ecs"}, "tags": tags})
    assert project.ask().rules == ["tag-count"]
    assert len(project.tags(resource="resource")) == 46
    project.job(infrastructure={"runtime": {"type": "dagster"}, "tags": tags})
    assert len(project.tags()) == 46
