"""Exact sums: whatever is rounded or shared, the parts are the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider_bridge.allocation.exact import (
    digits,
    round_parts,
    round_second,
    round_table,
    rounded,
    share,
    written,
    written_exactly,
)
from provider_bridge.bills.bill import DIGITS
from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from tests.allocation.billing import Biller

CENT = 10 ** (DIGITS - 2)
AMOUNTS = st.integers(-(10**24), 10**24) | st.sampled_from([0, CENT // 2, CENT // 3, -CENT // 3, 7 * CENT])
KEYS = st.text("abc", max_size=3)


@given(st.dictionaries(KEYS, AMOUNTS), st.sampled_from([0, 2, 3]))
def test_rounded_parts_are_the_rounded_whole(parts: dict[str, int], places: int) -> None:
    whole = rounded(sum(parts.values()), places)
    units = round_parts(whole, parts, places)
    assert sum(units.values()) == whole
    unit = 10 ** (DIGITS - places)
    assert all(abs(units[key] * unit - parts[key]) < unit for key in parts)


@given(st.dictionaries(KEYS, AMOUNTS, min_size=1), st.booleans())
def test_what_a_rounded_part_consists_of_is_that_part(parts: dict[str, int], up: bool) -> None:
    whole = sum(parts.values())
    total = whole // CENT + int(up and whole % CENT > 0)
    assert sum(round_parts(total, parts, 2).values()) == total


@given(st.dictionaries(KEYS, st.dictionaries(st.sampled_from(["2025-01", "2025-02", "2025-03"]), AMOUNTS), max_size=30))
def test_each_part_of_a_table_is_rounded_up_or_down_to_its_row(rows: dict[str, dict[str, int]]) -> None:
    totals = {row: rounded(sum(parts.values()), 2) for row, parts in rows.items()}
    table = round_table(totals, rows, 2)
    assert {row: sum(parts.values()) for row, parts in table.items()} == totals
    assert all(abs(table[row][key] * CENT - part) < CENT for row, parts in rows.items() for key, part in parts.items())


@pytest.mark.parametrize("months", [2, 12])
def test_a_column_of_many_rows_is_near_to_its_exact_sum(months: int) -> None:
    rows = {row: {month: row * 7919 * (month + 1) * CENT // 1000 for month in range(months)} for row in range(1000)}
    rows |= {row: {row % months: row * 7919 * CENT // 1000} for row in range(1000, 1100)}
    exact = {row: sum(parts.values()) for row, parts in rows.items()}
    table = round_table(round_parts(rounded(sum(exact.values()), 2), exact, 2), rows, 2)
    for month in range(months):
        total = sum(parts.get(month, 0) for parts in table.values())
        assert abs(total * CENT - sum(parts.get(month, 0) for parts in rows.values())) < CENT


@given(AMOUNTS, st.dictionaries(KEYS, st.integers(0, 10**20) | st.fractions(0, 10), min_size=1))
def test_shares_are_the_whole(amount: int, weights: dict[str, int]) -> None:
    parts = share(amount, weights)
    assert sum(parts.values()) == (amount if any(weights.values()) else 0)
    assert set(parts) == {key for key, weight in weights.items() if weight}
    whole = sum(weights.values())
    assert all(abs(part - amount * weights[key] / whole) <= 1 + abs(amount) * 1e-9 for key, part in parts.items())


@given(st.dictionaries(KEYS, st.tuples(AMOUNTS, AMOUNTS)))
def test_two_parts_of_rounded_totals_are_rounded_too(parts: dict[str, tuple[int, int]]) -> None:
    firsts, seconds = ({key: pair[index] for key, pair in parts.items()} for index in (0, 1))
    exact = {key: sum(pair) for key, pair in parts.items()}
    totals = round_parts(rounded(sum(exact.values()), 2), exact, 2)
    units = round_second(totals, firsts, seconds, 2)
    assert all(abs(units[key] * CENT - seconds[key]) < CENT for key in parts)
    assert all(abs((totals[key] - units[key]) * CENT - firsts[key]) < CENT for key in parts)


def test_the_second_parts_add_up_where_the_totals_allow_it() -> None:
    firsts, seconds = (
        {"a": 1000 * CENT // 200, "b": 1000 * CENT + CENT // 2},
        {"a": 333 * CENT // 10, "b": 667 * CENT // 10},
    )
    assert round_second({"a": 39, "b": 1067}, firsts, seconds, 2) == {"a": 34, "b": 66}


def test_a_third_of_a_dollar() -> None:
    parts = share(100 * CENT, {"c": 1, "a": 1, "b": 1})
    assert round_parts(100, parts, 2) == {"a": 34, "b": 33, "c": 33}


@pytest.mark.parametrize(
    ("amount", "cents"), [(CENT // 2, 1), (-CENT // 2, -1), (CENT // 2 - 1, 0), (3 * CENT // 2, 2), (0, 0)]
)
def test_a_half_is_rounded_away_from_zero(amount: int, cents: int) -> None:
    assert rounded(amount, 2) == cents


@pytest.mark.parametrize(
    ("units", "places", "text"),
    [(0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (123456, 2, "1234.56"), (7, 0, "7"), (-1234, 3, "-1.234")],
)
def test_an_amount_is_written_with_its_digits(units: int, places: int, text: str) -> None:
    assert written(units, places) == text


def test_an_exact_amount_is_written_without_zeros_at_its_end() -> None:
    assert [written_exactly(amount) for amount in (0, 10**DIGITS, 1, -CENT * 250)] == [
        "0",
        "1",
        "0.000000000000000001",
        "-2.5",
    ]


def test_the_minor_unit_is_the_currency_s() -> None:
    assert [digits(currency) for currency in ("USD", "EUR", "JPY", "KWD", "CLF", "XXX")] == [2, 2, 0, 3, 4, 2]


def test_each_month_of_many_jobs_has_its_own_total(biller: Biller) -> None:
    names = [f"job-{number}" for number in range(50)]
    for name in names:
        biller.project.job(f"jobs/{name}.yaml", None, tenant_id="acme", environment="prod")
    costs = {"2025-01": "0.004", "2025-02": "0.006"}
    lines = [
        {"Tags": identity(name), "ChargePeriodStart": f"{month}-01", "EffectiveCost": cost}
        for name in names
        for month, cost in costs.items()
    ]
    biller.project.write("bill.csv", focus(*lines))
    cost = biller.data("bill.csv", "--grain", "month")["currencies"]["USD"]
    assert {each["period"]: each["total"] for each in cost["periods"]} == {"2025-01": "0.20", "2025-02": "0.30"}
    assert {job["total"] for job in cost["jobs"]} == {"0.01"}
