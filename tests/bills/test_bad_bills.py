"""Bills that cannot be allocated: one clear error with its place, and no result."""

from __future__ import annotations

import gzip
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from provider_bridge.bills import engine
from provider_bridge.bills.files import BillFile
from provider_bridge.bills.table import stream
from tests.allocation.billing import LINE, focus, identity, table, to_parquet

if TYPE_CHECKING:
    from tests.allocation.billing import Biller

BILL = focus({"Tags": identity()}, {"Tags": identity("events"), "EffectiveCost": "2.5"})


def refusal(biller: Biller, *arguments: str) -> str:
    """The only error, without its fix; nothing is printed on standard output."""
    ran = biller.ask(*arguments)
    assert (ran.code, ran.out) == (1, "")
    (line,) = ran.lines
    return line


def test_no_such_file(biller: Biller) -> None:
    assert refusal(biller, "bills/2025.csv") == "bills/2025.csv:1:1: error: [bill-missing] file not found"


def test_a_pattern_without_bills(biller: Biller) -> None:
    assert refusal(biller, "jobs/*") == "jobs/*:1:1: error: [bill-missing] no bill matches the pattern"


def test_a_directory_without_bills(biller: Biller) -> None:
    ending = "no bill in the directory: no file ends in .csv, .csv.gz, .parquet or .json"
    assert refusal(biller, "jobs") == f"jobs:1:1: error: [bill-missing] {ending}"


def test_a_file_that_is_no_bill_by_its_name(biller: Biller) -> None:
    biller.project.write("bill.xlsx", BILL)
    ending = "the file must end in .csv, .csv.gz, .parquet or .json"
    assert refusal(biller, "bill.xlsx") == f"bill.xlsx:1:1: error: [bill-unreadable] {ending}"


def test_all_columns_that_are_missing_are_named(biller: Biller) -> None:
    biller.project.write("bill.csv", table(["BillingCurrency", "Tags"], [["USD", "{}"]]))
    lacking = "ChargePeriodStart, ChargeCategory, EffectiveCost"
    assert refusal(biller, "bill.csv") == (
        f'bill.csv:1:1: error: [bill-format] the file lacks columns of the format "focus": {lacking}'
    )


def test_a_format_that_is_named_and_is_not_the_file_s(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL)
    assert 'lacks columns of the format "aggregated": charge_period, billing_currency' in refusal(
        biller, "bill.csv", "--bill-format", "aggregated"
    )


def test_a_kind_of_cost_that_the_file_lacks(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL)
    assert refusal(biller, "bill.csv", "--cost", "list") == (
        'bill.csv:1:1: error: [bill-column] column "ListCost" is missing, which list cost needs'
    )


def test_a_column_twice(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL.replace("ServiceName", "tags", 1))
    assert refusal(biller, "bill.csv") == 'bill.csv:1:1: error: [bill-column] duplicate column "Tags"'


@pytest.mark.parametrize("cost", ["abc", "1,5", "$3", "NaN", "inf", "", "1e40"])
def test_a_cost_that_is_no_number(biller: Biller, cost: str) -> None:
    biller.project.write("bill.csv", focus({}, {"EffectiveCost": cost}, {"EffectiveCost": "x"}))
    line = refusal(biller, "bill.csv")
    if cost == "1e40":
        assert line == 'bill.csv:4:1: error: [bill-number] "EffectiveCost" must be a number, found "x"'
    else:
        assert line == f'bill.csv:3:1: error: [bill-number] "EffectiveCost" must be a number, found "{cost}"'


def test_a_cost_without_end(biller: Biller) -> None:
    biller.project.write("bill.csv", focus({"EffectiveCost": "1e40"}))
    assert refusal(biller, "bill.csv") == "bill.csv:1:1: error: [bill-number] a cost has too many digits"


def test_a_charge_that_starts_at_no_date(biller: Biller) -> None:
    biller.project.write("bill.csv", focus({}, {"ChargePeriodStart": "soon"}))
    assert refusal(biller, "bill.csv") == (
        'bill.csv:3:1: error: [bill-period] "ChargePeriodStart" must be a date, found "soon"'
    )


def test_a_filter_that_no_line_matches(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL)
    arguments = ("--where", "service=Nothing", "--fail-under", "50")
    assert refusal(biller, "bill.csv", *arguments) == 'bill: error: [bill-period] no line of the bill matches "--where"'


def test_a_line_without_currency(biller: Biller) -> None:
    biller.project.write("bill.csv", focus({"BillingCurrency": ""}))
    assert refusal(biller, "bill.csv") == "bill.csv:1:1: error: [bill-column] a line has no currency"


def test_the_same_export_twice(biller: Biller) -> None:
    biller.project.write("a.csv", BILL)
    biller.project.write("b/a.csv", BILL)
    assert refusal(biller, "a.csv", "b") == (
        'b/a.csv:1:1: error: [bill-overlap] the file holds the same charges as "a.csv"'
    )


@pytest.mark.parametrize("name", ["b.csv.gz", "b.parquet", "b.csv"])
def test_the_same_lines_in_another_file(biller: Biller, name: str) -> None:
    biller.project.write("a.csv", BILL)
    if name.endswith(".gz"):
        biller.project.write(name, gzip.compress(BILL.encode()))
    elif name.endswith(".parquet"):
        to_parquet("SELECT * FROM read_csv('a.csv', all_varchar = true)", biller.project.root / name)
    else:
        header, first, second, _ = BILL.split("\n")
        biller.project.write(name, "\n".join([header, second, first, ""]))
    assert refusal(biller, "a.csv", name) == (
        f'{name}:1:1: error: [bill-overlap] the file holds the same charges as "a.csv"'
    )


@pytest.mark.parametrize("tags", ["map", "text"])
def test_the_same_lines_with_tags_in_another_form(biller: Biller, tags: str) -> None:
    of_job = json.loads(identity(Team="web"))
    others = ["{}", ""] if tags == "map" else ["{}", "", '{"a": 1, "a": 2}', "x"]
    for name, first in (("a.csv", of_job), ("in-order.csv", dict(sorted(of_job.items())))):
        biller.project.write(name, focus(*({"Tags": each} for each in (json.dumps(first), *others))))
    as_map = "CAST(json(nullif(Tags, '')) AS MAP(VARCHAR, VARCHAR))"
    columns = f"* REPLACE ({as_map if tags == 'map' else 'Tags'} AS Tags)"
    to_parquet(f"SELECT {columns} FROM read_csv('in-order.csv', all_varchar = true)", biller.project.root / "b.parquet")
    assert refusal(biller, "a.csv", "b.parquet").startswith("b.parquet:1:1: error: [bill-overlap]")


def test_a_file_that_is_cut_in_a_line(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL[: len(BILL) - 40])
    line = len(BILL.splitlines())
    assert refusal(biller, "bill.csv").startswith(f"bill.csv:{line}:1: error: [bill-unreadable] the file cannot be ")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("AWS,USD\n", f"the line does not have the {len(LINE)} columns of the header"),
        ("AWS" + ",USD" * len(LINE) + "\n", f"the line does not have the {len(LINE)} columns of the header"),
        ('AWS,"open,', "a quoted value does not end"),
    ],
)
def test_a_line_that_is_not_whole(biller: Biller, end: str, reason: str) -> None:
    biller.project.write("bill.csv", BILL + end)
    line = len(BILL.splitlines()) + 1
    assert refusal(biller, "bill.csv") == (
        f"bill.csv:{line}:1: error: [bill-unreadable] the file cannot be read: {reason}"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bill.csv", focus({"ResourceId": "NUMBER"})),
        (
            "bill.csv",
            "Date,BillingCurrency,MeterCategory,Cost,SubscriptionId,ResourceId\n01/31/2025,USD,VM,1,s,NUMBER\n",
        ),
        (
            "bill.json",
            '{"service": {"id": "a"}, "usage_start_time": "2025-01-31", "currency": "USD", "cost": 1, '
            '"resource": {"name": "NUMBER", "global_name": "//NUMBER"}}',
        ),
        ("bill.json", '{"code": 200, "data": [{"NUMBER": {"totalCost": 1, "start": "2025-01-31T00:00:00Z"}}]}'),
    ],
    ids=["focus", "azure", "gcp", "opencost"],
)
def test_equal_charges_of_two_resources_are_two_charges(biller: Biller, name: str, content: str) -> None:
    for number in ("1", "2"):
        biller.project.write(f"part-{number}/{name}", content.replace("NUMBER", number))
    assert biller.data("part-1", "part-2")["currencies"]["USD"]["total"] == "2.00"


def test_one_file_by_two_paths_is_read_once(biller: Biller) -> None:
    biller.project.write("bills/a.csv", BILL)
    assert biller.data("bills", "bills/a.csv", "./bills/*.csv")["currencies"]["USD"]["total"] == "3.50"


@pytest.mark.parametrize("month", ["BILLING_PERIOD=2025-01", "billing_period=2025-01", "20250101-20250131"])
def test_two_runs_of_an_export(biller: Biller, month: str) -> None:
    biller.project.write(f"export/{month}/run-1/part-1.csv", BILL)
    biller.project.write(f"export/{month}/run-1/part-2.csv", focus({"EffectiveCost": "7"}))
    biller.project.write(f"export/{month}/run-2/part-1.csv", focus({"EffectiveCost": "8"}))
    assert refusal(biller, "export").startswith(f"export/{month}/run-2:1:1: error: [bill-overlap] two runs")


def test_the_parts_of_one_run_belong_together(biller: Biller) -> None:
    for month in ("2025-01", "2025-02"):
        for part in (1, 2):
            line = {"EffectiveCost": str(part), "ChargePeriodStart": f"{month}-01"}
            biller.project.write(f"export/BILLING_PERIOD={month}/run-{month}/part-{part}.csv", focus(line))
    assert biller.data("export")["currencies"]["USD"]["total"] == "6.00"


def test_no_charge_in_the_period(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL)
    assert refusal(biller, "bill.csv", "--from", "2025-02-01") == (
        "bill: error: [bill-period] the bill has no charges in this period; "
        "its charges are from 2025-01-01 to 2025-01-01"
    )


def test_a_bill_without_lines(biller: Biller) -> None:
    biller.project.write("bill.csv", table([*LINE], []))
    assert refusal(biller, "bill.csv") == "bill: error: [bill-period] the bill has no charges"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("empty.parquet", b""),
        ("utf16.csv", BILL.encode("utf-16")),
        ("latin1.csv", BILL.replace("Amazon", "Ämazon").encode("latin-1")),
        ("cut.csv.gz", gzip.compress(BILL.encode())[:-12]),
        ("checksum.csv.gz", gzip.compress(BILL.encode())[:-8] + b"12345678"),
        ("plain.csv.gz", BILL.encode()),
        ("text.parquet", BILL.encode()),
    ],
)
def test_a_file_that_is_not_whole_or_not_what_its_name_says(biller: Biller, name: str, content: bytes) -> None:
    biller.project.write(name, content)
    line = refusal(biller, name)
    assert line.startswith(f"{name}:1:1: error: [bill-unreadable] the file cannot be read: ")
    assert str(biller.project.root) not in line


def test_a_parquet_file_that_is_cut_off(biller: Biller) -> None:
    biller.project.write("a.csv", BILL)
    to_parquet("SELECT * FROM read_csv('a.csv', all_varchar = true)", biller.project.root / "a.parquet")
    content = (biller.project.root / "a.parquet").read_bytes()
    biller.project.write("a.parquet", content[: len(content) // 2])
    assert "[bill-unreadable]" in refusal(biller, "a.parquet")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL)
    (biller.project.root / "bill.csv").chmod(0)
    assert "[bill-unreadable]" in refusal(biller, "bill.csv")


def test_duckdb_is_not_installed(biller: Biller, monkeypatch: pytest.MonkeyPatch) -> None:
    biller.project.write("bill.csv", BILL)
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    ran = biller.ask("bill.csv")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[1:] == [
        "DuckDB: error: [extra-missing] DuckDB is not installed",
        '  fix: install it: pip install "provider-bridge[bill]"',
    ]


def test_a_job_with_an_error_stops_the_allocation(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL)
    biller.project.job("jobs/wrong.yaml", {"provider": "awz"})
    assert "[provider-unknown]" in refusal(biller, "bill.csv")


@pytest.mark.parametrize("name", ["a [1] 'x' *.csv", 'a"b?.csv', "bïll.csv", "a;b.csv", "{a}.csv"])
def test_a_file_may_have_any_name(biller: Biller, name: str) -> None:
    biller.project.write(name, BILL)
    biller.project.write("a 1 x .csv", BILL.replace("2.5", "9"))
    (source,) = biller.data(name)["sources"]
    assert (source["path"], source["total"]) == (name, {"USD": "3.5"})


def test_the_engine_reads_no_other_file(biller: Biller) -> None:
    for name in ("bill.csv", "other.csv"):
        biller.project.write(name, BILL)
    connection = engine.connect([str(biller.project.root / "bill.csv")], "100MB", str(biller.project.root / "spill"))
    assert connection.execute(f"SELECT count(*) FROM read_csv('{biller.project.root}/bill.csv')").fetchall() == [(2,)]
    for statement in (
        f"SELECT * FROM read_csv('{biller.project.root}/other.csv')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('https://example.com/a.csv')",
        f"COPY (SELECT 1) TO '{biller.project.root}/written.csv'",
        f"COPY (SELECT 1) TO '{biller.project.root}/bill.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        f"ATTACH '{biller.project.root}/a.db'",
        "SET enable_external_access = true",
        "SET memory_limit = '10GB'",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(statement)
    assert (biller.project.root / "bill.csv").read_text("utf-8") == BILL


def test_a_file_that_is_a_pipe(biller: Biller) -> None:
    os.mkfifo(biller.project.root / "pipe.csv")
    assert refusal(biller, "pipe.csv").endswith("the file cannot be read: it is not a regular file")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_file_whose_name_is_not_utf_8(biller: Biller) -> None:
    name = os.fsdecode(b"\xff.csv")
    biller.project.write(name, BILL)
    line = refusal(biller, "*.csv")
    assert line.startswith("\\xff.csv:1:1: error: [bill-unreadable] ")
    assert line.endswith("the name of the file must be UTF-8")


def test_lines_may_end_as_on_windows(biller: Biller) -> None:
    biller.project.write("bill.csv", "\ufeff" + BILL.replace("\n", "\r\n").rstrip())
    assert biller.data("bill.csv")["currencies"]["USD"]["total"] == "3.50"


def test_a_field_may_have_lines(biller: Biller) -> None:
    biller.project.write("bill.csv", BILL.replace("Amazon ECS", '"Amazon\nECS, new"'))
    assert biller.data("bill.csv")["currencies"]["USD"]["total"] == "3.50"


class Interrupted:
    """A connection to DuckDB while Ctrl-C is pressed: it reports that as a RuntimeError."""

    def execute(self, *_: object) -> None:
        raise RuntimeError("Query interrupted")


def test_a_signal_is_no_bug() -> None:
    connection: Any = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        list(stream(connection, BillFile("bill.csv", "bill.csv", "csv"), "SELECT 1"))
