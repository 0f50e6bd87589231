"""YAML text as events: encodings, tabs, and the few texts that only one of the two parsers accepts."""

from __future__ import annotations

import pytest

from provider_bridge.documents import yaml_parser
from provider_bridge.documents.yaml_parser import YamlError, events


def read(text: str | bytes) -> list[str]:
    """Return the values of all scalars."""
    parsed = events(text.encode() if isinstance(text, str) else text)
    return [event.value for event in parsed if hasattr(event, "value")]


def problem(text: str | bytes) -> str:
    """Return the diagnostic of a refused text as `line:column rule`."""
    with pytest.raises(YamlError) as error:
        list(events(text.encode() if isinstance(text, str) else text))
    (diagnostic,) = error.value.diagnostics
    return f"{diagnostic.location.line}:{diagnostic.location.column} {diagnostic.rule}"


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a:\n\t- b", "2:1"),
        ("a:\tb", "1:3"),
        ("a: b\t", "1:5"),
        ("a: [b,\tc]", "1:7"),
        ("\ta: b", "1:1"),
        ("a: b\tc", "1:5"),
        ("a: b#\tc", "1:6"),
        ("a: b##\tc", "1:7"),
        ("a: 'b'\nc: d#\te", "2:6"),
        ("# a\nb: c\td # e", "2:5"),
    ],
)
def test_a_tab_that_parsers_differ_about_is_refused(text: str, position: str) -> None:
    assert problem(text) == f"{position} yaml-syntax"


@pytest.mark.usefixtures("either_yaml")
def test_tabs_are_fine_where_parsers_agree() -> None:
    text = "a: 'x\ty'  #\tcomment\nb: |\n  one\ttwo\n#\tcomment\nc: \"\t\""
    assert read(text) == ["a", "x\ty", "b", "one\ttwo\n", "c", "\t"]
    assert read("#\ta\nb: c#d ## #\te\n  #\tf\ng: 'h' #\ti\n#\tj") == ["b", "c#d", "g", "h"]


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\ud83d\ude00", r"\U0000d800"])
def test_half_a_character_is_refused(escape: str) -> None:
    assert problem(f'a: "{escape}"') == "1:7 yaml-syntax"


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_lines_end_where_yaml_ends_them(end: str) -> None:
    assert problem(f"a: b{end}c: \x07") == "2:4 yaml-encoding"


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize("bad", ["é".encode("latin-1"), b"\0", b"\x1b", "\ufffe".encode(), "\ufeff".encode()])
def test_a_byte_or_character_that_yaml_forbids_is_refused(bad: bytes) -> None:
    assert problem(b"a: b\nc: " + bad) == "2:4 yaml-encoding"


@pytest.mark.usefixtures("either_yaml")
def test_columns_count_characters() -> None:
    assert problem("日本: '") == "1:5 yaml-syntax"


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_version_of_yaml_may_be_named(version: str) -> None:
    assert read(f"%YAML {version}\n---\na: b") == ["a", "b"]


ONLY_LIBYAML = {"a: |#": ["a", ""], "a: >#b\n  c": ["a", "c"], "a: |\t": ["a", ""], "{a? : b}": ["a?", "b"]}
ONLY_PYYAML = {
    '[a"b:]': ['a"b', ""],
    "{a:[b]}": ["a", "b"],
    "%YAML 1.3\n---\na: b": ["a", "b"],
    "a: |-\n  \tb": ["a", "\tb"],
}


@pytest.mark.parametrize(("text", "values"), ONLY_LIBYAML.items())
def test_some_texts_are_read_by_libyaml_only(text: str, values: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/job-file.md lists them."""
    if yaml_parser.CParser is not None:
        assert read(text) == values
    monkeypatch.setattr(yaml_parser, "CParser", None)
    assert problem(text).endswith("yaml-syntax")


@pytest.mark.parametrize(("text", "values"), ONLY_PYYAML.items())
def test_some_texts_are_read_by_pyyaml_only(text: str, values: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/job-file.md lists them."""
    if yaml_parser.CParser is not None:
        assert problem(text).endswith("yaml-syntax")
    monkeypatch.setattr(yaml_parser, "CParser", None)
    assert read(text) == values
