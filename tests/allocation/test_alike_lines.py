"""Lines that lead to the same target, added up before Python sees them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from provider_bridge.allocation.aggregate import Reader
from provider_bridge.allocation.bill_files import expand
from provider_bridge.allocation.engine import connect
from provider_bridge.allocation.keys import wanted
from provider_bridge.allocation.request import Request
from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from pathlib import Path

    from provider_bridge.allocation.bill import Line

KEYS = ("dativo:tenant", "dativo:environment", "dativo:job")
DECIDING = [{"acme", "globex"}, {"prod"}, {"orders", "events"}]


def lines_of(path: Path, *rows: dict[str, str]) -> list[Line]:
    """The lines of a bill with these rows, added up."""
    bill = path / "bill.csv"
    bill.write_text(focus(*rows))
    lines: list[Line] = []
    with closing(connect([str(bill)], "1GB", str(path))) as connection:
        request = Request("effective", "total", tuple(map(wanted, KEYS)))
        Reader(connection, request, lines.append, lambda _: DECIDING).read(expand([str(bill)])[0])
    return lines


def test_a_thousand_unknown_jobs_are_one_line_with_the_costliest_as_example(tmp_path: Path) -> None:
    rows = [{"Tags": identity(f"job-{number}"), "EffectiveCost": str(number)} for number in range(1000)]
    (line,) = lines_of(tmp_path, *rows)
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
    assert len(lines_of(tmp_path, {"Tags": identity("unknown")}, other)) == 2
