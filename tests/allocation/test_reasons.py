"""The reasons of cost without a job: the first that matches, with its lines, services and fix."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from tests.allocation.billing import Biller

OTHER = json.dumps({"Name": "x"})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"ChargeCategory": "Tax"}, "tax"),
        ({"ChargeCategory": "Credit", "Tags": OTHER}, "credit"),
        ({"ChargeCategory": "Adjustment", "Tags": "no JSON"}, "adjustment"),
        ({"ChargeCategory": "Purchase"}, "purchase"),
        ({"Tags": "no JSON"}, "tags-unreadable"),
        ({"Tags": '["dativo:job"]'}, "tags-unreadable"),
        ({"Tags": ""}, "no-tags"),
        ({"Tags": "NULL"}, "no-tags"),
        ({"Tags": "{}"}, "no-tags"),
        ({"Tags": "{ }"}, "no-tags"),
        ({"Tags": " " * 30}, "no-tags"),
        ({"Tags": "\n null "}, "no-tags"),
        ({"Tags": f"\t\n {OTHER} "}, "no-identity"),
        ({"Tags": f" x {OTHER}"}, "tags-unreadable"),
        ({"Tags": OTHER}, "no-identity"),
        ({"Tags": identity(tenant=None)}, "no-identity"),
        ({"Tags": identity(job=None, environment=None)}, "tenant-only"),
        ({"Tags": identity(environment=None)}, "tenant-only"),
        ({"Tags": identity(environment="dev")}, "other-environment"),
        ({"Tags": identity("order")}, "no-such-job"),
        ({"Tags": identity(tenant="initech")}, "no-such-job"),
        ({"Tags": OTHER, "ProviderName": "Microsoft"}, "key-not-active"),
    ],
)
def test_each_line_has_the_first_reason_that_matches(biller: Biller, line: Any, reason: str) -> None:
    assert biller.reason(**line) == reason


def test_a_key_that_no_line_of_the_cloud_has_is_not_active(biller: Biller) -> None:
    tenant_only = json.dumps({"dativo:tenant": "acme"})
    (reason,) = biller.of({"Tags": tenant_only}, {"Tags": OTHER}, {"Tags": identity(), "ProviderName": "Microsoft"})[
        "reasons"
    ]
    assert (reason["reason"], reason["rows"]) == ("key-not-active", 2)
    assert 'activate "dativo:environment", "dativo:job"' in reason["fix"]
    assert "--format activation" in reason["fix"]


def test_a_key_is_active_if_a_line_that_is_not_asked_for_has_it(biller: Biller) -> None:
    tenant_only = {"Tags": json.dumps({"dativo:tenant": "acme"}), "ServiceName": "Network"}
    biller.project.write("bill.csv", focus(tenant_only, {"Tags": identity()}))
    (reason,) = biller.data("bill.csv", "--where", "service=Network")["currencies"]["USD"]["reasons"]
    assert reason["reason"] == "tenant-only"


@pytest.mark.parametrize(
    ("line", "reason", "fix"),
    [
        (identity("order", environment=None), "no-such-job", 'change the tag "order" of the resources to "orders"'),
        (identity(job=None, environment=None), "key-not-active", 'activate "dativo:job" as'),
        (identity("events", environment=None), "key-not-active", 'activate "dativo:environment" as'),
    ],
)
def test_an_environment_is_missing_only_where_jobs_have_one(biller: Biller, line: str, reason: str, fix: str) -> None:
    biller.project.job("jobs/orders.yaml", None, tenant_id="acme")
    (answer,) = biller.of({"Tags": line})["reasons"]
    assert answer["reason"] == reason
    assert answer["fix"].startswith(fix)


def test_only_aws_activates_keys(biller: Biller) -> None:
    (reason,) = biller.of({"Tags": OTHER, "ProviderName": "Microsoft"})["reasons"]
    assert reason["fix"].startswith('tag the resources with "dativo:environment"')


def test_a_category_names_its_job_where_it_has_its_tags(biller: Biller) -> None:
    cost = biller.of({"ChargeCategory": "Credit", "EffectiveCost": "-3", "Tags": identity()})
    assert (cost["direct"], cost["unallocated"]) == ("-3.00", "0.00")


def test_the_nearest_job_is_suggested(biller: Biller) -> None:
    lines = [{"Tags": identity("order"), "EffectiveCost": "9"}, {"Tags": identity("evnts"), "EffectiveCost": "2"}]
    (reason,) = biller.of(*lines)["reasons"]
    assert reason["fix"].startswith('change the tag "order" of the resources to "orders"')


def test_a_job_without_a_near_one_is_to_be_added(biller: Biller) -> None:
    (reason,) = biller.of({"Tags": identity("zzz")})["reasons"]
    assert reason["fix"] == 'add the job "zzz" with "--jobs", or use "--revision" for jobs of the time of the bill'


def test_a_reason_names_its_three_greatest_services(biller: Biller) -> None:
    lines = [
        {"ServiceName": name, "EffectiveCost": cost}
        for name, cost in (("A", "1"), ("B", "-9"), ("C", "3"), ("D", "2"), ("C", "4"), ("", "100"))
    ]
    (reason,) = biller.of(*lines)["reasons"]
    assert (reason["services"], reason["cost"], reason["rows"]) == (["B", "C", "D"], "101.00", 6)


def test_a_credential_on_a_bill_is_not_repeated(biller: Biller) -> None:
    (reason,) = biller.of({"Tags": identity("ghp_" + "a1B2" * 9)})["reasons"]
    assert "ghp_" not in reason["fix"]
