"""Fixes of any job: a second run changes nothing, other bytes stay, and nothing that was right becomes wrong."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import yaml
from hypothesis import given
from hypothesis import strategies as st

from provider_bridge.edits.rounds import fixed
from provider_bridge.edits.text_edits import add_tags, apply, rename
from provider_bridge.query.parse import build

if TYPE_CHECKING:
    from tests.project import Project

KEYS = st.sampled_from(
    ["provider", "provdier", "runtime", "run_time", "tags", "Tags", "compute", "computes", "storage", "storge", "x"]
)
VALUES = st.sampled_from(
    ["aws", "{type: ecs}", "{team: a}", "{Owner: b, team: a}", "", "@a", "a: b", "'q'", "{cpu: 1}"]
)
COMMENTS = st.sampled_from(["", " # note", "   ", "\r"])
LINES = st.lists(st.tuples(KEYS, VALUES, COMMENTS), min_size=1, max_size=6, unique_by=lambda line: line[0])
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
SETTINGS = {"Team": "web", "Owner": "Ø 1: x"}


def text_of(head: str, lines: list[tuple[str, str, str]]) -> str:
    return f"{head}: acme\ninfrastructure:\n" + "".join(f"  {key}:  {value}{end}\n" for key, value, end in lines)


@given(head=st.sampled_from(["tenant_id", "tenant-id", "Tenant_ID"]), lines=LINES)
def test_fixes_are_idempotent_and_change_no_other_line(
    head: str, lines: list[tuple[str, str, str]], asker: Project
) -> None:
    text = text_of(head, lines)
    asker.write("provider-bridge.yaml", "required_tags: [Team, Owner]\n")
    asker.write("job.yaml", text)
    query = build([("jobs", str(asker.root / "job.yaml"))])
    result, edited, number = fixed(query, SETTINGS)
    assert bool(edited) == bool(number)
    after = edited.get("job.yaml", text.encode())
    asker.write("job.yaml", after)
    again, more, _ = fixed(query, SETTINGS)
    assert (more, again.all_diagnostics()) == ({}, result.all_diagnostics())
    touched = [
        line
        for kind, start, end, _, _ in SequenceMatcher(None, lines_of(text.encode()), lines_of(after)).get_opcodes()
        if kind != "equal"
        for line in lines_of(text.encode())[start:end]
    ]
    reasons = (b"provdier", b"run_time", b"Tags", b"computes", b"storge", b"enant", b"team", b"tags", b"@a", b"a: b")
    assert all(any(reason in line for reason in reasons) for line in touched)


def lines_of(text: bytes) -> list[bytes]:
    return text.split(b"\n")


@given(old=NAMES, new=NAMES, style=st.sampled_from(["'", '"']))
def test_a_renamed_key_is_read_as_the_new_name(old: str, new: str, style: str) -> None:
    written = yaml.dump(old, default_style=style, allow_unicode=True, width=1000).rstrip("\n")
    text = f"{written} :  value # note\nlast: x\n"
    edit = rename(text, (1, 1), old, new)
    if new not in ("last", old):
        assert edit is not None
        after = apply(text, [edit])
        assert yaml.safe_load(after) == {new: "value", "last": "x"}
        assert after.endswith(" :  value # note\nlast: x\n")


@given(key=NAMES, value=NAMES)
def test_an_added_tag_is_read_as_it_was_given(key: str, value: str) -> None:
    for text in (
        "infrastructure:\n  provider: aws\n",
        "infrastructure: {tags: {A: b}}\n",
        "infrastructure:\n  tags:\n",
    ):
        edit = add_tags(text, {key: value})
        if edit is not None:
            assert yaml.safe_load(apply(text, [edit]))["infrastructure"]["tags"][key] == value
        else:
            assert key == "A"
