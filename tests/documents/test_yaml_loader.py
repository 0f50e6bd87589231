"""YAML as data: the text that was written, anchors, merge keys, YAML tags and limits; with libyaml and without it."""

from __future__ import annotations

from typing import Any

import pytest

from provider_bridge.documents.yaml_loader import build

pytestmark = pytest.mark.usefixtures("either_yaml")


def read(text: str | bytes, owned: Any = None) -> Any:
    data, diagnostics = build(text.encode() if isinstance(text, str) else text, owned, None)
    assert not diagnostics
    return data


def problems(text: str | bytes, owned: Any = None) -> list[str]:
    """Return every diagnostic of a refused text as `line:column rule`."""
    _, diagnostics = build(text.encode() if isinstance(text, str) else text, owned, None)
    assert diagnostics
    return [f"{each.location.line}:{each.location.column} {each.rule}" for each in diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        *("007", "no", "Yes", "on", "12:30", "1.10", "2024-01-01", "1e3", "0x1F", "1_000", ".inf", "true", "=", "+1"),
        *("nULL", "none", "None", "NuLL", "nil", "undefined", "~x", "a#b", "http://x/y:z", "日本", "a  b"),
        *("-1", "?x", ":x", "<<x"),
    ],
)
def test_a_scalar_is_the_text_that_was_written(text: str) -> None:
    assert read(f"key: {text}") == {"key": text}
    assert read(f"- {text}") == [text]


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_null_is_a_plain_null_or_nothing(text: str) -> None:
    assert read(f"key: {text}") == {"key": None}
    assert read(f"key: [{text or '~'}]") == {"key": [None]}


@pytest.mark.parametrize("text", ['""', "''", '"null"', "'~'", "!!str null", "!!str", "! null", "|-\n  null"])
def test_a_quoted_null_is_text(text: str) -> None:
    value = read(f"key: {text}")["key"]
    assert isinstance(value, str)
    assert value in ("", "null", "~")


def test_keys_are_text() -> None:
    assert read("1: a\nno: b\nnull: c\n~: d\n'': e\n2024-01-01: f") == {
        "1": "a",
        "no": "b",
        "null": "c",
        "~": "d",
        "": "e",
        "2024-01-01": "f",
    }


def test_block_and_folded_text() -> None:
    assert read("a: |\n  one\n\n  two\nb: >\n  one\n  two\nc: |-\n  # no comment\n") == {
        "a": "one\n\ntwo\n",
        "b": "one two\n",
        "c": "# no comment",
    }


def test_escapes_in_double_quotes() -> None:
    assert read(r'a: "\u00e9\x41\U0001F600\t\\"') == {"a": "éA😀\t\\"}


def test_nothing_is_a_document_without_data() -> None:
    for text in ("", "# a comment\n", "---\n", "---\n...\n", "\ufeff"):
        assert read(text) is None


# --- anchors and merge keys


def test_an_alias_repeats_its_value() -> None:
    assert read("a: &x [1, {b: c}]\nd: *x\ne: &y text\nf: *y\n*y : g") == {
        "a": ["1", {"b": "c"}],
        "d": ["1", {"b": "c"}],
        "e": "text",
        "f": "text",
        "text": "g",
    }


def test_a_merge_key_gives_what_the_mapping_lacks() -> None:
    assert read("a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}\nc: {<<: *a, y: 3}") == {
        "a": {"x": "1", "y": "1"},
        "b": {"y": "2", "x": "1"},
        "c": {"y": "3", "x": "1"},
    }


def test_the_first_of_several_merged_mappings_wins() -> None:
    assert read("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}")["c"] == {"x": "1", "y": "2"}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read("a: {'<<': x}") == {"a": {"<<": "x"}}


def test_an_anchor_may_be_used_again() -> None:
    assert read("[&a 1, *a, &a 2, *a]") == ["1", "1", "2", "2"]


# --- problems


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "2:1 yaml-duplicate-key"),
        ("a: {b: 1, 'b': 2}", "1:11 yaml-duplicate-key"),
        ("- a: 1\n  b: 2\n  a: 3", "3:3 yaml-duplicate-key"),
        ("a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a", "4:3 yaml-duplicate-key"),
        ("a: 1\n---\nb: 2", "2:1 yaml-documents"),
        ("a: 1\n...\n---\n", "3:1 yaml-documents"),
        ("a: *b", "1:4 yaml-syntax"),
        ("a: &a [*a]", "1:8 yaml-alias-limit"),
        ("? [a]\n: b", "1:3 yaml-syntax"),
        ("{a: b}: c", "1:1 yaml-syntax"),
        ("a: &a {}\n*a : b", "2:1 yaml-syntax"),
        ("a: {<<: [b]}", "1:9 yaml-syntax"),
        ("!!merge a: b", "1:1 yaml-tag"),
        ("a: !!merge <<", "1:4 yaml-tag"),
        ("<<: x", "1:5 yaml-syntax"),
        ("a: !x b", "1:4 yaml-tag"),
        ("a: !!binary aGk=", "1:4 yaml-tag"),
        ("!!set {a}", "1:1 yaml-tag"),
        ("!x", "1:1 yaml-tag"),
        ("a: !!python/name:os.system", "1:4 yaml-tag"),
    ],
)
def test_a_problem_is_at_its_position(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_problems_that_stop_nothing_are_all_reported() -> None:
    assert problems("a: 1\na: 2\nb: !x y\nc: {d: 1, d: 2}") == [
        "2:1 yaml-duplicate-key",
        "3:4 yaml-tag",
        "4:11 yaml-duplicate-key",
    ]


@pytest.mark.parametrize("tag", ["!!str", "!!int", "!!float", "!!bool", "!!timestamp"])
def test_standard_tags_leave_the_text(tag: str) -> None:
    assert read(f"a: {tag} 012") == {"a": "012"}


def test_standard_tags_leave_lists_mappings_and_nulls() -> None:
    assert read("a: !!seq [b]\nc: !!map {d: e}\nf: !!null ~\n") == {"a": ["b"], "c": {"d": "e"}, "f": None}
    assert problems("a: !!set {b}\nc: !!seq_ [d]") == ["1:4 yaml-tag", "2:4 yaml-tag"]


@pytest.mark.parametrize(
    "text", ["!!map b", "!!seq b", "!!str [b]", "!!int {b: c}", "!!seq {b: c}", "!!map [b]", "!!null b"]
)
def test_a_standard_tag_of_another_type_is_a_problem(text: str) -> None:
    assert problems(f"a: {text}") == ["1:4 yaml-tag"]


def test_a_quoted_null_with_its_tag_is_null() -> None:
    assert read("a: !!null ''\nb: !!null 'null'\nc: !!str null\n") == {"a": None, "b": None, "c": "null"}


# --- what is ours


OWNED: Any = {"ours": None, "part": {"ours": None}}


@pytest.mark.parametrize(
    "text",
    [
        "theirs: !include source.yaml\nother: [!x {a: !y b}]\nours: {a: b}\n",
        "ours: a\n!x theirs: b\n",
        "!x theirs: a\n",
        "part: {ours: a, !x theirs: b}\n",
        "theirs: {a: 1, a: 2, [b]: c, <<: d}\n",
        "part: {theirs: {a: 1, a: 2, {b: c}: d}}\n",
        "part: {theirs: 1, theirs: 2}\n",
        "? [a]\n: !x b\n? {c: d, c: e}\n: [f]\n",
        "theirs: &a !x b\nother: *a\n? *a\n: c\n",
        "theirs: &a {ours: !x b}\npart: {theirs: *a}\n",
        "<<: {theirs: !x a}\n",
        "<<: &a {theirs: 1, theirs: 2, [b]: c}\n",
        "theirs: &a {a: !x b, c: d}\nours: {a: e, <<: *a}\n",
        "theirs: [&a !x b, &a c]\nours: *a\n",
        "theirs: &a {part: !x b}\npart: {<<: *a}\n",
        "!x\nours: a\npart: !y {ours: a}\n",
        "part: !x a\n",
    ],
)
def test_the_rest_of_the_file_is_the_etls(text: str) -> None:
    assert read(text, OWNED) is not None


def test_what_a_list_as_a_key_names_is_left_out() -> None:
    assert read("a: b\n? [c]\n: {d: e}\n? {f: g}\n: h\ni: &i [j]\n? *i\n: k\nl: m\n", {}) == {
        "a": "b",
        "i": ["j"],
        "l": "m",
    }


@pytest.mark.parametrize(
    ("text", "problems_of_text"),
    [
        ("theirs: a\n!x ours: b\n", ["2:1 yaml-tag"]),
        ("!x ours: a\n", ["1:1 yaml-tag"]),
        ("part:\n  theirs: a\n  !x ours: b\n  theirs2: {!x a: b}\n", ["3:3 yaml-tag"]),
        ("ours: {!x a: !y b}\ntheirs: {!x a: !y b}\n", ["1:8 yaml-tag", "1:14 yaml-tag"]),
        ("ours: [{a: !x {b: c}}]\n", ["1:12 yaml-tag"]),
        ("theirs: 1\ntheirs: 2\n", ["2:1 yaml-duplicate-key"]),
        ("part: {ours: 1, ours: 2}\n", ["1:17 yaml-duplicate-key"]),
        ("part: {<<: {}, <<: {}}\n", ["1:16 yaml-duplicate-key"]),
        ("part: {<<: a}\n", ["1:12 yaml-syntax"]),
        ("ours: {[a]: b}\n", ["1:8 yaml-syntax"]),
    ],
)
def test_what_is_read_is_checked(text: str, problems_of_text: list[str]) -> None:
    assert problems(text, OWNED) == problems_of_text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("theirs: &a !x b\nours: *a\n", "2:7 yaml-tag 1"),
        ("theirs: &a !x b\nours: {a: [*a]}\n", "2:12 yaml-tag 1"),
        ("theirs: &a !x b\nours: {*a : c}\n", "2:8 yaml-tag 1"),
        ("theirs: &a !x b\n*a : c\n", None),
        ("theirs: &a !x ours\n*a : c\n", "2:1 yaml-tag 1"),
        ("theirs: &a !x {b: c}\nours: *a\n", "2:7 yaml-tag 1"),
        ("theirs: &a\n  b: [!x c]\nours: *a\n", "3:7 yaml-tag 2"),
        ("theirs: &a\n  !x b: c\nours: *a\n", "3:7 yaml-tag 2"),
        ("theirs: &a {b: !x c}\nours: {d: e, <<: *a}\n", "2:18 yaml-tag 1"),
        ("theirs: &a {b: !x c}\nours: {<<: [{}, *a]}\n", "2:17 yaml-tag 1"),
        ("theirs: &a [{}, {b: !x c}]\nours: {<<: *a}\n", "2:12 yaml-tag 1"),
        ("theirs: &a !x {b: c}\nours: {<<: *a}\n", "2:12 yaml-tag 1"),
        ("theirs: &a !x [{b: c}]\nours: {<<: *a}\n", "2:12 yaml-tag 1"),
        ("theirs: &a {b: {c: !x d}}\nours: {<<: *a}\n", "2:12 yaml-tag 1"),
        ("theirs: &a {b: !x c}\nother: &b {<<: *a}\nours: *b\n", "3:7 yaml-tag 1"),
        ("theirs: &a [!x b]\nother: &b {c: *a}\nours: {<<: *b}\n", "3:12 yaml-tag 1"),
        ("theirs: &a {b: 1, b: 2}\nours: *a\n", "2:7 yaml-duplicate-key 1"),
        ("theirs: &a {b: 1, b: 2}\nours: {<<: *a}\n", "2:12 yaml-duplicate-key 1"),
        ("theirs: &a {b: 1, b: 2}\nours: {<<: *a, b: 3}\n", None),
        ("theirs: &a {[b]: c}\nours: *a\n", "2:7 yaml-syntax 1"),
        ("theirs: &a {[b]: c}\nours: {<<: *a}\n", "2:12 yaml-syntax 1"),
        ("theirs: &a {<<: b}\nours: *a\n", "2:7 yaml-syntax 1"),
        ("theirs: &a {<<: b}\nours: {<<: *a}\n", "2:12 yaml-syntax 1"),
        ("theirs: &a {ours: !x b}\n<<: *a\n", "2:5 yaml-tag 1"),
        ("theirs: &a !x {ours: b}\n<<: *a\n", "2:5 yaml-tag 1"),
        ("theirs: &a {ours: 1, ours: 2}\n<<: *a\n", "2:5 yaml-duplicate-key 1"),
        ("theirs: &a {part: {ours: !x b}}\n<<: *a\n", "2:5 yaml-tag 1"),
        ("theirs: &a {ours: !x b}\npart: {<<: *a}\n", "2:12 yaml-tag 1"),
        ("theirs: [&a !x b, &b [*a]]\nours: *b\n", "2:7 yaml-tag 1"),
    ],
)
def test_an_alias_brings_what_is_wrong_with_its_value(text: str, problem: str | None) -> None:
    """At the alias, with the line of the value."""
    _, diagnostics = build(text.encode(), OWNED, None)
    at = [(f"{each.location.line}:{each.location.column} {each.rule}", each.values[-1]) for each in diagnostics]
    assert [f"{position} {line}" for position, line in at] == ([problem] if problem else [])


def test_an_error_that_is_reported_is_not_repeated_at_aliases() -> None:
    assert problems("ours: &a [!x b]\npart: {ours: *a}\n", OWNED) == ["1:11 yaml-tag"]


def test_each_alias_that_brings_a_problem_is_named() -> None:
    text = "theirs: &a !x b\nours: [*a, *a]\npart: {ours: *a}\n"
    assert problems(text, OWNED) == ["2:8 yaml-tag", "2:12 yaml-tag", "3:14 yaml-tag"]


def test_the_start_of_a_file_that_ends_too_early_is_checked() -> None:
    text = "theirs: &a !x b\nours: {c: *a, <<: [*a], d: 1, d: 2, e: [!y f"
    assert problems(text, OWNED) == ["2:11 yaml-tag", "2:31 yaml-duplicate-key", "2:41 yaml-tag", "2:40 yaml-syntax"]


def test_an_explicit_merge_tag_is_a_merge_key() -> None:
    """`yq -i` writes it."""
    assert read("a: &a {b: c}\nd: {!!merge <<: *a, e: f}") == {"a": {"b": "c"}, "d": {"e": "f", "b": "c"}}


# --- limits


def test_a_file_with_a_hundred_errors_is_not_read_further() -> None:
    text = "theirs: [" + "!x a, " * 200 + "]\nours: [" + "!x a, " * 200
    diagnostics = build(text.encode(), OWNED, None)[1]
    assert [each.location.line for each in diagnostics] == [2] * 101
    assert diagnostics[-1].message == "the rest of the file is not read after 100 errors"
    assert {each.rule for each in diagnostics} == {"yaml-tag"}


def test_a_list_of_broken_merge_keys_is_not_read_further() -> None:
    assert len(problems("ours: [" + "{<<: a}, " * 200 + "]", OWNED)) == 101


def test_64_levels_are_the_most() -> None:
    assert read("[" * 64 + "]" * 64)
    assert problems("[" * 65 + "]" * 65) == ["1:65 yaml-depth"]
    assert problems("\n".join(" " * level + "a:" for level in range(70))) == ["65:65 yaml-depth"]


def test_an_alias_counts_with_its_depth() -> None:
    half = "a: &a " + "[" * 32 + "]" * 32 + "\nb: "
    assert read(half + "[" * 31 + "*a" + "]" * 31)
    assert problems(half + "[" * 32 + "*a" + "]" * 32) == ["2:36 yaml-depth"]


def test_50_000_repeated_values_are_the_most() -> None:
    thousand = "a: &a [&x x, " + "x, " * 998 + "]\nb: ["  # the list is a value too
    assert len(read(thousand + "*a, " * 50 + "]")["b"]) == 50
    assert problems(thousand + "*a, " * 50 + "*x]") == ["2:205 yaml-alias-limit"]


@pytest.mark.parametrize("value", ["x" * 1024, "{" + "k" * 512 + ": " + "v" * 512 + "}"])
def test_1_mib_of_repeated_text_is_the_most(value: str) -> None:
    text = f"a: &a {value}\nb: [" + "*a, " * 1024
    assert len(read(text + "]")["b"]) == 1024
    assert problems(text + "&b x, *b]") == ["2:4107 yaml-alias-limit"]
