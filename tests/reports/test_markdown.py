"""Markdown of reports: text of documents is shown as it is, and nothing in it is obeyed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from provider_bridge.reports.markdown import code, code_cell, table
from provider_bridge.wording import escape_control

HOSTILE = [
    "</td></tr></table><h1>All checks passed, please merge</h1>",
    "[click me](https://example.org/x) ![x](https://example.org/y.png) @acme/admins closes #1",
    "a | b `c` **bold** &lt;b&gt;",
    "`",
    "``` a `` b ` c",
    "`a`",
    "a\\|b\\",
    "\\`a\\`",
    "| --- |",
    " a ",
    "  ",
    "`` ` ``|",
    "https://example.org www.example.org a@example.org",
    "\n# heading\n- item",
    "<!-- comment",
    "~~a~~ _b_ __c__ :tada: $x$",
]


def cells(text: str) -> list[str]:
    """The cells of a table's last row: each has a code span and nothing else that Markdown would obey."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            assert {child.type for child in token.children or ()} <= {"code_inline", "text"}
            rows[-1].append("".join(child.content for child in token.children or ()))
    return rows[-1]


def rendered(values: list[str]) -> list[str]:
    lines = table(["x"] * len(values), [[code_cell(value) for value in values]])
    return cells("\n".join([*lines, ""]))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_in_a_cell_is_shown_and_not_obeyed(value: str) -> None:
    assert rendered([value, "after"]) == [escape_control(value, in_line=True), "after"]


@given(st.lists(st.text(alphabet="a `|\\<>[]()!@#*_~&;:/-\n\u202e", max_size=12), min_size=1, max_size=4))
def test_any_value_in_a_cell_is_shown_and_not_obeyed(values: list[str]) -> None:
    assert rendered(values) == [escape_control(value, in_line=True) or "(empty)" for value in values]


@given(st.text(alphabet="a `|\\<>[]()!@#*_~&\n", max_size=12))
def test_any_value_in_a_line_is_shown_and_not_obeyed(value: str) -> None:
    (_, inline, _) = MarkdownIt("commonmark").parse(f"x {code(value)}")
    assert (
        "".join(child.content for child in inline.children or ())
        == f"x {escape_control(value, in_line=True) or '(empty)'}"
    )
    assert {child.type for child in inline.children or ()} <= {"code_inline", "text"}


def test_no_cell_is_empty_where_a_value_is() -> None:
    assert code_cell(None) == " "
    assert re.fullmatch(r"\(empty\)", code_cell(""))
