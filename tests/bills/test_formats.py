"""The formats of bills beyond their golden cases: typed columns, older names, split rows over files, wrong pairs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.allocation.billing import focus, identity, table, to_parquet
from tests.allocation.test_golden import CASES, GOLDEN, answer, bill
from tests.program import run_here

if TYPE_CHECKING:
    from pathlib import Path

    from tests.allocation.billing import Biller

CUR = {
    "line_item_currency_code": "USD",
    "line_item_line_item_type": "Usage",
    "line_item_product_code": "AmazonEC2",
    "line_item_resource_id": "i-1",
    "line_item_unblended_cost": "0",
    "line_item_usage_account_id": "1",
    "line_item_usage_start_date": "2025-01-01T00:00:00Z",
    "resource_tags": "{}",
    "split_line_item_parent_resource_id": "",
    "split_line_item_split_cost": "",
    "split_line_item_unused_cost": "",
}
NODE = {"line_item_unblended_cost": "1.0", "resource_tags": identity(job=None, environment=None)}
POD = {
    "line_item_resource_id": "pod",
    "line_item_product_code": "AmazonEKS",
    "line_item_unblended_cost": "0.9",
    "resource_tags": identity(),
    "split_line_item_parent_resource_id": "i-1",
    "split_line_item_split_cost": "0.5",
    "split_line_item_unused_cost": "0.25",
}


def cur(*lines: dict[str, str]) -> str:
    return table([*CUR], [[*{**CUR, **line}.values()] for line in lines])


@pytest.mark.parametrize("case", CASES)
def test_the_format_is_told_by_the_columns(case: str) -> None:
    expected = {"cur-2.0": "cur2", "cur-2.0-split": "cur2", "cur-legacy": "cur"}.get(case, case.partition("-")[0])
    assert [source["format"] for source in answer(bill(case))["sources"]] == [expected]


@pytest.mark.parametrize("tags", ["VARCHAR", "MAP(VARCHAR, VARCHAR)"])
def test_cur_may_have_typed_columns(tmp_path: Path, tags: str) -> None:
    to_parquet(
        "SELECT * REPLACE (line_item_unblended_cost::DOUBLE AS line_item_unblended_cost,"
        " line_item_usage_start_date::TIMESTAMP AS line_item_usage_start_date,"
        f" resource_tags::JSON::{tags} AS resource_tags)"
        f" FROM read_csv('{GOLDEN}/cur-2.0/bill.csv', all_varchar = true)",
        tmp_path / "bill.parquet",
    )
    expected = json.loads((GOLDEN / "cur-2.0/expected.json").read_text("utf-8"))
    assert answer(str(tmp_path / "bill.parquet"))["currencies"] == expected["currencies"]


def test_a_legacy_report_may_have_the_names_of_athena(tmp_path: Path) -> None:
    renamed = {
        "lineItem/UsageAccountId": "line_item_usage_account_id",
        "lineItem/LineItemType": "line_item_line_item_type",
        "lineItem/UsageStartDate": "line_item_usage_start_date",
        "lineItem/ProductCode": "line_item_product_code",
        "lineItem/UnblendedCost": "line_item_unblended_cost",
        "lineItem/CurrencyCode": "line_item_currency_code",
        "product/ProductName": "product_product_name",
        "savingsPlan/SavingsPlanEffectiveCost": "savings_plan_savings_plan_effective_cost",
        "resourceTags/user:dativo:tenant": "resource_tags_user_dativo_tenant",
        "resourceTags/user:dativo:environment": "resource_tags_user_dativo_environment",
        "resourceTags/user:dativo:job": "resource_tags_user_dativo_job",
        "resourceTags/user:Team": "resource_tags_user_team",
    }
    columns = ", ".join(f'"{old}" AS {new}' for old, new in renamed.items())
    to_parquet(
        f"SELECT {columns} FROM read_csv('{GOLDEN}/cur-legacy/bill.csv', all_varchar = true)", tmp_path / "b.parquet"
    )
    expected = json.loads((GOLDEN / "cur-legacy/expected.json").read_text("utf-8"))
    assert answer(str(tmp_path / "b.parquet"))["currencies"] == expected["currencies"]


def test_a_legacy_report_without_activated_tags(biller: Biller) -> None:
    columns = [name for name in CUR if name != "resource_tags"]
    biller.project.write("bill.csv", table(columns, [[{**CUR, **NODE}[name] for name in columns]]))
    data = biller.data("bill.csv")
    assert data["sources"][0]["format"] == "cur"
    assert [reason["reason"] for reason in data["currencies"]["USD"]["reasons"]] == ["no-tags"]


@pytest.mark.parametrize(
    "files",
    [[[NODE, POD]], [[POD, NODE]], [[NODE], [POD]], [[POD], [NODE]]],
    ids=["node first", "pod first", "node in an earlier file", "pod in an earlier file"],
)
def test_what_pods_cost_is_taken_from_their_node_once(biller: Biller, files: Any) -> None:
    for number, lines in enumerate(files):
        biller.project.write(f"bill-{number}.csv", cur(*lines))
    data = biller.data("*.csv")
    cost = data["currencies"]["USD"]
    assert (cost["total"], cost["direct"]) == ("1.00", "0.75")
    assert [(each["reason"], each["cost"], each["rows"]) for each in cost["reasons"]] == [("tenant-only", "0.25", 1)]
    assert sum(float(source["total"]["USD"]) for source in data["sources"]) == 1


def test_a_node_has_its_greatest_tags_and_each_period_by_itself(biller: Biller) -> None:
    other = {**NODE, "line_item_unblended_cost": "0.1", "resource_tags": "{}"}
    february = {"line_item_usage_start_date": "2025-02-01T00:00:00Z"}
    lines = [other, NODE, POD, {**NODE, **february}, {**POD, **february, "split_line_item_split_cost": "0.1"}]
    biller.project.write("bill.csv", cur(*lines))
    cost = biller.data("bill.csv", "--grain", "month")["currencies"]["USD"]
    assert cost["total"] == "2.10"
    assert [[(each["reason"], each["cost"]) for each in period["reasons"]] for period in cost["periods"]] == [
        [("no-tags", "0.10"), ("tenant-only", "0.25")],
        [("tenant-only", "0.65")],
    ]


def test_pods_whose_node_is_in_no_file_cost_what_they_do(biller: Biller) -> None:
    biller.project.write("bill.csv", cur(POD))
    assert biller.data("bill.csv")["currencies"]["USD"]["total"] == "0.75"


def test_billed_cost_is_that_of_the_node(biller: Biller) -> None:
    biller.project.write("bill.csv", cur(NODE, POD))
    cost = biller.data("bill.csv", "--cost", "billed")["currencies"]["USD"]
    assert (cost["total"], cost["direct"]) == ("1.00", "0.00")


@pytest.mark.parametrize(
    ("arguments", "cur2", "azure"),
    [(("--cost", "billed"), "111.34", "3.50"), (("--cost", "effective"), "5.34", "3.50")],
)
def test_each_kind_of_cost(arguments: tuple[str, ...], cur2: str, azure: str) -> None:
    for case, total in (("cur-2.0", cur2), ("azure-amortized", azure)):
        ran = run_here("allocate", bill(case), "--jobs", "jobs", "--format", "json", *arguments, cwd=GOLDEN)
        (cost,) = json.loads(ran.out)["currencies"].values()
        assert (case, cost["total"]) == (case, total)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        *(("2025-01-31", "2025-01-31"), ("2025-01-31T23:00:00Z", "2025-01-31"), ("2025-01-31 23:00:00", "2025-01-31")),
        *(("2025-01-31T23:00:00+02:00", "2025-01-31"), ("2025-02-01T01:00:00+02:00", "2025-01-31")),
        *(("2025-01-31T23:00:00-05:00", "2025-02-01"), ("2025-01-31T23:00:00.123Z", "2025-01-31")),
        *(("2025-01-31T23:00Z", "2025-01-31"), ("2025-01-31 23:00:00 UTC", "2025-01-31"), ("01/31/2025", "2025-01-31")),
        *(("2025-01-31 23:00:00-05", "2025-02-01"), ("2025-02-01T01:00:00+0200", "2025-01-31")),
        *(("1/31/25", "2025-01-31"), ("20250131", "2025-01-31"), ("2025-01", "2025-01-01")),
    ],
)
def test_a_charge_starts_on_its_day_in_utc(biller: Biller, start: str, day: str) -> None:
    biller.project.write("bill.csv", focus({"ChargePeriodStart": start}))
    periods = biller.data("bill.csv", "--grain", "day")["currencies"]["USD"]["periods"]
    assert [period["period"] for period in periods] == [day]


def test_actual_and_amortized_cost_of_the_same_days_are_an_error(biller: Biller) -> None:
    paths = [f"{GOLDEN}/azure-{kind}/bill.csv" for kind in ("actual", "amortized")]
    for order in (paths, paths[::-1]):
        ran = biller.ask(*order)
        assert (ran.code, ran.out, ran.rules) == (1, "", ["bill-overlap"])
        assert "the file has amortized cost, and" in ran.err


def test_actual_and_amortized_cost_of_other_days_are_none(biller: Biller) -> None:
    ran = biller.ask(f"{GOLDEN}/azure-actual/bill.csv", f"{GOLDEN}/azure-amortized/bill.csv", "--from", "2025-01-22")
    assert ran.code == 0, ran.err


def test_labels_of_gcp_may_be_typed(tmp_path: Path) -> None:
    to_parquet(
        "SELECT service, usage_start_time::TIMESTAMPTZ AS usage_start_time, project, labels, cost::DOUBLE AS cost,"
        " currency, cost_type, [{'amount': e.amount::DOUBLE} FOR e IN credits] AS credits"
        f" FROM read_json('{GOLDEN}/gcp-detailed/bill.json')",
        tmp_path / "bill.parquet",
    )
    expected = json.loads((GOLDEN / "gcp-detailed/expected.json").read_text("utf-8"))
    assert answer(str(tmp_path / "bill.parquet"))["currencies"] == expected["currencies"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "[bill-format]"),
        ("{", "[bill-unreadable]"),
        ('{"code": 200, "data": [{"a": {"totalCost": 1, "start": "2025-01-01T00:00:00Z"}', "[bill-unreadable]"),
        ("[]", "[bill-format]"),
        ('{"a": 1}', "[bill-format]"),
        ('{"code": 200, "data": "x"}', "[bill-unreadable]"),
        ('{"code": 200, "data": []}', "[bill-period]"),
        ('{"code": 200, "data": [{"a": {"totalCost": "much", "start": "2025-01-01T00:00:00Z"}}]}', "[bill-number]"),
        ('{"code": 200, "data": [{"a": {"totalCost": 1}}]}', "[bill-period]"),
        ('{"service": {"id": "a"}, "usage_start_time": "2025-01-01", "currency": "USD", "cost": "x"}', "[bill-number]"),
    ],
)
def test_json_that_is_no_bill(biller: Biller, content: str, message: str) -> None:
    biller.project.write("bill.json", content)
    ran = biller.ask("bill.json")
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def test_a_directory_with_tables_has_manifests_too(biller: Biller) -> None:
    biller.project.write("export/manifest.json", "{}")
    biller.project.write("export/.hidden.csv", "x")
    biller.project.write("export/data/bill.csv", cur(NODE))
    assert [source["path"] for source in biller.data("export")["sources"]] == ["export/data/bill.csv"]


def test_labels_in_csv_are_those_of_parquet(biller: Biller) -> None:
    """As `--format focus` writes them, and BigQuery's TO_JSON_STRING."""
    rows = csv.DictReader(io.StringIO(focus({"Tags": identity()}, {"Tags": "{}"}, {"Tags": "no JSON"})))
    lines = [{**row, "ProviderName": "Google Cloud", "x_Labels": as_labels(row.pop("Tags"))} for row in rows]
    biller.project.write("bill.csv", table([*lines[0]], [[*line.values()] for line in lines]))
    assert [*biller.data("bill.csv")["currencies"]["USD"]["jobs"]] == [
        {"key": "jobs/orders", "tenant": "acme", "direct": "1.00", "split": "0.00", "total": "1.00", "rows": 1}
    ]
    reasons = biller.data("bill.csv")["currencies"]["USD"]["reasons"]
    assert [each["reason"] for each in reasons] == ["tags-unreadable", "no-tags"]
    assert biller.ask("bill.csv", "--format", "focus", "--output", "out.csv").code == 0
    assert biller.data("out.csv")["currencies"] == biller.data("bill.csv")["currencies"]


def as_labels(text: str) -> str:
    """Tags as Google's FOCUS export has labels; text that is none stays."""
    try:
        tags = json.loads(text)
    except ValueError:
        return text
    return json.dumps([{"Key": key.replace(":", "-"), "Value": value} for key, value in tags.items()])
