"""Shared cost: which lines a pool holds, and how jobs share it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from tests.allocation.billing import Biller

SHARED = {"ServiceName": "Amazon VPC", "EffectiveCost": "10"}
VPC = {"name": "network", "where": {"service": "Amazon VPC"}}


def of(job: str, cost: str, tenant: str = "acme") -> dict[str, str]:
    return {"Tags": identity(job, tenant), "EffectiveCost": cost}


def test_even_shares(biller: Biller) -> None:
    biller.configure(shared=[{**VPC, "by": "even"}])
    cost = biller.of(SHARED)
    assert {job["key"]: job["split"] for job in cost["jobs"]} == {
        "jobs/clicks": "3.34",
        "jobs/events": "3.33",
        "jobs/orders": "3.33",
    }
    assert cost["pools"] == [{"name": "network", "by": "even", "cost": "10.00", "unallocated": "0.00"}]
    assert (cost["total"], cost["direct"], cost["split"], cost["unallocated"]) == ("10.00", "0.00", "10.00", "0.00")


def test_shares_in_proportion_to_direct_cost_are_the_default(biller: Biller) -> None:
    biller.configure(shared=[VPC])
    cost = biller.of(of("orders", "3"), of("events", "1"), of("clicks", "-5", "globex"), SHARED)
    assert [(job["key"], job["direct"], job["split"], job["total"]) for job in cost["jobs"]] == [
        ("jobs/clicks", "-5.00", "0.00", "-5.00"),
        ("jobs/events", "1.00", "2.50", "3.50"),
        ("jobs/orders", "3.00", "7.50", "10.50"),
    ]


@pytest.mark.parametrize(
    ("weights", "splits"),
    [
        ({"acme": 3, "globex": 1}, {"clicks": "2.50", "events": "3.75", "orders": "3.75"}),
        (
            {"jobs/orders": "0.5", "globex": "0.25", "acme": "0.25"},
            {"clicks": "2.50", "events": "2.50", "orders": "5.00"},
        ),
        ({"jobs/orders": 1, "acme": -7}, {"orders": "10.00"}),
    ],
)
def test_shares_by_weights_of_tenants_and_jobs(biller: Biller, weights: Any, splits: dict[str, str]) -> None:
    biller.configure(shared=[{**VPC, "by": "weights", "weights": weights}])
    cost = biller.of(SHARED)
    assert {job["key"].removeprefix("jobs/"): job["split"] for job in cost["jobs"]} == splits


@pytest.mark.parametrize(
    "pool",
    [
        {**VPC, "by": "weights", "weights": {"acme": 0, "globex": -1}},
        {**VPC, "by": "direct"},
        {**VPC, "by": "even", "among": {"tenant": "same"}},
        {
            "name": "network",
            "where": {"Team": "none"},
            "among": {"tenant": "where"},
            "by": "even",
        },
    ],
    ids=["weights", "direct", "tenant", "where"],
)
def test_a_pool_without_weight_stays_unallocated(biller: Biller, pool: Any) -> None:
    biller.configure(shared=[pool])
    tags = json.dumps({"Team": "none"})
    cost = biller.of({**SHARED, "Tags": tags})
    (reason,) = cost["reasons"]
    assert (reason["reason"], reason["cost"], reason["rows"]) == ("split-without-weight", "10.00", 1)
    assert reason["services"] == ["Amazon VPC"]
    assert '"network"' in reason["fix"]
    assert (cost["pools"][0]["cost"], cost["pools"][0]["unallocated"]) == ("10.00", "10.00")
    assert (cost["split"], cost["unallocated"]) == ("0.00", "10.00")


def test_jobs_of_the_tenant_of_a_line_share_it(biller: Biller) -> None:
    biller.configure(
        shared=[{"name": "tenant", "where": {"service": "Amazon VPC"}, "among": {"tenant": "same"}, "by": "even"}]
    )
    acme, globex = (json.dumps({"user:dativo:tenant": tenant}) for tenant in ("acme", "globex"))
    cost = biller.of({**SHARED, "Tags": acme}, {**SHARED, "Tags": globex}, {**SHARED, "Tags": "{}"})
    assert {job["key"]: job["split"] for job in cost["jobs"]} == {
        "jobs/clicks": "10.00",
        "jobs/events": "5.00",
        "jobs/orders": "5.00",
    }
    assert [reason["reason"] for reason in cost["reasons"]] == ["split-without-weight"]


def test_the_tenant_counts_where_it_is_no_part_of_the_identity(biller: Biller) -> None:
    biller.configure(identity=["job"], shared=[{**VPC, "among": {"tenant": "same"}, "by": "even"}])
    lines = {**SHARED, "Tags": json.dumps({"user:dativo:tenant": "globex"})}
    assert biller.jobs(lines, {"Tags": json.dumps({"dativo:job": "orders"})}) == {
        "jobs/clicks": "10.00",
        "jobs/orders": "1.00",
    }


def test_jobs_with_the_tags_of_the_filter_share_it(biller: Biller) -> None:
    biller.project.job("jobs/web.yaml", {"tags": {"Team": "Web Shop"}}, environment="prod")
    biller.configure(
        shared=[{"name": "team", "where": {"Team": "Web Shop"}, "among": {"tenant": "where"}, "by": "even"}]
    )
    assert biller.jobs({**SHARED, "Tags": json.dumps({"team": "Web Shop"})}) == {"jobs/web": "10.00"}
    on_gcp = {**SHARED, "ProviderName": "Google", "Tags": json.dumps({"team": "web-shop"})}
    assert biller.jobs(on_gcp) == {"jobs/web": "10.00"}


@pytest.mark.parametrize(
    ("where", "held"),
    [
        ({"service": "Amazon VPC"}, 1),
        ({"service": "AmazonVPC"}, 1),
        ({"account": "222"}, 2),
        ({"category": "Tax"}, 4),
        ({"Team": "web"}, 8),
        ({"tag": {"team": "web"}}, 8),
        ({"x:y": "z"}, 16),
        ({"service": "Amazon ECS", "account": "111"}, 16),
    ],
)
def test_a_filter_holds_the_lines_with_every_value(biller: Biller, where: Any, held: int) -> None:
    biller.configure(shared=[{"name": "p", "where": where, "by": "even"}])
    other = {"ServiceName": "Other", "SubAccountId": "0"}
    lines = [
        {**other, "ServiceName": "Amazon VPC", "x_ServiceCode": "AmazonVPC", "EffectiveCost": "1"},
        {**other, "SubAccountId": "222", "EffectiveCost": "2"},
        {**other, "ChargeCategory": "Tax", "EffectiveCost": "4"},
        {**other, "Tags": json.dumps({"user:Team": "web"}), "EffectiveCost": "8"},
        {"Tags": json.dumps({"x:y": "z"}), "EffectiveCost": "16"},
    ]
    assert biller.of(*lines)["pools"][0]["cost"] == f"{held}.00"


def test_the_first_pool_holds_a_line_and_a_line_of_a_job_is_in_none(biller: Biller) -> None:
    biller.configure(shared=[{**VPC, "by": "even"}, {**VPC, "name": "second", "by": "even"}])
    cost = biller.of(SHARED, {**SHARED, "Tags": identity()})
    assert [pool["cost"] for pool in cost["pools"]] == ["10.00", "0.00"]
    assert (cost["direct"], cost["split"]) == ("10.00", "10.00")


def test_a_filter_changes_no_share(biller: Biller) -> None:
    biller.configure(shared=[{"name": "tax", "where": {"category": "Tax"}}])
    direct = [{"Tags": identity("orders"), "EffectiveCost": "3"}, {"Tags": identity("events"), "EffectiveCost": "1"}]
    biller.project.write("bill.csv", focus(*direct, {"ChargeCategory": "Tax", "EffectiveCost": "8"}))
    cost = biller.data("bill.csv", "--where", "category=Tax")["currencies"]["USD"]
    assert {job["key"]: (job["direct"], job["split"]) for job in cost["jobs"]} == {
        "jobs/events": ("0.00", "2.00"),
        "jobs/orders": ("0.00", "6.00"),
    }


def test_each_currency_and_period_is_split_by_itself(biller: Biller) -> None:
    biller.configure(shared=[VPC])
    february = {"ChargePeriodStart": "2025-02-03T00:00:00Z"}
    biller.project.write(
        "bill.csv",
        focus(
            *(of("orders", "1"), SHARED),
            *({**of("events", "1"), **february}, {**SHARED, **february}),
            *({**of("events", "1"), "BillingCurrency": "EUR"}, {**SHARED, "BillingCurrency": "EUR"}),
        ),
    )
    currencies = biller.data("bill.csv", "--grain", "month")["currencies"]
    totals = {
        (currency, period["period"]): {job["key"]: job["total"] for job in period["jobs"]}
        for currency, cost in currencies.items()
        for period in cost["periods"]
    }
    assert totals == {
        ("EUR", "2025-01"): {"jobs/events": "11.00"},
        ("USD", "2025-01"): {"jobs/orders": "11.00"},
        ("USD", "2025-02"): {"jobs/events": "11.00"},
    }
    assert [job["total"] for job in currencies["USD"]["jobs"]] == ["11.00", "11.00"]


@pytest.mark.parametrize("by", ["direct", "even"])
def test_a_day_is_split_as_its_month(biller: Biller, by: str) -> None:
    """Also of a tax on the last day of a month, on which no job runs."""
    biller.configure(shared=[{**VPC, "by": by}])
    starts = [("2025-01-01", "orders"), ("2025-01-02", "events"), ("2025-02-01", "events")]
    lines = [{**of(job, "3"), "ChargePeriodStart": start} for start, job in starts]
    shared = [{**SHARED, "ChargePeriodStart": start} for start in ("2025-01-31", "2025-02-28")]
    biller.project.write("bill.csv", focus(*lines, *shared))
    months, days = (
        {key: value for key, value in cost["currencies"]["USD"].items() if key != "periods"}
        for cost in (biller.data("bill.csv", "--grain", grain) for grain in ("month", "day"))
    )
    assert months == days
    assert months["unallocated"] == "0.00"
    if by == "direct":
        assert [(job["key"], job["split"]) for job in months["jobs"]] == [
            ("jobs/events", "15.00"),
            ("jobs/orders", "5.00"),
        ]


def test_a_weight_that_names_nobody_is_reported(biller: Biller) -> None:
    biller.configure(shared=[{**VPC, "by": "weights", "weights": {"acmee": 1, "acme": 1}}])
    biller.project.write("bill.csv", focus(SHARED))
    ran = biller.ask("bill.csv")
    assert ran.code == 0
    assert 'weight "acmee" of pool "network" is not a tenant or a job key (did you mean "acme"?)' in ran.err
