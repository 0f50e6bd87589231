"""The printed SQL runs in the warehouses that can be had, and each answer is DuckDB's, whatever the tags hold."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from tests.allocation.billing import LINE, Biller, focus, identity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.warehouses.postgres import Postgres
    from tests.warehouses.spark import Spark

    Warehouse = Postgres | Spark

KEY, VALUE = 'It\'s "so" a\\b/~c', 'say "it\'s" \\n\\'
NAMES = ("orders", "events", "it's", 'a"b', "back\\slash", "\\'; DROP TABLE focus; --")
OBJECTS = [
    *("{}", "{ }", '{"a": "\\u00e4", "b": true, "c": null, "d": -1.5e3}', '{"dativo:job": 1}'),
    json.dumps({"a": 'quote " and \\ backslash', "b": "line\nline\ttab"}),
    json.dumps({KEY: VALUE}),
    identity(**{KEY: VALUE}),
    identity(**{KEY: VALUE.replace("\\", "")}),
    *(identity(name) for name in NAMES),
    json.dumps({f"user:{key}": value for key, value in json.loads(identity("events")).items()}),
    identity(None, None, "dev"),
]
NO_OBJECTS = [
    *("", " ", "no JSON", "{", '{"a":1}x', '{"a":1} {', '["dativo:job"]', "[]", "1", "null", '"{}"'),
    *("'; DROP TABLE focus; --", "{'a': 1}", '{"a": 01}', "{a: 1}", '{"a": "x\ty"}', "{,}"),
    *('{"a" 1}', '{"a": "\\x"}', "\\", '{"a": "\\', "{\\'a\\': 1}", '{"a": tru}'),
]
"""DuckDB alone takes `{"a": 1,}`."""
STARTS = ("2025-01-01 00:00:00", "2025-01-31 23:00:00")
STORAGES = {"json": "json", "map": "map", "jsonb": "json"}
"""By the name of how an engine has tags, the option for it."""
TYPES = {"postgres": ("json", "jsonb"), "spark": ("json", "map")}


def rows(storage: str) -> list[dict[str, Any]]:
    """Lines with all texts that the column can hold."""
    others = {"json": NO_OBJECTS, "map": [], "jsonb": ["[]", "1", "null", '["dativo:job"]']}
    lines = [
        {
            **LINE,
            "ChargePeriodStart": STARTS[index % len(STARTS)],
            "EffectiveCost": f"{index}.{index:010d}",
            "BillingCurrency": "JPY" if index % 5 == 0 else "USD",
            "ServiceName": VALUE if index % 3 == 0 else "Amazon ECS",
            "ChargeCategory": "Tax" if index % 11 == 0 else "Usage",
            "Tags": text,
        }
        for index, text in enumerate(OBJECTS + others[storage])
    ]
    after = {**lines[0], "ChargePeriodStart": "2025-02-01 00:00:00"}
    return [*lines, {**lines[0], "EffectiveCost": "0.005", "Tags": None}, after]


def in_warehouse(lines: Sequence[dict[str, Any]], storage: str) -> list[dict[str, Any]]:
    """The same lines with tags as the warehouse takes them."""
    if storage != "map":
        return list(lines)
    return [{**line, "Tags": None if line["Tags"] is None else texts(json.loads(line["Tags"]))} for line in lines]


def texts(tags: dict[str, Any]) -> dict[str, str | None]:
    return {key: value if value is None or isinstance(value, str) else json.dumps(value) for key, value in tags.items()}


def in_duckdb(lines: Sequence[dict[str, Any]], statement: str, directory: Path) -> Path:
    """DuckDB's answer over the same lines, as CSV."""
    (directory / "lines.json").write_text(json.dumps(lines), "utf-8")
    kinds = {"ChargePeriodStart": "TIMESTAMP", "EffectiveCost": "DECIMAL(30, 10)"}
    columns = ", ".join(f"{name}: '{kinds.get(name, 'VARCHAR')}'" for name in lines[0])
    connection = duckdb.connect()
    read = f"read_json('{directory}/lines.json', format = 'array', columns = {{{columns}}})"
    connection.execute(f"CREATE TABLE focus AS FROM {read}")
    connection.execute(f"COPY ({statement.strip().rstrip(';')}) TO '{directory}/expected.csv' (HEADER)")
    return directory / "expected.csv"


def table(path: Path) -> list[tuple[str, ...]]:
    """A result, sorted: the columns' names first."""
    read = f"read_parquet('{path}')" if path.suffix == ".parquet" else f"read_csv('{path}', all_varchar = true)"
    connection = duckdb.connect()
    result = connection.sql(f"FROM {read}")
    cells = [
        tuple(
            str(Decimal(value).normalize()) if name == "cost" else value or ""
            for name, value in zip(result.columns, row, strict=True)
        )
        for row in result.fetchall()
    ]
    return [tuple(result.columns), *sorted(cells)]


@pytest.mark.parametrize("grain", ["month", "day"])
@pytest.mark.parametrize("form", [0, 1])
def test_what_it_adds_up_is_allocated_as_the_bill_itself(
    warehouse: Warehouse, form: int, grain: str, biller: Biller, directory: Path
) -> None:
    storage = TYPES[warehouse.dialect][form]
    lines = rows(storage)
    biller.configure(shared=[{"name": "so", "where": {"tag": {KEY: VALUE}}}])
    arguments = ("--grain", grain, "--to", "2025-02-01")
    warehouse.load(in_warehouse(lines, storage), storage, directory)
    ran = biller.ask("--print-sql", warehouse.dialect, "--tags", STORAGES[storage], *arguments)
    assert (ran.code, ran.err) == (0, "")
    result = warehouse.run(ran.out, directory)
    biller.project.write("bill.csv", focus(*({**line, "Tags": line["Tags"] or ""} for line in lines)))
    expected = biller.data("bill.csv", *arguments)["currencies"]
    assert biller.data(str(result), "--grain", grain)["currencies"] == expected
    assert {reason["reason"] for reason in expected["USD"]["reasons"]} >= {"no-tags", "no-identity", "no-such-job"}
    assert ("tags-unreadable" in {reason["reason"] for reason in expected["USD"]["reasons"]}) == (storage != "map")


@pytest.mark.parametrize("form", [0, 1])
def test_a_cost_query_has_the_answer_of_duckdb(
    warehouse: Warehouse, form: int, biller: Biller, directory: Path
) -> None:
    storage = TYPES[warehouse.dialect][form]
    lines = rows(storage)
    key = KEY.replace("\\", "").replace("/", "")  # Azure takes no other character of it
    for line in lines:
        line["Tags"] = line["Tags"] and line["Tags"].replace(json.dumps(KEY), json.dumps(key))
    biller.project.job(
        "jobs/quoted.yaml", {"provider": "azure", "runtime": {"type": "container_apps"}, "tags": {key: VALUE}}
    )
    asked = ("jobs/quoted.yaml", "--group-by", key, "--group-by", "dativo:job", "--where", f"{key}={VALUE}")
    period = ("--from", "2025-01-01", "--to", "2025-02-01")
    statements = {}
    for dialect, tags in ((warehouse.dialect, STORAGES[storage]), ("duckdb", "json")):
        arguments = (*asked, *period, "--format", "focus", "--dialect", dialect, "--tags", tags)
        ran = biller.program.command("cost-query", *arguments, cwd=biller.project.root)
        assert (ran.code, ran.err) == (0, "")
        statements[dialect] = ran.out
    warehouse.load(in_warehouse(lines, storage), storage, directory)
    answer = table(warehouse.run(statements[warehouse.dialect], directory))
    assert answer == table(in_duckdb(lines, statements["duckdb"], directory))
    assert {row[0] for row in answer[1:]} == {VALUE}
