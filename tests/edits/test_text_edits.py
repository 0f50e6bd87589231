"""Edits of a text: the part that changes, and the cases in which nothing is certain."""

from __future__ import annotations

import pytest
import yaml

from provider_bridge.edits.text_edits import TextEdit, add_tags, apply, quote, rename


def edited(text: str, edit: TextEdit | None) -> str | None:
    return None if edit is None else apply(text, [edit])


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("a: 1 # note\nold:  x\n", (2, 1), "a: 1 # note\nnew:  x\n"),
        ("'old' : x\n", (1, 1), "'new' : x\n"),
        ('{"old": x, é: y}\n', (1, 2), '{"new": x, é: y}\n'),
        ("é: {ö: ü, old: x}\r\n", (1, 11), "é: {ö: ü, new: x}\r\n"),
        ("old: x\nnew: y\n", (1, 1), None),
        ("&a old: x\n", (1, 1), None),
        ("? old\n: x\n", (1, 3), "? new\n: x\n"),
        ("other: x\n", (1, 1), None),
        ("old: [\n", (1, 1), None),
    ],
)
def test_a_key_is_renamed(text: str, position: tuple[int, int], expected: str | None) -> None:
    assert edited(text, rename(text, position, "old", "new")) == expected


@pytest.mark.parametrize(
    ("new", "written"),
    [("dativo:cost-center", "dativo:cost-center"), ("a: b", '"a: b"'), ("on", '"on"'), ('"', '"\\""'), ("1", '"1"')],
)
def test_a_new_key_is_quoted_where_it_must(new: str, written: str) -> None:
    text = edited("old: x\n", rename("old: x\n", (1, 1), "old", new))
    assert text == f"{written}: x\n"
    assert yaml.safe_load(text) == {new: "x"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("infrastructure:\n  provider: aws # a\n", "infrastructure:\n  tags:\n    Team: web\n  provider: aws # a\n"),
        (
            "infrastructure:\n  tags:\n    # a\n    A: b\n",
            "infrastructure:\n  tags:\n    # a\n    Team: web\n    A: b\n",
        ),
        ("infrastructure:\r\n  tags:\r\n    A: b", "infrastructure:\r\n  tags:\r\n    Team: web\r\n    A: b"),
        ("infrastructure: {tags: {A: b}}\n", "infrastructure: {tags: {Team: web, A: b}}\n"),
        ("infrastructure: {tags: {}}\n", "infrastructure: {tags: {Team: web}}\n"),
        ("infrastructure: {provider: aws}\n", "infrastructure: {tags: {Team: web}, provider: aws}\n"),
        ("infrastructure:\n  tags:\n  provider: aws\n", "infrastructure:\n  tags: {Team: web}\n  provider: aws\n"),
        ("infrastructure:\n  tags: null # a\n", "infrastructure:\n  tags: {Team: web} # a\n"),
        ("infrastructure:\n  tags: ~\n", "infrastructure:\n  tags: {Team: web}\n"),
        ("x: &t {A: b}\ninfrastructure:\n  tags: *t\n", None),
        ("infrastructure:\n  tags: &t {A: b}\n", None),
        ("infrastructure:\n  tags: text\n", None),
        ("infrastructure:\n  tags:\n    Team:\n", None),
        ("infrastructure:\n", None),
        ("infrastructure: {}\n", None),
        ("tenant_id: a\n", None),
        ("- a\n", None),
        ("", None),
    ],
)
def test_a_tag_is_added(before: str, after: str | None) -> None:
    assert edited(before, add_tags(before, {"Team": "web"})) == after


def test_several_tags_are_added_in_one_edit() -> None:
    text = "infrastructure:\n  provider: aws\n"
    added = edited(text, add_tags(text, {"Team": "web", "dativo:budget": "1.10"}))
    assert added == 'infrastructure:\n  tags:\n    Team: web\n    dativo:budget: "1.10"\n  provider: aws\n'


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("name: a: b # note", 'name: "a: b" # note'),
        ("  - @team", '  - "@team"'),
        ("name: *.csv", 'name: "*.csv"'),
        ('name: a: "b" \\', 'name: "a: \\"b\\" \\\\"'),
        ('name: "a": b', None),
        ("name: [a: b", None),
        ("  a: b: c,", None),
        ("a: b: c}", None),
        ("a", None),
    ],
)
def test_a_value_is_quoted(line: str, quoted: str | None) -> None:
    text = f"tenant_id: acme\n{line}\nlast: x\n"
    expected = None if quoted is None else f"tenant_id: acme\n{quoted}\nlast: x\n"
    assert edited(text, quote(text, 2)) == expected


def test_a_value_that_goes_on_in_the_next_line_is_not_quoted() -> None:
    assert quote("name: a: b\n  c\n", 1) is None
    assert quote("name: a: b\n\n# note\n  c\n", 1) is None
    assert quote("name: a: b\n", 7) is None


def test_edits_that_overlap_are_made_once() -> None:
    assert (
        apply("abcdef", [TextEdit(3, 5, "X"), TextEdit(0, 1, "-"), TextEdit(4, 6, "Y"), TextEdit(3, 5, "X")]) == "-bcXf"
    )
