"""SQL dialects: every accessor parses as its dialect, and those that run here read what was written."""

from __future__ import annotations

import json

import duckdb
import pytest
import sqlglot

from provider_bridge.costs.dialects import (
    DIALECTS,
    JSON,
    LABELS,
    MAP,
    STORAGES,
    column_names,
    day,
    is_empty,
    month,
    object_or_null,
    tag,
    text,
)

KEYS = [
    "Team",
    "dativo:cost-center",
    "k8s-label/dativo/job",
    "It's",
    'a"b',
    "a\\b",
    "a.b[0]",
    "*",
    "a~b",
    "back\u202ewards",
    "\U000e0001",
    "$x",
    "",
]
SUPPORTED = [
    (name, storage) for name, dialect in DIALECTS.items() for storage in STORAGES if tag(dialect, storage, "x", "k")
]


@pytest.mark.parametrize(("name", "storage"), SUPPORTED)
@pytest.mark.parametrize("key", KEYS)
def test_an_accessor_is_one_expression_of_its_dialect(name: str, storage: str, key: str) -> None:
    dialect = DIALECTS[name]
    expression = tag(dialect, storage, "Tags", key)
    assert expression is not None
    assert expression.isprintable()
    more = (month(dialect, "y"), day(dialect, "y"), object_or_null(dialect, "Tags"), is_empty(dialect, storage, "Tags"))
    (parsed,) = sqlglot.parse(f"SELECT {expression} AS x, {', '.join(more)} FROM t;", dialect=name)
    assert isinstance(parsed, sqlglot.exp.Select)
    assert len(parsed.selects) == 5


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("storage", [JSON, MAP])
def test_duckdb_reads_what_was_written(key: str, storage: str) -> None:
    tags = {key: "it's", "other": "x"}
    given = "CAST(? AS TEXT)" if storage == JSON else "MAP(?, ?)"
    stored = [json.dumps(tags)] if storage == JSON else [[*tags], [*tags.values()]]
    expression = tag(DIALECTS["duckdb"], storage, "Tags", key)
    row = duckdb.execute(f"SELECT {expression} FROM (SELECT {given} AS Tags)", stored).fetchone()
    assert row == ("it's",)


@pytest.mark.parametrize("value", KEYS)
def test_a_text_is_itself(value: str) -> None:
    assert duckdb.execute(f"SELECT {text(DIALECTS['duckdb'], value)}").fetchone() == (value,)


def test_a_text_of_several_parts_is_one_operand() -> None:
    """PostgreSQL's `->>` binds like `||`."""
    expression = tag(DIALECTS["postgres"], JSON, "Tags", "a\u202eb")
    assert expression is not None
    assert "->> ('a' || CHR(8238) || 'b')" in expression


def test_text_that_is_not_json_has_no_tag() -> None:
    expression = tag(DIALECTS["duckdb"], JSON, f"({object_or_null(DIALECTS['duckdb'], 'Tags')})", "a")
    for stored in ('"a": "b"', "", None, "[1]"):
        assert duckdb.execute(f"SELECT {expression} FROM (SELECT CAST(? AS TEXT) AS Tags)", [stored]).fetchone() == (
            None,
        )


def test_google_alone_has_labels() -> None:
    assert [name for name, storage in SUPPORTED if storage == LABELS] == ["bigquery"]


def test_each_key_has_a_column_of_its_own() -> None:
    names = column_names(("a-b", "a_b", "A b", "date", "1a", "é", "cost", "cost_2"))
    assert len({*names.values()}) == len(names)
    assert all(name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit() for name in names.values())
    assert names["date"] == "tag_date"
