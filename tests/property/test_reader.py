"""The reader of YAML against PyYAML's own, and with libyaml against without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from provider_bridge.documents import yaml_parser
from provider_bridge.documents.document import find_position, parse
from tests.property.generated import TYPED

if TYPE_CHECKING:
    from provider_bridge.diagnostics import Diagnostic

DISPUTED = re.compile(r"[|>][-+1-9]*[#\t]|\?|:[,\[\]{}]|^%|[|>][-+]*\s+\t", re.MULTILINE)
"""The texts that only one of the parsers accepts (docs/job-file.md) have one of these."""
NULLS = ("", "~", "null", "Null", "NULL")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), max_size=8)
SCALARS = (
    st.none()
    | TEXTS
    | st.sampled_from(["null", "~", "", "yes", "1.10", "a: b", "#x", "- x", "'", '"', "multi\nline\n"])
)
DATA = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3), max_leaves=12
)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "allow_unicode": st.booleans(),
        "explicit_start": st.booleans(),
        "indent": st.integers(2, 5),
        "width": st.sampled_from([10, 80]),
        "line_break": st.sampled_from(["\n", "\r\n"]),
    }
)


def read(text: str, libyaml: bool) -> tuple[Any, list[Diagnostic]]:
    """Return the data, and what is wrong with the text."""
    parser = yaml_parser.CParser if libyaml else None
    with mock.patch.object(yaml_parser, "CParser", parser):
        document, diagnostics = parse(text.encode(), "file.yaml")
    return document and document.data, diagnostics


def same(ours: Any, theirs: Any) -> bool:
    """Whether our data is what PyYAML's base loader gives, which leaves every scalar as text."""
    if isinstance(ours, dict):
        return (
            isinstance(theirs, dict)
            and list(ours) == list(theirs)
            and all(same(ours[key], theirs[key]) for key in ours)
        )
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    return theirs in (None, *NULLS) if ours is None else ours == theirs


@given(data=DATA, style=STYLES)
@settings(max_examples=2 * settings().max_examples)
def test_what_pyyaml_writes_is_read_as_it_was(data: Any, style: Any) -> None:
    text = yaml.safe_dump(data, sort_keys=False, **style)
    try:
        theirs = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError:
        assume(False)
    ours, problems = read(text, libyaml=True)
    assert not problems
    assert same(ours, theirs)
    if style["default_style"] is None:
        assert ours == data


@given(text=TYPED)
@settings(max_examples=10 * settings().max_examples)
@example(text="[?a]")
@example(text="{a:b}")
@example(text="a: &b *b")
@example(text="? a\n? b")
def test_where_pyyaml_accepts_too_the_data_is_the_same(text: str) -> None:
    ours, problems = read(text, libyaml=True)
    if problems or "<<" in text:
        return
    try:
        theirs = yaml.load(text.removeprefix("\ufeff"), yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError):
        return
    assert same(ours, theirs)


@pytest.mark.skipif(yaml_parser.CParser is None, reason="this PyYAML has no libyaml")
@given(text=TYPED)
@settings(max_examples=10 * settings().max_examples)
def test_libyaml_changes_no_data(text: str) -> None:
    """Where a text has several faults, one parser may come upon another first."""
    with_libyaml, without = read(text, libyaml=True), read(text, libyaml=False)
    if DISPUTED.search(text) and (with_libyaml[1] == []) != (without[1] == []):
        return
    assert with_libyaml[0] == without[0]
    assert (with_libyaml[1] == []) == (without[1] == [])


@pytest.mark.skipif(yaml_parser.CParser is None, reason="this PyYAML has no libyaml")
@given(data=DATA, style=STYLES)
def test_libyaml_changes_nothing_about_what_pyyaml_writes(data: Any, style: Any) -> None:
    text = yaml.safe_dump(data, **style)
    assert read(text, libyaml=True) == read(text, libyaml=False)


@given(text=TYPED)
@settings(max_examples=3 * settings().max_examples)
@example(text="{a\n:a")
def test_a_problem_is_in_the_text(text: str) -> None:
    assume(not {"\x85", "\u2028"} & set(text))  # line ends for YAML, and for few editors
    lines = text.removeprefix("\ufeff").splitlines() or [""]
    _, problems = read(text, libyaml=True)
    for problem in problems:
        line, column = problem.location.line, problem.location.column
        assert 1 <= line <= len(lines) + 1
        assert 1 <= column <= (len(lines[line - 1]) if line <= len(lines) else 0) + 1


@given(data=DATA, style=STYLES)
def test_every_value_has_its_own_place(data: Any, style: Any) -> None:
    """No two values of what PyYAML writes start at the same place, but a list or mapping and its first item."""
    text = yaml.safe_dump(data, **style).encode()
    document, _ = parse(text, "file.yaml")
    assume(document is not None)
    assert document is not None
    leaves = [find_position(text, path) for path in paths(document.data, ())]
    assert len(set(leaves)) == len(leaves)


def paths(node: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [leaf for step, value in below for leaf in paths(value, (*path, step))] or [path]


# --- what counts as ours, against the nodes that PyYAML composes

OWNED: Any = {"a": None, "b": {"a": None}}
TAGS = st.sampled_from(["", "", "", "", "!x ", "!!str ", "!!map "])
KEYS = st.sampled_from(["a", "a", "b", "c", "<<", "<<", "!!merge <<", "!x a", "'<<'", "[a]"])


@st.composite
def anchored(draw: st.DrawFn) -> str:
    """A document in which values have anchors and YAML tags, and aliases bring them elsewhere."""
    anchors: list[str] = []

    def value(depth: int) -> str:
        kind = draw(
            st.sampled_from(["scalar", "alias", "alias", "list", "mapping", "mapping"] if depth else ["mapping"])
        )
        if kind == "alias" and anchors:
            return f"*{draw(st.sampled_from(anchors))} "
        tag = draw(TAGS)
        if kind == "list" and depth < 4:
            text = f"[{', '.join(value(depth + 1) for _ in range(draw(st.integers(0, 2))))}]"
        elif kind == "mapping" and depth < 4:
            text = f"{{{', '.join(f'{draw(KEYS)}: {value(depth + 1)}' for _ in range(draw(st.integers(0, 3))))}}}"
        else:
            text = draw(st.sampled_from(["a", "b", "'a'"]))
        if depth and draw(st.booleans()):
            anchors.append(f"n{len(anchors)}")
            return f"&{anchors[-1]} {tag}{text}"
        return tag + text

    return value(0)


@given(text=anchored())
@settings(max_examples=10 * settings().max_examples)
def test_what_is_wrong_with_a_value_counts_where_it_is_used(text: str) -> None:
    document, diagnostics = parse(text.encode(), "file.yaml", OWNED)
    root = yaml.compose(text, yaml.BaseLoader)
    assert (document is None) == wrong(root, OWNED, is_root=True), diagnostics
    if document is not None:
        assert plain(root) == document.data


def wrong(node: Any, ours: Any, is_root: bool = False) -> bool:
    """Whether something is wrong with what is ours of a value: with all of it for None, else with these keys."""
    if is_tagged(node) and ours is None:
        return True
    if isinstance(node, yaml.SequenceNode):
        return ours is None and any(wrong(item, None) for item in node.value)
    if not isinstance(node, yaml.MappingNode):
        return False
    keys = [(key.value, is_merge(key)) for key, _ in node.value if is_scalar(key)]
    if (is_root and len(set(keys)) < len(keys)) or has_wrong_merge(node) or (ours is None and has_complex_key(node)):
        return True
    return any(
        (bad and (ours is None or ours[key] is None)) or wrong(value, None if ours is None else ours[key])
        for key, (value, bad) in entries(node).items()
        if ours is None or key in ours
    )


def entries(node: Any) -> dict[str, tuple[Any, bool]]:
    """The keys of a mapping, its own before those of merged ones: the value, and whether the key is wrong."""
    known: dict[str, tuple[Any, bool]] = {}
    for key, value in node.value:
        if is_scalar(key) and not is_merge(key):
            known[key.value] = value, is_tagged(key) or key.value in known
    for source, bad in sources(node):
        for name, (value, bad_there) in entries(source).items():
            known.setdefault(name, (value, bad or bad_there))
    return known


def sources(node: Any) -> list[tuple[Any, bool]]:
    """The mappings that are merged into one, and whether a YAML tag is on them."""
    merged: list[tuple[Any, bool]] = []
    for key, value in node.value:
        if is_merge(key) and is_source(value):
            items = value.value if isinstance(value, yaml.SequenceNode) else [value]
            merged += [(item, is_tagged(item) or is_tagged(value)) for item in items]
    return merged


def has_wrong_merge(node: Any) -> bool:
    values = [value for key, value in node.value if is_merge(key)]
    wrong_here = len(values) > 1 or not all(map(is_source, values))
    return wrong_here or any(has_wrong_merge(source) for source, _ in sources(node))


def has_complex_key(node: Any) -> bool:
    return any(not is_scalar(key) for key, _ in node.value) or any(has_complex_key(item) for item, _ in sources(node))


def is_source(node: Any) -> bool:
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return all(isinstance(item, yaml.MappingNode) for item in items)


def is_scalar(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode)


def is_merge(key: Any) -> bool:
    return is_scalar(key) and key.value == "<<" and key.style is None


def is_tagged(node: Any) -> bool:
    own = {yaml.SequenceNode: "seq", yaml.MappingNode: "map"}.get(type(node), "str")
    names = (own, "merge") if is_merge(node) else (own,)
    return node.tag not in {f"tag:yaml.org,2002:{name}" for name in names}


def plain(node: Any) -> Any:
    """The data of a node."""
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key: plain(value) for key, (value, _) in entries(node).items()}
    return node.value
