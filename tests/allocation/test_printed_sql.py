"""The SQL that adds up FOCUS data: DuckDB runs it, and its result is allocated as the bill; the others are parsed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot

from provider_bridge.costs.dialects import DIALECTS, STORAGES
from tests.allocation.billing import Biller, focus, identity
from tests.allocation.test_golden import GOLDEN, bill
from tests.program import run_here

if TYPE_CHECKING:
    from pathlib import Path

JOBS = ("--jobs", "jobs")


def printed(dialect: str, *arguments: str, cwd: Path = GOLDEN) -> str:
    """The statement over the jobs of a project."""
    ran = run_here("allocate", "--print-sql", dialect, *JOBS, *arguments, cwd=cwd)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(";\n")
    return ran.out


def allocated(path: str, *arguments: str, cwd: Path = GOLDEN) -> Any:
    ran = run_here("allocate", path, *JOBS, "--format", "json", *arguments, cwd=cwd)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def run_statement(statement: str, table: str, path: Path) -> None:
    """Run a statement over a table that a query makes, and write the result as CSV."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE TABLE focus AS {table}")
    connection.execute(f"COPY ({statement.rstrip().rstrip(';')}) TO '{path}' (HEADER)")


def table_of(path: Path, tags: str) -> str:
    """The query that reads a FOCUS file as a warehouse has it."""
    time = "replace(ChargePeriodStart, 'T00:00Z', ' 00:00:00')::TIMESTAMP AS ChargePeriodStart"
    replaced = f"{time}, EffectiveCost::DECIMAL(30, 10) AS EffectiveCost, {tags} AS Tags"
    read = f"read_csv('{path}', all_varchar = true, nullstr = ['', 'NULL'])"
    return f"SELECT * REPLACE ({replaced}) FROM {read}"


@pytest.mark.parametrize("grain", ["month", "day"])
@pytest.mark.parametrize("storage", ["json", "map"])
@pytest.mark.parametrize("case", ["focus-1.0-aws"])
def test_the_result_is_allocated_as_the_bill_itself(case: str, storage: str, grain: str, tmp_path: Path) -> None:
    tags = "Tags" if storage == "json" else "CAST(TRY_CAST(Tags AS JSON) AS MAP(VARCHAR, VARCHAR))"
    statement = printed("duckdb", "--tags", storage, "--grain", grain)
    run_statement(statement, table_of(GOLDEN / bill(case), tags), tmp_path / "lines.csv")
    expected = allocated(bill(case), "--grain", grain)
    assert allocated(str(tmp_path / "lines.csv"), "--grain", grain)["currencies"] == expected["currencies"]


def test_any_text_in_the_data_is_added_up(biller: Biller, tmp_path: Path) -> None:
    hostile = [
        *("no JSON", "{", '["dativo:job"]', "'; DROP TABLE focus; --", "{ }"),
        json.dumps({"a": 'quote " and \\ backslash'}),
    ]
    tags = [*hostile, "", identity(), identity("it's"), identity('a"b'), identity("back\\slash")]
    biller.project.write("data.csv", focus(*({"Tags": each, "BilledCost": "1"} for each in tags)))
    statement = printed("duckdb", cwd=biller.project.root)
    run_statement(statement, table_of(biller.project.root / "data.csv", "Tags"), tmp_path / "lines.csv")
    expected = biller.data("data.csv")
    actual = allocated(str(tmp_path / "lines.csv"), cwd=biller.project.root)
    assert actual["currencies"] == expected["currencies"]
    assert {each["reason"] for each in actual["currencies"]["USD"]["reasons"]} == {
        *("tags-unreadable", "no-tags", "no-identity", "no-such-job")
    }


def test_only_the_period_and_the_cost_that_are_asked_for_are_added_up(biller: Biller, tmp_path: Path) -> None:
    lines = [{"ChargePeriodStart": f"2025-0{month}-15", "BilledCost": str(10**month)} for month in (1, 2, 3)]
    biller.project.write("data.csv", focus(*lines))
    arguments = ("--from", "2025-02-01", "--to", "2025-03-01", "--cost", "billed")
    statement = printed("duckdb", *arguments, cwd=biller.project.root)
    run_statement(statement, table_of(biller.project.root / "data.csv", "Tags"), tmp_path / "lines.csv")
    assert allocated(str(tmp_path / "lines.csv"), cwd=biller.project.root)["currencies"]["USD"]["total"] == "100.00"


def test_months_are_those_of_utc_wherever_the_session_is(biller: Biller) -> None:
    statement = printed("duckdb", "--from", "2025-02-01", cwd=biller.project.root)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'America/New_York'")
    columns = ", ".join(f"'x' AS {name}" for name in ("BillingCurrency", "ProviderName", "ServiceName", "SubAccountId"))
    for kind in ("TIMESTAMP", "TIMESTAMPTZ"):
        start = f"{kind} '2025-02-01 00:00:00+00' AS ChargePeriodStart"
        connection.execute(
            f"CREATE OR REPLACE TABLE focus AS SELECT {start}, {columns},"
            " 'Usage' AS ChargeCategory, 1 AS EffectiveCost, '{}' AS Tags"
        )
        assert [row[0] for row in connection.execute(statement).fetchall()] == ["2025-02"]


@pytest.mark.parametrize("grain", ["month", "day"])
@pytest.mark.parametrize("storage", STORAGES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_can_be_parsed(dialect: str, storage: str, grain: str) -> None:
    arguments = ("--grain", grain, "--tags", storage, "--table", "a.b", "--from", "2025-01-01")
    ran = run_here("allocate", "--print-sql", dialect, *JOBS, *arguments, cwd=GOLDEN)
    if ran.code == 2:
        assert f'"{dialect}" has no tags as {storage}' in ran.err
        return
    (statement,) = sqlglot.parse(ran.out, dialect=dialect)
    assert isinstance(statement, sqlglot.exp.Select)
    tags = ["tag_dativo_tenant", "tag_dativo_environment", "tag_dativo_job"]
    assert statement.named_selects[7:] == [*tags, "cost", "row_count"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_has_a_usual_storage(dialect: str) -> None:
    assert ("x_Labels" if dialect == "bigquery" else "Tags") in printed(dialect)


def test_tags_of_pools_and_groups_are_columns_too(biller: Biller) -> None:
    biller.configure(shared=[{"name": "web", "where": {"Team": "web"}}])
    biller.project.job("jobs/orders.yaml", {"tags": {"CostCenter": "1"}}, environment="prod")
    statement = printed("duckdb", "--by", "CostCenter", "--by", "tenant", cwd=biller.project.root)
    assert '"tag_team"' in statement
    assert '"tag_costcenter"' in statement


def test_a_key_of_a_pool_is_looked_for_as_jobs_write_it(biller: Biller, tmp_path: Path) -> None:
    biller.configure(shared=[{"name": "web", "where": {"tag": {"team": "web"}}, "by": "even"}])
    biller.project.job("jobs/orders.yaml", {"tags": {"Team": "data"}}, environment="prod")
    biller.project.write("data.csv", focus({"Tags": '{"Team": "web"}', "BilledCost": "1"}))
    run_statement(
        printed("duckdb", cwd=biller.project.root),
        table_of(biller.project.root / "data.csv", "Tags"),
        tmp_path / "lines.csv",
    )
    assert allocated(str(tmp_path / "lines.csv"), cwd=biller.project.root)["currencies"]["USD"]["split"] == "1.00"


@pytest.mark.parametrize("asked", [("--grain", "day"), ("--from", "2025-01-02"), ("--to", "2025-01-15")])
def test_a_result_of_months_has_no_days(biller: Biller, tmp_path: Path, asked: tuple[str, ...]) -> None:
    lines = [{"ChargePeriodStart": f"2025-0{month}-02", "BilledCost": "1"} for month in (1, 2)]
    biller.project.write("data.csv", focus(*lines))
    run_statement(
        printed("duckdb", cwd=biller.project.root),
        table_of(biller.project.root / "data.csv", "Tags"),
        tmp_path / "lines.csv",
    )
    ran = run_here("allocate", str(tmp_path / "lines.csv"), *JOBS, *asked, cwd=biller.project.root)
    assert (ran.code, ran.out) == (1, "")
    assert "lines.csv:1:1: error: [bill-period] the file has months, and days are asked for" in ran.err
    ran = run_here("report", "jobs", "--bill", str(tmp_path / "lines.csv"), "--format", "json", cwd=biller.project.root)
    assert json.loads(ran.out)["cost"]["grain"] == "month"


@pytest.mark.parametrize("where", [(), ("--where", "Team=web")])
def test_a_result_without_the_tags_of_a_rule_is_refused(biller: Biller, tmp_path: Path, where: tuple[str, ...]) -> None:
    biller.project.write("data.csv", focus({"Tags": identity(), "BilledCost": "1"}))
    statement = printed("duckdb", cwd=biller.project.root)
    run_statement(statement, table_of(biller.project.root / "data.csv", "Tags"), tmp_path / "lines.csv")
    if not where:
        biller.configure(shared=[{"name": "web", "where": {"Team": "web"}}])
    ran = run_here("allocate", str(tmp_path / "lines.csv"), *JOBS, *where, cwd=biller.project.root)
    assert (ran.code, ran.out) == (1, "")
    assert "error: [bill-column] the file lacks columns of tags: tag_team" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("bill.csv", "--print-sql", "duckdb"), "--print-sql reads no bill"),
        ((), "name a bill, or use --print-sql"),
        (("--print-sql", "mysql"), "'mysql' is not one of"),
        (("--print-sql", "duckdb", "--table", "a; DROP TABLE b"), "is not the name of a table"),
    ],
)
def test_a_wrong_command_line(arguments: tuple[str, ...], message: str) -> None:
    ran = run_here("allocate", *arguments, *JOBS, cwd=GOLDEN)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
