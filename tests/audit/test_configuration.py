"""Default tags come from the provider configuration that a resource uses, and from no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing

DEFAULTS = {"default_tags": [{"tags": {"references": ["terraform_data.tags.output", "terraform_data.tags"]}}]}
NONE, OPEN = [("error", "audit-none")], [("warning", "audit-unknown")]


def configuration(key: str, **providers: Any) -> dict[str, Any]:
    """Return the configuration of a queue in the root module and of one in `module.etl`."""
    queue = {"address": "aws_sqs_queue.a", "mode": "managed", "provider_config_key": key}
    return {
        "provider_config": {
            name.replace("_", "."): {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", **provider}
            for name, provider in providers.items()
        },
        "root_module": {
            "resources": [queue],
            "module_calls": {"etl": {"source": "./etl", "module": {"resources": [queue]}}},
        },
    }


@pytest.mark.parametrize("address", ['aws_sqs_queue.a["jobs/a"]', 'module.etl["jobs/a"].aws_sqs_queue.a[0]'])
@pytest.mark.parametrize(("key", "expected"), [("aws", NONE), ("aws.eu", OPEN), ("module.etl:aws", NONE)])
def test_the_configuration_that_a_resource_names_adds_tags(
    address: str, key: str, expected: object, auditing: Auditing
) -> None:
    auditing.job()
    queue = auditing.resource(address, {"tags": None}, after_unknown={"tags_all": True})
    config = configuration(key, aws={"expressions": {}}, aws_eu={"alias": "eu", "expressions": DEFAULTS})
    assert auditing.rules(queue, configuration=config) == expected


def test_a_module_has_configurations_of_its_own(auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('module.etl["jobs/a"].aws_sqs_queue.a', {"tags": None}, after_unknown={"tags_all": True})
    config = configuration("module.etl:aws", aws={"expressions": {}})
    config["provider_config"]["module.etl:aws"] = {
        "name": "aws",
        "module_address": "module.etl",
        "expressions": DEFAULTS,
    }
    assert auditing.rules(queue, configuration=config) == OPEN


def test_where_the_plan_names_no_configuration_any_may_add_tags(auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('aws_sqs_queue.b["jobs/a"]', {"tags": None}, after_unknown={"tags_all": True})
    for eu, expected in (({"expressions": DEFAULTS}, OPEN), ({"expressions": {}}, NONE)):
        config = configuration("aws", aws={"expressions": {}}, aws_eu=eu)
        assert auditing.rules(queue, configuration=config) == expected


@pytest.mark.parametrize("empty", [{}, {"default_tags": [{"tags": {"constant_value": {}}}]}, {"default_tags": [{}]}])
def test_a_configuration_without_default_tags_adds_none(empty: Any, auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": None}, after_unknown={"tags_all": True})
    assert auditing.rules(queue, configuration=configuration("aws", aws={"expressions": empty})) == NONE


def test_default_labels_are_labels(auditing: Auditing) -> None:
    auditing.job("gcp")
    bucket = auditing.resource(
        'google_storage_bucket.a["jobs/a"]', {"labels": None}, after_unknown={"terraform_labels": True}
    )
    for expression, expected in (({"references": ["var.labels"]}, OPEN), ({"constant_value": {}}, NONE)):
        expressions: dict[str, Any] = {"default_labels": expression}
        config = {
            "provider_config": {"google": {"name": "google", "expressions": expressions}},
            "root_module": {"resources": [{"address": "google_storage_bucket.a", "provider_config_key": "google"}]},
        }
        assert auditing.rules(bucket, configuration=config) == expected


JOB = {"Team": "etl", "dativo:environment": "prod", "dativo:job": "a", "dativo:tenant": "acme"}


def ignoring(**lists: Any) -> dict[str, Any]:
    """Return a configuration with `ignore_tags`."""
    return configuration("aws", aws={"expressions": {"ignore_tags": [lists]}})


def test_a_tag_that_the_provider_ignores_is_sent_all_the_same(auditing: Auditing) -> None:
    auditing.job(Team="etl")
    given = {key: value for key, value in JOB.items() if key != "Team"}
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": JOB, "tags_all": given})
    assert auditing.rules(queue) == []
    assert auditing.rules(queue, configuration=ignoring(keys={"constant_value": ["Team"]})) == []
    wrong = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": {**JOB, "Team": "x"}, "tags_all": given})
    assert auditing.rules(wrong) == [("error", "audit-different")]


@pytest.mark.parametrize(
    "lists",
    [
        {"keys": {"constant_value": ["Team", "Other"]}},
        {"key_prefixes": {"constant_value": ["Te"]}},
        {"keys": {"references": ["var.ignored"]}},
    ],
)
def test_a_tag_that_others_manage_is_not_missing(lists: Any, auditing: Auditing) -> None:
    auditing.job(Team="etl")
    tags = {key: value for key, value in JOB.items() if key != "Team"}
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": tags, "tags_all": tags})
    variables = {"ignored": {"value": ["Team"]}}
    assert auditing.rules(queue) == [("error", "audit-missing")]
    (finding,) = auditing.findings(auditing.plan(queue, configuration=ignoring(**lists), variables=variables))
    assert (finding["severity"], finding["rule"], finding["key"]) == ("warning", "audit-unknown", "Team")


def test_where_all_tags_are_managed_by_others_none_is_missing(auditing: Auditing) -> None:
    auditing.job()
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": None}, after_unknown={"tags_all": True})
    config = ignoring(key_prefixes={"constant_value": ["dativo:"]})
    assert set(auditing.rules(queue, configuration=config)) == {("warning", "audit-unknown")}


def test_default_tags_that_are_constants_are_known_before_apply(auditing: Auditing) -> None:
    auditing.job(Team="etl")
    tags = {key: value for key, value in JOB.items() if key not in ("Team", "dativo:job")}
    unknown = {"tags": {"dativo:job": True}, "tags_all": True}
    queue = auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": tags}, after_unknown=unknown)
    for value, expected in (("etl", []), ("web", [("error", "audit-different")])):
        defaults = {"default_tags": [{"tags": {"constant_value": {"Team": value}}}]}
        config = configuration("aws", aws={"expressions": defaults})
        assert auditing.rules(queue, configuration=config) == [*expected, ("warning", "audit-unknown")]
