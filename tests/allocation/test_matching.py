"""The match of lines with jobs, by what their clouds emit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from tests.allocation.billing import Biller


@pytest.mark.parametrize(
    "prefix", ["", "user:", "user_", "resourceTags/user:", "resourceTags/", "k8s-label/", "resource_tags_user_"]
)
def test_a_key_may_have_the_prefix_of_a_bill(biller: Biller, prefix: str) -> None:
    tags = {f"{prefix}{key}": value for key, value in json.loads(identity()).items()}
    assert biller.jobs({"Tags": json.dumps(tags)}) == {"jobs/orders": "1.00"}


@pytest.mark.parametrize("spelling", ["dativo_{}", "DATIVO:{}", "dativo-{}", "Dativo/{}", "user_dativo_{}"])
def test_a_key_may_have_another_spelling(biller: Biller, spelling: str) -> None:
    fields = {"tenant": "acme", "environment": "prod", "job": "orders"}
    tags = {spelling.format(field): value for field, value in fields.items()}
    assert biller.jobs({"Tags": json.dumps(tags)}) == {"jobs/orders": "1.00"}


def test_spellings_may_differ_by_line(biller: Biller) -> None:
    upper = json.dumps({key.upper(): value for key, value in json.loads(identity()).items()})
    assert biller.jobs({"Tags": identity()}, {"Tags": upper}) == {"jobs/orders": "2.00"}


@pytest.mark.parametrize("value", ["Orders", "ORDERS", " orders", "order"])
def test_a_value_is_compared_as_it_is(biller: Biller, value: str) -> None:
    assert biller.jobs({"Tags": identity(value)}) == {}


def test_a_value_is_what_the_cloud_of_the_line_makes_of_it(biller: Biller) -> None:
    biller.project.job("jobs/web.yaml", tenant_id="Acme_EU", environment="Prod", name="Web Orders")
    on_gcp = json.dumps({"dativo-tenant": "acme-eu", "dativo-environment": "prod", "dativo-job": "web-orders"})
    as_set = identity("Web Orders", "Acme_EU", "Prod")
    lines = [{"ProviderName": provider, "Tags": on_gcp} for provider in ("Google Cloud", "AWS", "Oracle")]
    lines += [{"ProviderName": provider, "Tags": as_set} for provider in ("AWS", "Microsoft", "Oracle", "Google")]
    assert biller.jobs(*lines) == {"jobs/web": "4.00"}


def test_labels_of_a_cluster_name_their_job_on_any_cloud(biller: Biller) -> None:
    biller.project.job("jobs/pod.yaml", {"runtime": {"type": "kubernetes"}}, environment="prod", name="Über job")
    labels = {"dativo/tenant": "acme", "dativo/environment": "prod", "dativo/job": "Uber-job"}
    assert biller.jobs({"Tags": json.dumps(labels)}) == {"jobs/pod": "1.00"}


def test_tags_come_before_allocated_tags(biller: Biller) -> None:
    lines = [
        {"Tags": identity("orders"), "AllocatedTags": identity("events")},
        {"Tags": "{}", "AllocatedTags": identity("events"), "EffectiveCost": "2"},
        {"Tags": identity(job=None), "AllocatedTags": identity("clicks", "globex"), "EffectiveCost": "4"},
    ]
    assert biller.jobs(*lines) == {"jobs/clicks": "4.00", "jobs/events": "2.00", "jobs/orders": "1.00"}


def test_a_job_without_environment_matches_any(biller: Biller) -> None:
    biller.project.job("jobs/loose.yaml")
    lines = [{"Tags": identity("loose", environment=environment)} for environment in (None, "dev", "prod")]
    assert biller.jobs(*lines) == {"jobs/loose": "3.00"}


def test_a_job_with_the_environment_comes_first(biller: Biller) -> None:
    biller.project.job("jobs/loose.yaml", name="orders")
    lines = [{"Tags": identity("orders", environment=environment)} for environment in ("dev", "prod", "prod")]
    assert biller.jobs(*lines) == {"jobs/loose": "1.00", "jobs/orders": "2.00"}


def test_the_identity_may_be_less(biller: Biller) -> None:
    biller.configure(identity=["job"])
    assert biller.jobs({"Tags": json.dumps({"dativo:job": "orders"})}) == {"jobs/orders": "1.00"}


def test_the_prefix_of_the_project_counts(biller: Biller) -> None:
    biller.project.write("provider-bridge.yaml", "tag_prefix: corp\n")
    assert biller.jobs({"Tags": identity().replace("dativo:", "corp:")}) == {"jobs/orders": "1.00"}


def test_two_jobs_with_one_identity_are_an_error(biller: Biller) -> None:
    biller.project.write("bill.csv", focus({"Tags": identity()}))
    biller.project.job("jobs/other.yaml", {"provider": "aws"}, environment="prod", name="orders", tenant_id="initech")
    biller.project.write("provider-bridge.yaml", {"allocation": {"identity": ["environment", "job"]}})
    ran = biller.ask("bill.csv")
    assert (ran.code, ran.out, ran.rules) == (1, "", ["job-ambiguous"])
    assert 'jobs/other.yaml:1:1: error: [job-ambiguous] job "jobs/other" has the identity tags of job' in ran.err


def test_jobs_of_other_clouds_with_one_identity_are_no_error(biller: Biller) -> None:
    for provider in ("gcp", "azure"):
        cluster = {"provider": provider, "runtime": {"type": "kubernetes"}}
        biller.project.job(f"jobs/{provider}.yaml", {"provider": provider}, environment="prod", name="same")
        biller.project.job(f"jobs/{provider}_cluster.yaml", cluster, environment="prod", name="same-cluster")
    lines = [{"Tags": identity(), "ProviderName": provider} for provider in ("AWS", "Oracle")]
    assert biller.jobs(*lines, {"Tags": identity("nobody")}) == {"jobs/orders": "2.00"}


@pytest.mark.parametrize("provider", ["AWS", "Oracle"])
def test_jobs_of_other_clouds_with_one_identity_are_an_error_where_a_line_names_them(
    biller: Biller, provider: str
) -> None:
    for cloud in ("gcp", "azure"):
        biller.project.job(f"jobs/{cloud}.yaml", {"provider": cloud}, environment="prod", name="same")
    biller.project.write("bill.csv", focus({"Tags": identity("same"), "ProviderName": provider}))
    ran = biller.ask("bill.csv")
    assert (ran.code, ran.out, ran.rules) == (1, "", ["job-ambiguous"])


def test_a_job_of_the_cloud_of_a_line_comes_before_one_of_another(biller: Biller) -> None:
    biller.project.job("jobs/on_gcp.yaml", {"provider": "gcp"}, environment="prod", name="orders")
    assert biller.jobs({"Tags": identity()}) == {"jobs/orders": "1.00"}


def test_a_job_without_its_tag_is_reported(biller: Biller) -> None:
    biller.project.job("jobs/removed.yaml", {"tags": {"dativo:job": None}}, environment="prod")
    biller.project.write("bill.csv", focus({"Tags": identity()}))
    ran = biller.ask("bill.csv")
    assert ran.code == 0
    assert "job-unmatchable" in ran.rules
    assert 'job "jobs/removed" has no tag dativo:job' in ran.err


def test_a_tag_with_two_values_names_no_job(biller: Biller) -> None:
    tags = json.dumps({**json.loads(identity()), "user_dativo_job": "events"})
    biller.project.write("bill.csv", focus({"Tags": tags}, {"Tags": identity()}))
    ran = biller.ask("bill.csv", "--format", "json")
    assert (ran.code, ran.rules) == (0, ["tag-ambiguous"])
    cost = json.loads(ran.out)["currencies"]["USD"]
    assert [reason["reason"] for reason in cost["reasons"]] == ["tags-unreadable"]
    assert cost["direct"] == "1.00"


def test_a_tag_that_has_one_value_twice_is_no_problem(biller: Biller) -> None:
    tags = json.dumps({**json.loads(identity()), "user_dativo_job": "orders"})
    assert biller.jobs({"Tags": tags}) == {"jobs/orders": "1.00"}


@pytest.mark.parametrize("key", ['a"b', "a'b", "a\\b", "a/b", "a~b", "a b", "ä", "$.x", "*", "'; DROP TABLE lines; --"])
def test_any_key_beside_is_no_problem(biller: Biller, key: str) -> None:
    tags = json.dumps({key: 'v"', f"dativo{key}job": "orders", **json.loads(identity())})
    assert biller.jobs({"Tags": tags}, {"Tags": identity()}) == {"jobs/orders": "2.00"}
