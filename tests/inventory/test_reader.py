"""Exports that are cut, exports of another shape, and text that is not an export."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provider_bridge.inventory.kinds import KINDS
from tests.inventory.exporting import LABELS, ORDERS, aws
from tests.program import run_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.inventory.exporting import Inventorying

TRUNCATED = "stdin: error: [inventory-truncated] the export is cut at a page: "
TOPIC = {"name": "//pubsub.googleapis.com/t", "assetType": "pubsub.googleapis.com/Topic", "labels": LABELS}
ROW = {"id": "/subscriptions/s/a", "type": "microsoft.app/jobs", "tags": ORDERS}
POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "etl", "labels": {}}}


@pytest.mark.parametrize(
    ("export", "reason"),
    [
        (aws(ORDERS, PaginationToken="more"), '"PaginationToken" is set'),
        (aws(ORDERS, NextToken="more"), '"NextToken" is set'),
        ({"results": [TOPIC], "nextPageToken": "more"}, '"nextPageToken" is set'),
        ({"count": 1, "data": [ROW], "skip_token": "more"}, '"skip_token" is set'),
        ({"count": 1, "data": [ROW], "resultTruncated": "true"}, '"resultTruncated" is "true"'),
        ({"value": [ROW], "nextLink": "https://management.azure.com"}, '"nextLink" is set'),
        ({"count": 1, "data": [ROW], "skip_token": None, "total_records": 3}, "it has 1 of 3 resources"),
        ({"kind": "List", "items": [POD], "metadata": {"continue": "more"}}, '"metadata.continue" is set'),
    ],
)
def test_an_export_that_is_cut_at_a_page(export: Any, reason: str, inventorying: Inventorying) -> None:
    message, fix = inventorying.refusal(export).splitlines()
    assert message == TRUNCATED + reason
    assert fix.startswith("  fix: append the next pages to the file, or create it with: ")


def test_pages_in_a_row_are_one_export(inventorying: Inventorying) -> None:
    first, last = aws(ORDERS, PaginationToken="more"), aws({**ORDERS, "Team": "web"}, PaginationToken="")
    for separator in (b"", b"\n", b"\r\n\n"):
        pages = separator.join(json.dumps(page).encode() for page in (first, last))
        assert inventorying.rules(pages) == ["live-different"]
    rows = [{"data": [ROW], "skip_token": token, "total_records": 2} for token in ("more", None)]
    assert "inventory-truncated" not in inventorying.run("\n".join(map(json.dumps, rows)).encode()).err
    lines = "\n".join(json.dumps(each) for each in (TOPIC, {**TOPIC, "labels": {**LABELS, "team": "web"}}))
    assert inventorying.rules(lines.encode()) == ["live-different"]


def test_each_cut_of_the_text_is_reported(inventorying: Inventorying) -> None:
    text = json.dumps(aws({**ORDERS, "ünï": "\u00fc\n"}, count=12.5e3, more=[True, None]), ensure_ascii=False).encode()
    for end in range(1, len(text)):
        message = inventorying.refusal(text[:end]).splitlines()[0]
        assert "[inventory-truncated] the export is cut: its JSON ends too early" in message, text[:end]


def test_a_cut_last_line_is_reported(inventorying: Inventorying) -> None:
    lines = b"\n".join(json.dumps(TOPIC).encode() for _ in range(3))
    assert "[inventory-truncated]" in inventorying.refusal(lines[:-9])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the export is empty"),
        (b" \n\xef\xbb\xbf"[:2], "the export is empty"),
        (b"NAME  READY\npod-a 1/1\n", "the export must be JSON: Expecting value"),
        (b'{"ResourceTagMappingList": [],}', "the export must be JSON: "),
        (b'{"a": NaN}', "the export cannot be read: NaN is not valid JSON"),
        (b'{"a": "\xff"}', "the export must be UTF-8, found another byte at offset 7"),
        (b"[" * 100_000, "the export has too many nested levels"),
        (b"[]", "an empty list may be of more than one kind"),
        (b"{}", "the file is not an export of a known kind"),
        (b'"text"', "the file is not an export of a known kind"),
        (b"12", "the file is not an export of a known kind"),
        (b"[[1]]", "the file is not an export of a known kind"),
        (b'{"version": 4, "serial": 1, "lineage": "x"}', "the file is a Terraform state file, not the output of "),
        (
            b'{"format_version": "1.0", "values": {"root_module": []}}',
            'the export must have the list "values.root_module"',
        ),
        (b'{"format_version": "1.2", "planned_values": {}}', 'the export must have the list "values"'),
    ],
)
def test_text_that_is_not_an_export(raw: bytes, message: str, inventorying: Inventorying) -> None:
    refusal = inventorying.refusal(raw)
    assert f"error: [inventory-format] {message}" in refusal
    assert "  fix: " in refusal


@pytest.mark.parametrize(
    ("export", "path"),
    [
        (aws() | {"ResourceTagMappingList": [{"Tags": []}]}, "ResourceTagMappingList[0]"),
        (aws() | {"ResourceTagMappingList": [{"ResourceARN": 1, "Tags": []}]}, "ResourceTagMappingList[0]"),
        (aws(ORDERS, {"Team": 1}), "ResourceTagMappingList[1]"),  # type: ignore[dict-item]
        ({"ResourceTagMappingList": [{"ResourceARN": "a", "Tags": False}]}, "ResourceTagMappingList[0]"),
        ({"ResourceTagMappingList": [{"ResourceARN": "a", "Tags": 0}]}, "ResourceTagMappingList[0]"),
        ([{**TOPIC, "labels": []}], "[0]"),
        ([{**TOPIC, "labels": ""}], "[0]"),
        ({"data": [{**ROW, "tags": []}]}, "data[0]"),
        ({"kind": "List", "items": [{**POD, "metadata": {"name": "a", "labels": []}}]}, "items[0]"),
        ({"kind": "List", "items": [{**POD, "kind": "Job", "spec": {"template": ""}}]}, "items[0]"),
        ([TOPIC, None], "[1]"),
        ([TOPIC, {**TOPIC, "labels": ["a"]}], "[1]"),
        ([{"name": "//a", "assetType": "a", "ancestors": []}], "[0]"),
        ({"data": [{"id": "/a", "type": "a"}]}, "data[0]"),
        ({"data": [{**ROW, "tags": {"a": None}}]}, "data[0]"),
        ({"kind": "List", "items": [{"kind": "Pod"}]}, "items[0]"),
        ({"kind": "List", "items": ["Pod"]}, "items[0]"),
        ({"kind": "CronJob", "metadata": {"name": "a"}, "spec": {"jobTemplate": [1]}}, "[0]"),
    ],
)
def test_an_item_of_another_form_is_named(export: Any, path: str, inventorying: Inventorying) -> None:
    message, fix = inventorying.refusal(export).splitlines()
    assert message.startswith(f'stdin: error: [inventory-format] "{path}" must be a mapping with ')
    assert fix.startswith("  fix: create it with: ")


ODD: tuple[Any, ...] = (None, True, 0, 1.5, "", "a", [], [[]], ["a"], [None], {}, {"a": {}}, [{}], [{"id": {}}])


@pytest.mark.parametrize("kind", KINDS)
def test_any_shape_is_a_clear_error_or_an_export(kind: str, inventorying: Inventorying) -> None:
    names = ("ResourceTagMappingList", "results", "data", "value", "items", "values", "metadata", "total_records")
    for odd in (*ODD, *({"kind": "A", "format_version": "1", name: odd} for name in names for odd in ODD)):
        ran = inventorying.run(odd, "--kind", kind)
        assert (ran.code, ran.err) == (0, "") or "error: [inventory-format]" in ran.err, odd


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=60)
def test_anything_anywhere_in_an_export_causes_no_crash(kind: str, data: st.DataObject) -> None:
    export = deepcopy(EXPORTS[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(list(locations(export))))
        parent = export
        for step in path:
            parent = parent[step]
        parent[last] = deepcopy(data.draw(st.sampled_from(ODD)))
    form = data.draw(st.sampled_from(["text", "json"]))
    ran = run_here(
        "inventory", "-", "--jobs", "estate/jobs", "--format", form, stdin=json.dumps(export).encode(), cwd=CASES
    )
    assert ran.code in (0, 1)
    assert "Traceback" not in ran.err


CASES = Path(__file__).parent
EXPORTS = {kind: json.loads((CASES / kind / "live.json").read_text("utf-8")) for kind in KINDS}


def locations(data: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value below data."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from locations(value, *path, step)


def test_files_are_read_before_any_is_compared(inventorying: Inventorying) -> None:
    inventorying.project.write("good.json", json.dumps(aws(ORDERS)))
    inventorying.project.write("cut.json", json.dumps(aws(ORDERS))[:-3])
    ran = inventorying.run(aws(ORDERS, NextToken="x"), "good.json", "cut.json", "no.json", ".")
    assert (ran.code, ran.out) == (1, "")
    rules = ["file-unreadable", "inventory-truncated", "file-missing", "inventory-truncated"]
    assert ran.rules == rules


def test_exports_of_powershell_are_read(inventorying: Inventorying) -> None:
    text = json.dumps(aws(ORDERS))
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le"):
        assert inventorying.rules(text.encode(encoding)) == []
