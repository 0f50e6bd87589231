"""What a cloud refuses at apply, and credentials, are errors on every resource that accepts tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

JOB = {"dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}
LABELS = {"dativo-environment": "prod", "dativo-job": "a", "dativo-tenant": "acme"}
OF_CLOUD = {
    "aws": ('aws_sqs_queue.a["jobs/a"]', "tags", JOB),
    "gcp": ('google_storage_bucket.a["jobs/a"]', "labels", LABELS),
    "azure": ('azurerm_resource_group.a["jobs/a"]', "tags", JOB),
    "kubernetes": ('kubernetes_secret_v1.a["jobs/a"]', "labels", {key.replace(":", "/"): JOB[key] for key in JOB}),
}
REFUSED = {
    "aws": {
        "a comma": {"Purpose": "a, b"},
        "other characters": {"Purpose": "feed (one) #2"},
        "a tab": {"Purpose": "a\tb"},
        "a decomposed letter": {"Purpose": "Zu\u0308rich"},
        "a long value": {"Purpose": "x" * 257},
        "a long key": {"k" * 129: "x"},
        "a character in a key": {"Cost(EUR)": "x"},
        "a reserved key": {"AWS:cloudformation:stack": "x"},
        "a reserved value": {"Purpose": "aws:x"},
        "an empty key": {"": "x"},
        "too many": {f"Key{number}": "x" for number in range(48)},
    },
    "gcp": {
        "upper case in a key": {"Team": "etl"},
        "upper case in a value": {"team": "ETL"},
        "a digit first": {"2nd": "x"},
        "a space": {"team": "data engineering"},
        "a long value": {"team": "x" * 64},
        "a long key": {"k" * 64: "x"},
        "a reserved key": {"google-team": "x"},
        "too many": {f"key{number}": "x" for number in range(62)},
    },
    "azure": {
        "a slash in a key": {"Cost/Center": "x"},
        "a reserved key": {"Microsoft.Team": "x"},
        "null": {"Team": "NULL"},
        "a long value": {"Team": "x" * 257},
        "a long key": {"k" * 513: "x"},
        "a twin": {"Dativo:Tenant": "acme"},
        "too many": {f"Key{number}": "x" for number in range(48)},
    },
    "kubernetes": {
        "a space": {"team": "data engineering"},
        "a hyphen last": {"team": "etl-"},
        "a long value": {"team": "x" * 64},
        "a long name": {"k" * 64: "x"},
        "a prefix in upper case": {"Example.com/team": "x"},
        "an empty name": {"example.com/": "x"},
        "two slashes": {"example.com/a/b": "x"},
        "a colon": {"example.com:team": "x"},
    },
}
ALLOWED = {
    "aws": {"Purpose": "Zürich 1:2/3=4+5-6@7", "empty": "", "kubernetes.io/cluster/x": "owned", "k" * 128: "x" * 256},
    "gcp": {"team_a": "größe_1", "empty": "", "goog-terraform-provisioned": "true", "k" * 63: "1" * 63},
    "azure": {"hidden-link:/subscriptions/1": "Resource", "Purpose": "feed (one, two) #2 é <&>", "empty": ""},
    "kubernetes": {"app.kubernetes.io/name": "x", "pod-security.kubernetes.io/enforce": "restricted", "Team": "A_b.c"},
}


def values(cloud: str, tags: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return address and values of a resource of the job with more tags than the job has."""
    address, name, own = OF_CLOUD[cloud]
    tags = {**own, **tags}
    return address, {"metadata": [{name: tags}]} if cloud == "kubernetes" else {name: tags}


@pytest.mark.parametrize(("cloud", "case"), [(cloud, case) for cloud, cases in REFUSED.items() for case in cases])
def test_a_tag_that_the_cloud_refuses_is_one_error(cloud: str, case: str, auditing: Auditing) -> None:
    auditing.job(cloud)
    address, planned = values(cloud, REFUSED[cloud][case])
    findings = auditing.findings(auditing.plan(auditing.resource(address, planned)))
    errors = [each for each in findings if each["severity"] == "error"]
    assert [each["rule"] for each in errors] == ["audit-invalid"]
    assert errors[0]["address"] == address


@pytest.mark.parametrize("cloud", REFUSED)
def test_a_resource_without_a_job_is_checked_too(cloud: str, auditing: Auditing) -> None:
    auditing.job(cloud)
    for case in REFUSED[cloud].values():
        tags = {**case, "dativo:tenant": "x"} if cloud == "azure" else case
        if len(case) == 1:
            address, name, _ = OF_CLOUD[cloud]
            planned = {"metadata": [{name: tags}]} if cloud == "kubernetes" else {name: tags}
            resource = auditing.resource(address.partition("[")[0], planned)
            assert auditing.rules(resource) == [("error", "audit-invalid"), ("warning", "audit-unmatched")]


@pytest.mark.parametrize("cloud", ALLOWED)
def test_tags_that_the_cloud_accepts_have_no_error(cloud: str, auditing: Auditing) -> None:
    auditing.job(cloud)
    address, planned = values(cloud, ALLOWED[cloud])
    assert {severity for severity, _ in auditing.rules(auditing.resource(address, planned))} == {"warning"}


def test_default_tags_count(auditing: Auditing) -> None:
    auditing.job()
    defaults = {f"Key{number}": "x" for number in range(10)}
    s3_object = auditing.resource('aws_s3_object.a["jobs/a"]', {"tags": JOB, "tags_all": {**JOB, **defaults}})
    (error,) = [each for each in auditing.findings(auditing.plan(s3_object)) if each["severity"] == "error"]
    assert error["message"] == (
        'aws_s3_object.a["jobs/a"]: the resource has 13 tags, AWS allows at most 10 for resource class "s3-object"'
    )
    assert error["fix"].startswith("remove 3 tags; the job does not have: Key0, Key1, ")
    assert (error["attribute"], error["key"]) == ("tags", None)


def test_tags_with_unknown_values_count_and_their_keys_are_checked(auditing: Auditing) -> None:
    auditing.job()
    unknown = {f"Key{number}": True for number in range(7)}
    for more, expected in (({}, 0), ({"One,more": True}, 2)):
        s3_object = auditing.resource(
            'aws_s3_object.a["jobs/a"]', {"tags": JOB}, after_unknown={"tags": unknown | more}
        )
        assert auditing.rules(s3_object).count(("error", "audit-invalid")) == expected


@pytest.mark.parametrize(("type_", "errors"), [("aws_iam_role", 1), ("aws_iam_policy", 0), ("aws_sqs_queue", 0)])
def test_keys_that_differ_in_case_are_refused_by_iam_alone(type_: str, errors: int, auditing: Auditing) -> None:
    auditing.job()
    role = auditing.resource(f'{type_}.a["jobs/a"]', {"tags": {**JOB, "Dativo:Tenant": "acme"}})
    assert auditing.rules(role).count(("error", "audit-invalid")) == errors


@pytest.mark.parametrize(
    "type_", ["aws_instance", "aws_vpc", "aws_subnet", "aws_autoscaling_group", "aws_wafv2_ip_set"]
)
def test_some_services_accept_any_character(type_: str, auditing: Auditing) -> None:
    auditing.job()
    tags = {**JOB, "Name": "web (blue), #2"}
    pairs = [{"key": key, "value": value, "propagate_at_launch": True} for key, value in tags.items()]
    resource = auditing.resource(f'{type_}.a["jobs/a"]', {"tags": tags, "tag": pairs, "volume_tags": JOB})
    accepted = ("error", "audit-invalid") not in auditing.rules(resource)
    assert accepted is (type_ != "aws_wafv2_ip_set")


def test_a_tag_is_reported_once(auditing: Auditing) -> None:
    auditing.job(Owner="etl@acme.example")
    own = auditing.resource('aws_dynamodb_table.a["jobs/a"]', {"tags": {**JOB, "Owner": "etl@acme.example"}})
    assert auditing.rules(own) == [("error", "audit-different")]
    extra = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": {**JOB, "Owner": "etl@acme.example", "A": "x,y"}})
    assert auditing.rules(extra) == [("error", "audit-invalid")]


TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3


@pytest.mark.parametrize("address", ['aws_sqs_queue.a["jobs/a"]', "aws_sqs_queue.a"])
@pytest.mark.parametrize(("tags", "key"), [({"Token": TOKEN}, "Token"), ({TOKEN: "x"}, "(looks like a GitHub token)")])
def test_a_credential_is_an_error_on_every_resource(
    address: str, tags: dict[str, str], key: str, auditing: Auditing
) -> None:
    auditing.job()
    planned = auditing.plan(auditing.resource(address, {"tags": {"dativo:tenant": "acme"}, "tags_all": tags}))
    (secret,) = [each for each in auditing.findings(planned) if each["rule"] == "audit-secret"]
    assert (secret["severity"], secret["key"]) == ("error", key)
    assert TOKEN not in auditing.run(planned)[1]


def test_of_a_sensitive_value_no_character_is_shown(auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource(
        'aws_sqs_queue.a["jobs/a"]', {"tags": {**JOB, "Pin": "1#2"}}, after_sensitive={"tags": {"Pin": True}}
    )
    (invalid,) = [each for each in auditing.findings(auditing.plan(queue)) if each["rule"] == "audit-invalid"]
    assert "#" not in invalid["message"]
    assert invalid["planned"] == "(sensitive)"


def test_tags_in_a_template_are_checked_by_what_is_made(auditing: Auditing) -> None:
    auditing.job()
    specifications = [
        {"resource_type": "instance", "tags": {**JOB, "Name": "a, b", "AWS:x": "y"}},
        {"resource_type": "volume", "tags": JOB},
    ]
    template = auditing.resource('aws_launch_template.a["jobs/a"]', {"tags": JOB, "tag_specifications": specifications})
    (invalid,) = auditing.findings(auditing.plan(template))
    assert (invalid["rule"], invalid["key"]) == ("audit-invalid", "AWS:x")
    assert invalid["attribute"] == "tag_specifications[0].tags"


def test_labels_of_pods_are_checked(auditing: Auditing) -> None:
    auditing.job("kubernetes")
    labels = {"dativo/environment": "prod", "dativo/job": "a", "dativo/tenant": "acme"}
    pods = [{"metadata": [{"labels": {**labels, "team": "data engineering"}}]}]
    values = {"metadata": [{"labels": labels}], "spec": [{"template": pods}]}
    deployment = auditing.resource('kubernetes_deployment_v1.a["jobs/a"]', values)
    assert auditing.rules(deployment) == [("error", "audit-invalid")]


@pytest.mark.parametrize(
    ("cloud", "key"),
    [
        ("gcp", "goog-terraform-provisioned"),
        ("azure", "hidden-link:/subscriptions/1"),
        ("azure", "hidden-title"),
        ("kubernetes", "app.kubernetes.io/name"),
        ("kubernetes", "kubernetes.io/metadata.name"),
        ("kubernetes", "node.k8s.io/x"),
    ],
)
def test_keys_of_the_cloud_and_its_tools_are_not_extra(cloud: str, key: str, auditing: Auditing) -> None:
    auditing.job(cloud)
    address, planned = values(cloud, {key: "x"})
    assert auditing.rules(auditing.resource(address, planned)) == []
    address, planned = values(cloud, {"notk8s.io-x": "x"} if cloud == "kubernetes" else {"other": "x"})
    assert auditing.rules(auditing.resource(address, planned)) == [("warning", "audit-extra")]


@pytest.mark.parametrize(
    ("type_", "errors"),
    [
        ("Microsoft.ApiManagement/service@2022-08-01", 1),
        ("Microsoft.Automation/automationAccounts@2023-11-01", 1),
        ("microsoft.keyvault/vaults/secrets@2023-07-01", 1),
        ("Microsoft.App/jobs@2024-03-01", 0),
        (None, 0),
    ],
)
def test_a_resource_of_azapi_has_the_limits_of_the_type_that_it_names(
    type_: str | None, errors: int, auditing: Auditing
) -> None:
    tags = {f"Key{number}": "x" for number in range(13)}
    auditing.job("azure", **tags)
    resource = auditing.resource('azapi_resource.a["jobs/a"]', {"type": type_, "tags": {**JOB, **tags}})
    assert auditing.rules(resource) == [("error", "audit-invalid")] * errors
