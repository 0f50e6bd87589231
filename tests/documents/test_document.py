"""YAML files as documents: what is refused, and the position of each value."""

from __future__ import annotations

import pytest

from provider_bridge.documents.document import Document, find_position, parse

pytestmark = pytest.mark.usefixtures("either_yaml")


def test_a_document_has_its_path_its_data_and_its_text() -> None:
    assert parse(b"a: b", "job.yaml") == (Document("job.yaml", {"a": "b"}, b"a: b"), [])


def test_a_refused_text_is_not_a_document() -> None:
    document, diagnostics = parse(b"a: 1\na: 2", "job.yaml")
    assert document is None
    assert [each.location[0::3] for each in diagnostics] == [("job.yaml", 2)]


def test_a_text_that_changed_has_no_positions() -> None:
    assert find_position(b"[", ("a",)) == (1, 1)


def test_a_byte_order_mark_and_windows_lines() -> None:
    text = "\ufeffa: 1\r\nb:\r\n  - x\r\n".encode()
    document, _ = parse(text, "job.yaml")
    assert document is not None
    assert document.data == {"a": "1", "b": ["x"]}
    assert document.position(("b", 0)) == (3, 5)


def test_columns_count_characters() -> None:
    assert find_position("{日本: a, ß: b}".encode(), ("ß",)) == (1, 12)


TEXT = b"""\
tenant_id: acme
finops: &finops
  cost_center: A-1
  tags: [a, "b", {c: d}]
infrastructure:
  <<: *finops
  provider: aws
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (1, 1), (1, 1)),
        (("tenant_id",), (1, 12), (1, 1)),
        (("finops",), (2, 9), (2, 1)),
        (("finops", "cost_center"), (3, 16), (3, 3)),
        (("finops", "tags"), (4, 9), (4, 3)),
        (("finops", "tags", 1), (4, 13), None),
        (("finops", "tags", 2, "c"), (4, 22), (4, 19)),
        (("infrastructure",), (6, 3), (5, 1)),
        (("infrastructure", "provider"), (7, 13), (7, 3)),
        (("infrastructure", "cost_center"), (3, 16), (3, 3)),
        (("infrastructure", "nothing"), (6, 3), None),
        (("nothing", "at", "all"), (1, 1), (1, 1)),
    ],
)
def test_every_value_and_key_has_its_position(
    path: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int] | None
) -> None:
    assert find_position(TEXT, path) == value
    assert key is None or find_position(TEXT, path, on_key=True) == key
