"""The laws of allocation: for any bill and any rules the parts are the total, whatever the order and the files."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.allocation.billing import JOBS, focus
from tests.allocation.test_golden import DIGITS, assert_adds_up
from tests.program import run_here

if TYPE_CHECKING:
    from tests.project import Project

NAMES = st.sampled_from(["orders", "events", "clicks", "order", "Orders", "x"])
TENANTS = st.sampled_from(["acme", "globex", "initech"])
TAGS = st.one_of(
    st.fixed_dictionaries({"dativo:tenant": TENANTS, "dativo:environment": st.just("prod"), "dativo:job": NAMES}),
    st.fixed_dictionaries(
        {},
        optional={
            "user:dativo:tenant": TENANTS,
            "dativo_environment": st.sampled_from(["prod", "dev"]),
            "user_dativo_job": NAMES,
            "Team": st.sampled_from(["web", "data"]),
            "dativo:job": NAMES,
        },
    ),
).map(json.dumps) | st.sampled_from(["", "{}", "no JSON", "[]", '{"a": {"b": 1}}', '{"a": true}'])
COSTS = st.decimals(-1000, 1000, places=10) | st.sampled_from(
    [Decimal(text) for text in ("0", "0.005", "0.0049999999", "0.3333333333", "1e-10", "99999999.99", "-0.01")]
)
LINES = st.fixed_dictionaries(
    {
        "ProviderName": st.sampled_from(["AWS", "Microsoft", "Google Cloud", "Oracle", ""]),
        "BillingCurrency": st.sampled_from(["USD", "USD", "EUR", "JPY", "KWD"]),
        "ChargeCategory": st.sampled_from(["Usage", "Usage", "Tax", "Credit", "Purchase", "Adjustment", ""]),
        "ChargePeriodStart": st.sampled_from(["2025-01-01", "2025-01-31T23:00:00Z", "2025-02-01 00:00:00"]),
        "ServiceName": st.sampled_from(["Compute", "Network", ""]),
        "SubAccountId": st.sampled_from(["1", "2"]),
        "EffectiveCost": COSTS,
        "Tags": TAGS,
    }
)
WHERE = st.one_of(
    st.fixed_dictionaries({"service": st.sampled_from(["Compute", "Network"])}),
    st.fixed_dictionaries({"category": st.sampled_from(["Tax", "Usage", "Credit"])}),
    st.fixed_dictionaries({"Team": st.sampled_from(["web", "data"])}),
    st.fixed_dictionaries({"account": st.just("1"), "dativo:tenant": TENANTS}),
)
AMONG = st.sampled_from(["same", "all"]).map(lambda tenant: {"tenant": tenant})
WEIGHTS = st.dictionaries(
    st.sampled_from(["acme", "globex", *(path.removesuffix(".yaml") for path in JOBS)]), st.integers(-2, 7), min_size=1
)
POOLS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"where": WHERE, "by": st.sampled_from(["even", "direct"]), "among": AMONG}),
        st.fixed_dictionaries({"where": WHERE, "by": st.just("weights"), "weights": WEIGHTS, "among": AMONG}),
    ),
    max_size=3,
).map(lambda pools: [{"name": f"pool-{index}", **pool} for index, pool in enumerate(pools)])


def answer(asker: Project, pools: Any, *bills: str, grain: str = "month") -> Any:
    """What the jobs cost on these bills."""
    asker.write("provider-bridge.yaml", {"allocation": {"shared": pools}})
    for path, fields in JOBS.items():
        asker.job(path, None, **fields)
    names = [f"bill-{index}.csv" for index in range(len(bills))]
    for name, bill in zip(names, bills, strict=True):
        asker.write(name, bill)
    arguments = ("--jobs", "jobs", "--grain", grain, "--format", "json")
    ran = run_here("allocate", *names, *arguments, cwd=asker.root)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@settings(max_examples=30)
@given(st.lists(LINES, min_size=1, max_size=12), POOLS, st.sampled_from(["total", "month", "day"]))
def test_the_parts_are_the_total(asker: Project, lines: Any, pools: Any, grain: str) -> None:
    data = answer(asker, pools, focus(*lines), grain=grain)
    exact: dict[str, Decimal] = {}
    for line in lines:
        exact[line["BillingCurrency"]] = exact.get(line["BillingCurrency"], Decimal(0)) + line["EffectiveCost"]
    assert {*data["currencies"]} == {*exact}
    for currency, cost in data["currencies"].items():
        digits = Decimal(1).scaleb(-DIGITS.get(currency, 2))
        assert Decimal(cost["total"]) == exact[currency].quantize(digits, ROUND_HALF_UP)
        for part in (cost, *cost.get("periods", ())):
            assert_adds_up(part)
    rows = sum(each["rows"] for cost in data["currencies"].values() for each in (*cost["jobs"], *cost["reasons"]))
    assert rows == len(lines) or (pools and rows < len(lines))


@settings(max_examples=10)
@given(st.lists(LINES, min_size=2, max_size=12, unique_by=str), POOLS, st.randoms(), st.integers(1, 11))
def test_neither_order_nor_files_matter(asker: Project, lines: Any, pools: Any, random: Any, cut: int) -> None:
    whole = answer(asker, pools, focus(*lines))
    shuffled = random.sample(lines, len(lines))
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    if len(parts) == 2 and sorted(map(str, parts[0])) == sorted(map(str, parts[1])):
        return
    in_parts = answer(asker, pools, *(focus(*part) for part in parts))
    assert in_parts["currencies"] == whole["currencies"]


@settings(max_examples=30)
@given(st.lists(LINES, min_size=1, max_size=12), st.lists(TAGS, min_size=12, max_size=12), POOLS)
def test_each_row_leads_to_what_bears_its_cost(asker: Project, lines: Any, more_tags: Any, pools: Any) -> None:
    """`--format focus` follows every row alone; the statement adds up lines that are alike before."""
    lines = [{**line, "AllocatedTags": tags} for line, tags in zip(lines, more_tags, strict=False)]
    data = answer(asker, pools, focus(*lines))
    ran = run_here("allocate", "bill-0.csv", "--jobs", "jobs", "--format", "focus", cwd=asker.root)
    rows = [*csv.DictReader(io.StringIO(ran.out))]
    for currency, cost in data["currencies"].items():
        of_currency = [row for row in rows if row["BillingCurrency"] == currency]
        jobs = Counter(row["x_ProviderBridgeJob"] for row in of_currency if row["x_ProviderBridgeJob"])
        reasons = Counter(row["x_ProviderBridgeReason"] for row in of_currency if row["x_ProviderBridgeReason"])
        assert {each["key"]: each["rows"] for each in cost["jobs"] if each["rows"]} == jobs
        assert {
            each["reason"]: each["rows"] for each in cost["reasons"] if each["reason"] != "split-without-weight"
        } == reasons


@settings(max_examples=20)
@given(st.lists(LINES, min_size=1, max_size=12))
def test_each_cent_is_that_of_a_plain_sum(asker: Project, lines: Any) -> None:
    """Without pools, every job and reason has what a few lines of Python make of the bill."""
    data = answer(asker, [], focus(*lines), grain="total")
    leaves: dict[str, dict[tuple[str, str], Decimal]] = {}
    for line in lines:
        of_currency = leaves.setdefault(line["BillingCurrency"], {})
        job = job_of(line["Tags"])
        leaf = ("job", f"jobs/{job}") if job else ("reason", "")
        of_currency[leaf] = of_currency.get(leaf, Decimal(0)) + line["EffectiveCost"]
    for currency, of_currency in leaves.items():
        cost = data["currencies"][currency]
        unit = Decimal(1).scaleb(-DIGITS.get(currency, 2))
        jobs = {job["key"]: Decimal(job["total"]) for job in cost["jobs"]}
        exact = {key: amount for (kind, key), amount in of_currency.items() if kind == "job"}
        assert jobs.keys() == exact.keys()
        assert all(abs(jobs[key] - exact[key]) < unit for key in jobs)
        unallocated = of_currency.get(("reason", ""), Decimal(0))
        assert abs(Decimal(cost["unallocated"]) - unallocated) < unit * max(len(cost["reasons"]), 1)
        assert sum(jobs.values()) + Decimal(cost["unallocated"]) == Decimal(cost["total"])


def job_of(text: str) -> str | None:
    """The job that tags name, found the slow way."""
    try:
        tags = json.loads(text)
    except ValueError:
        return None
    if not isinstance(tags, dict):
        return None
    named: dict[str, set[str]] = {}
    for key, value in tags.items():
        field = key.replace("user:", "").replace("user_", "").replace("dativo_", "dativo:")
        named.setdefault(field, set()).add(str(value))
    values = [named.get(f"dativo:{field}", set()) for field in ("tenant", "environment", "job")]
    if any(len(each) != 1 for each in values):
        return None
    tenant, environment, name = (next(iter(each)) for each in values)
    fields = JOBS.get(f"jobs/{name}.yaml")
    return name if fields == {"tenant_id": tenant, "environment": environment} else None
