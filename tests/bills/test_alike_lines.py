"""Lines that lead to the same target, added up before Python sees them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.bills.bill import Lead
from provider_bridge.bills.engine import connect
from provider_bridge.bills.files import expand
from provider_bridge.bills.keys import wanted
from provider_bridge.bills.reader import Reader
from provider_bridge.bills.request import Request
from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from pathlib import Path

    from provider_bridge.bills.bill import Charge, Line

KEYS = ("dativo:tenant", "dativo:environment", "dativo:job")
DECIDING = [{"acme", "globex"}, {"prod"}, {"orders", "events"}]


class Noting:
    """A ledger that notes the lines and charges it gets; all lines lead to one target."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.charges: list[Charge] = []
        self.add = self.charges.append

    def deciding(self, _: str | None) -> list[set[str]]:
        return DECIDING

    def deciding_facts(self) -> set[str]:
        return {"service"}

    def lead(self, line: Line) -> Lead:
        self.lines.append(line)
        return Lead(0, by_service=len(self.lines) > 1)


def noted(path: Path, *rows: dict[str, str]) -> Noting:
    """What a ledger gets of a bill with these rows."""
    bill = path / "bill.csv"
    bill.write_text(focus(*rows))
    ledger: Any = Noting()
    with closing(connect([str(bill)], "1GB", str(path))) as connection:
        request = Request("effective", "day", tuple(map(wanted, KEYS)))
        Reader(connection, request, ledger).read(expand([str(bill)])[0])
    noting: Noting = ledger
    return noting


def test_a_thousand_unknown_jobs_are_one_line_with_the_costliest_as_example(tmp_path: Path) -> None:
    rows = [{"Tags": identity(f"job-{number}"), "EffectiveCost": str(number)} for number in range(1000)]
    (line,) = noted(tmp_path, *rows).lines
    assert line.tags.values == ("acme", "prod", "job-999")
    assert (line.rows, line.cost) == (1000, sum(range(1000)) * 10**18)


@pytest.mark.parametrize(
    "other",
    [
        {"Tags": identity("events")},
        {"Tags": identity("unknown", "globex")},
        {"Tags": identity("unknown", None)},
        {"Tags": identity("unknown", user_dativo_job="other")},
        {"Tags": identity("unknown", **{"user:dativo:job": "orders"})},
        {"Tags": ""},
        {"Tags": "no JSON"},
        {"Tags": identity("unknown"), "AllocatedTags": identity("orders")},
        {"Tags": identity("unknown"), "ServiceName": "Amazon S3"},
        {"Tags": identity("unknown"), "ProviderName": "Microsoft"},
        {"Tags": identity("unknown"), "BillingCurrency": "EUR"},
    ],
)
def test_lines_that_may_lead_elsewhere_are_apart(tmp_path: Path, other: dict[str, str]) -> None:
    assert len(noted(tmp_path, {"Tags": identity("unknown")}, other).lines) == 2


def test_the_charges_of_a_target_are_those_of_each_period(tmp_path: Path) -> None:
    days = ("2025-01-01", "2025-01-02", "2025-01-01")
    rows = [{"Tags": identity(f"job-{day}"), "ChargePeriodStart": day, "EffectiveCost": "0.5"} for day in days]
    noting = noted(tmp_path, *rows)
    assert len(noting.lines) == 1
    assert noting.charges == [
        (0, "", "2025-01-01", "USD", 10**18, 2),
        (0, "", "2025-01-02", "USD", 5 * 10**17, 1),
    ]


def test_lines_that_differ_in_what_decides_nothing_are_one(tmp_path: Path) -> None:
    noting = noted(tmp_path, {"Tags": identity()}, {"Tags": identity(), "SubAccountId": "222"})
    assert [(line.account, line.rows) for line in noting.lines] == [("", 2)]


def test_the_cost_of_a_target_is_by_service_if_wanted(tmp_path: Path) -> None:
    rows = [{"Tags": identity("unknown"), "ServiceName": name} for name in ("Amazon ECS", "Amazon S3")]
    noting = noted(tmp_path, *rows)
    assert [(charge.service, charge.rows) for charge in noting.charges] == [("", 1), ("Amazon S3", 1)]
