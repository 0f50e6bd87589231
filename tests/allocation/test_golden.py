"""A small bill of our own in each published shape, and what its jobs cost.

After a change on purpose, write the answers again and read them: `python -m tests.allocation.test_golden`.
"""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.allocation.billing import to_parquet
from tests.program import run_here

GOLDEN = Path(__file__).with_name("golden")
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/expected.json"))
ARGUMENTS = ("--jobs", "jobs", "--grain", "month", "--format", "json")
DIGITS = {"JPY": 0, "KWD": 3}


def bill(case: str) -> str:
    return next(path.relative_to(GOLDEN).as_posix() for path in (GOLDEN / case).glob("bill.*"))


def answer(path: str) -> Any:
    ran = run_here("allocate", path, *ARGUMENTS, cwd=GOLDEN)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


@pytest.mark.parametrize("case", CASES)
def test_each_shape_has_its_answer(case: str) -> None:
    assert answer(bill(case)) == json.loads((GOLDEN / case / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_all_parts_add_up(case: str) -> None:
    data = answer(bill(case))
    exact = {currency: Decimal(0) for currency in data["currencies"]}
    for source in data["sources"]:
        for currency, total in source["total"].items():
            exact[currency] += Decimal(total)
    for currency, cost in data["currencies"].items():
        digits = Decimal(1).scaleb(-DIGITS.get(currency, 2))
        assert Decimal(cost["total"]) == exact[currency].quantize(digits, ROUND_HALF_UP)
        for part in (cost, *cost["periods"]):
            assert_adds_up(part)
        for name in ("total", "direct", "split", "unallocated"):
            assert Decimal(cost[name]) == sum(Decimal(period[name]) for period in cost["periods"])


def assert_adds_up(cost: Any) -> None:
    """Each total is the sum of its parts, to the last digit."""
    jobs, reasons = cost["jobs"], cost["reasons"]
    for name in ("direct", "split"):
        assert Decimal(cost[name]) == sum(Decimal(job[name]) for job in jobs)
    assert all(Decimal(job["total"]) == Decimal(job["direct"]) + Decimal(job["split"]) for job in jobs)
    assert Decimal(cost["unallocated"]) == sum(Decimal(reason["cost"]) for reason in reasons)
    parts = sum((Decimal(cost[name]) for name in ("direct", "split", "unallocated")), Decimal(0))
    assert Decimal(cost["total"]) == parts


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("focus")])
@pytest.mark.parametrize("tags", ["text", "map", "labels"])
def test_parquet_has_the_answer_of_csv(case: str, tags: str, tmp_path: Path) -> None:
    """With typed columns, and tags as JSON text, as a map, or as a list of key and value."""
    path = tmp_path / "bill.parquet"
    as_map = "TRY_CAST(Tags AS JSON)::MAP(VARCHAR, VARCHAR)"
    changed = {
        "text": "Tags",
        "map": as_map,
        "labels": f"[{{'Key': e.key, 'Value': e.value}} for e in map_entries({as_map})]",
    }[tags]
    name = {"labels": "x_Labels"}.get(tags, "Tags")
    to_parquet(
        "SELECT * EXCLUDE (Tags) REPLACE (EffectiveCost::DECIMAL(20, 10) AS EffectiveCost,"
        f" replace(ChargePeriodStart, 'T00:00Z', ' 00:00:00')::TIMESTAMPTZ AS ChargePeriodStart), {changed} AS {name}"
        f" FROM read_csv('{GOLDEN / bill(case)}', all_varchar = true, nullstr = ['', 'NULL'])",
        path,
    )
    data, expected = answer(str(path)), json.loads((GOLDEN / case / "expected.json").read_text("utf-8"))
    assert data["currencies"] == expected["currencies"]
    assert data["period"] == expected["period"]


def test_a_floating_point_cost_is_the_decimal_that_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "bill.parquet"
    to_parquet(
        "SELECT 'USD' AS BillingCurrency, TIMESTAMP '2025-01-01' AS ChargePeriodStart, 'Usage' AS ChargeCategory,"
        " 0.1::DOUBLE AS EffectiveCost, i AS ServiceName FROM range(1000) t(i)",
        path,
    )
    assert answer(str(path))["sources"][0]["total"] == {"USD": "100"}


if __name__ == "__main__":
    for each in GOLDEN.glob("*/bill.*"):
        written = run_here("allocate", bill(each.parent.name), *ARGUMENTS, cwd=GOLDEN)
        each.with_name("expected.json").write_text(written.out, "utf-8")
