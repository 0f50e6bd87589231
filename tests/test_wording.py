"""How text for people is written: plurals, suggestions, and nothing that a terminal would obey."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from provider_bridge.wording import count, did_you_mean, escape_control, first_of, json_text, list_of, percent


def test_none_of_a_thing_is_plural() -> None:
    assert [count(number, "error") for number in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]


def test_a_part_of_a_whole_is_never_a_negative_zero() -> None:
    parts = [(0, -5), (-1, 10_000), (-5, -5), (-5, 10), (1, 3), (1, 0)]
    expected = ["0.0%", "0.0%", "100.0%", "-50.0%", "33.3%", "-"]
    assert [percent(part, whole) for part, whole in parts] == expected
    assert [percent(Decimal(part), Decimal(whole)) for part, whole in parts] == expected


def test_the_rest_of_a_long_list_is_a_number() -> None:
    assert [list_of(["a", "b", "c"][:number], 2) for number in range(4)] == ["", "a", "a, b", "a, b and 1 more"]
    assert [first_of(["a", "b", "c"], most) for most in (2, 3)] == [("a", "b", "1 more"), ("a", "b", "c")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain äöü 東京 😀", "plain äöü 東京 😀"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u202eevil", "\\u202eevil"),
        ("\x9b1m", "\\x9b1m"),
        ("\ud800", "\\ud800"),
        ("##vso[task.setvariable variable=x]y", "\\x23#vso[task.setvariable variable=x]y"),
        ("a ##[error]b ##teamcity[x]", "a \\x23#[error]b \\x23#teamcity[x]"),
        ("###[group]", "#\\x23#[group]"),
        ("::stop-commands::x", "\\x3a:stop-commands::x"),
        (" \t::error::x", " \\t\\x3a:error::x"),
        ("a::b ## c [d]", "a::b ## c [d]"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, expected: str) -> None:
    assert escape_control(text) == expected


def test_json_for_a_terminal_is_escaped_as_json_can() -> None:
    value = {"a\x7f\x9b": ['\u202e"\\\u2028', "\U000e0001", "\udc80", "zürich 😀\n"]}
    text = json_text(value, indent=None)
    assert text == (r'{"a\u007f\u009b": ["\u202e\"\\\u2028", "\udb40\udc01", "\udc80", "zürich 😀\n"]}')
    assert json.loads(text) == json.loads(json_text(value)) == value


def test_json_holds_no_command_of_a_ci_runner() -> None:
    value = {"a": "##vso[x]", "##[b]": ["::c", "## d"]}
    text = json_text(value)
    assert "##vso[" not in text
    assert "##[" not in text
    assert json.loads(text) == value


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("jbo", ["job", "jobs"], ' (did you mean "job"?)'),
        ("AWS", ["aws", "gcp"], ' (did you mean "aws"?)'),
        ("zzz", ["aws"], ""),
        ("run_time", ["runtime", "compute"], ' (did you mean "runtime"?)'),
    ],
)
def test_the_nearest_known_word_is_suggested(word: str, known: list[str], expected: str) -> None:
    assert did_you_mean(word, known) == expected
