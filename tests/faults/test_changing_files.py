"""Files that vanish, become something else, shrink or grow while they are read, and links swapped under our feet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provider_bridge.documents.document import parse
from provider_bridge.files.globs import expand
from provider_bridge.files.root import MAX_BYTES
from tests.faults.given import JOB, SECRET

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider_bridge.diagnostics import Diagnostic
    from provider_bridge.documents.data import Owned
    from provider_bridge.documents.document import Document
    from tests.project import Project


def vanish(path: Path) -> None:
    path.unlink()


def become_a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_a_link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.yaml")


def become_a_link_outside(path: Path) -> None:
    path.unlink()
    path.symlink_to(Path("secret.yaml").resolve())


def be_cut_within_a_letter(path: Path) -> None:
    path.write_bytes(JOB.encode() + b"name: caf\xc3")


def grow(path: Path) -> None:
    path.write_bytes(JOB.encode() + b"#" * MAX_BYTES)


CHANGES: dict[Callable[[Path], None], tuple[str, str]] = {
    vanish: (
        'query:1:2: error: [file-missing] file "jobs/b.yaml" not found',
        'jobs/b.yaml:1:13: error: [asset-missing] asset "asset.yaml" not found; searched: asset.yaml',
    ),
    become_a_directory: (
        'jobs/b.yaml:1:1: error: [file-unreadable] "jobs/b.yaml" must be a file, found a directory',
        'jobs/b.yaml:1:13: error: [file-unreadable] "asset.yaml" must be a file, found a directory',
    ),
    become_a_link_to_nowhere: (
        'query:1:2: error: [file-missing] file "jobs/b.yaml" not found',
        'jobs/b.yaml:1:13: error: [asset-missing] asset "asset.yaml" not found; searched: asset.yaml',
    ),
    become_a_link_outside: (
        'query:1:2: error: [path-outside-root] "jobs/b.yaml" is outside the project root',
        'jobs/b.yaml:1:13: error: [path-outside-root] "asset.yaml" is outside the project root',
    ),
    be_cut_within_a_letter: (
        "jobs/b.yaml:4:10: error: [yaml-encoding] the byte 0xc3 is not UTF-8",
        "asset.yaml:4:10: error: [yaml-encoding] the byte 0xc3 is not UTF-8",
    ),
    grow: (
        'jobs/b.yaml:1:1: error: [file-too-large] "jobs/b.yaml" is larger than 1 MiB',
        'jobs/b.yaml:1:13: error: [file-too-large] "asset.yaml" is larger than 1 MiB',
    ),
}


@pytest.fixture
def estate(project: Project) -> Project:
    """Two jobs and an asset under the root `estate`, and a file outside it."""
    project.write("secret.yaml", f"finops: {{project: {SECRET}}}\n{JOB}")
    project.write("estate/provider-bridge.yaml", "")
    project.write("estate/jobs/a.yaml", JOB)
    project.write("estate/jobs/b.yaml", f"asset_path: asset.yaml\n{JOB}")
    project.write("estate/asset.yaml", "finops: {project: shop}\n")
    return project


def after_reading(monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[Path], object]) -> None:
    """Change a file of the estate as soon as its text was read."""

    def then_change(text: bytes, path: str, owned: Owned | None) -> tuple[Document | None, list[Diagnostic]]:
        parsed = parse(text, path, owned)
        if path == name:
            change(Path("estate") / path)
        return parsed

    monkeypatch.setattr("provider_bridge.project.parse", then_change)


@pytest.mark.parametrize(("change", "lines"), CHANGES.items(), ids=[change.__name__ for change in CHANGES])
def test_a_job_changes_between_the_glob_and_the_reading(
    change: Callable[[Path], None], lines: tuple[str, str], estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then_change(pattern: str, excluded: Callable[[str], bool]) -> list[tuple[str, bool]] | None:
        matches = expand(pattern, excluded)
        change(Path("estate/jobs/b.yaml"))
        return matches

    monkeypatch.setattr("provider_bridge.project.expand", then_change)
    ran = estate.ask({"jobs": "estate/jobs/*.yaml"})
    assert (ran.code, ran.out, ran.lines) == (1, "", [lines[0]])
    assert SECRET not in ran.err


@pytest.mark.parametrize(("change", "lines"), CHANGES.items(), ids=[change.__name__ for change in CHANGES])
def test_an_asset_changes_after_its_job_was_read(
    change: Callable[[Path], None], lines: tuple[str, str], estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_reading(monkeypatch, "jobs/b.yaml", lambda _: change(Path("estate/asset.yaml")))
    ran = estate.ask({"jobs": "estate/jobs/*.yaml"})
    assert (ran.code, ran.out, ran.lines) == (1, "", [lines[1]])
    assert SECRET not in ran.err


def test_a_file_that_grows_after_it_was_opened_is_read_to_its_limit_only(
    estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def then_grow(path: str, flags: int) -> int:
        handle = opened(path, flags)
        if path.endswith("b.yaml"):
            grow(Path(path))
        return handle

    monkeypatch.setattr(os, "open", then_grow)
    assert estate.ask({"jobs": "estate/jobs/*.yaml"}).rules == ["file-too-large"]


def test_a_file_that_is_replaced_after_it_was_opened_is_the_old_one(
    estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors and git write a new file and rename it: half of one and half of the other is never seen."""
    opened = os.open

    def then_replace(path: str, flags: int) -> int:
        handle = opened(path, flags)
        Path("new.yaml").write_text(JOB.replace("acme", "globex"), "utf-8")
        Path("new.yaml").replace(path)
        return handle

    monkeypatch.setattr(os, "open", then_replace)
    ran = estate.ask({"job": "estate/jobs/a.yaml"})
    assert ran.result == {"dativo:job": "a", "dativo:tenant": "acme"}


def test_a_diagnostic_has_the_position_in_the_text_that_was_checked(
    estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.write("estate/jobs/a.yaml", f"{JOB}  tags:\n    R&D: x\n")
    after_reading(monkeypatch, "jobs/a.yaml", lambda path: path.write_text(f"#\n#\n#\n{JOB}", "utf-8"))
    (line,) = estate.ask({"job": "estate/jobs/a.yaml"}).lines
    assert line.startswith("jobs/a.yaml:5:5: warning: [tag-changed]")


@pytest.mark.parametrize("text", [b"[", b"\xff", b"a: b", b""], ids=["no YAML", "no UTF-8", "another text", "nothing"])
def test_a_job_that_is_read_again_for_a_place_may_be_another(
    text: bytes, estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What two jobs clash in is known last, when their texts are no longer held."""
    estate.write("estate/jobs/b.yaml", f"name: a\n{JOB}")
    estate.write("estate/jobs/c.yaml", JOB)
    after_reading(monkeypatch, "jobs/b.yaml", lambda path: path.write_bytes(text))
    ran = estate.ask({"jobs": "estate/jobs/*.yaml"})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["slug-collision"])
    assert ran.lines[0].startswith("jobs/b.yaml:1:1: error: [slug-collision]")


def test_a_directory_that_vanishes_while_it_is_searched_holds_nothing(
    estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.write("estate/more/c.yaml", JOB)
    scan = os.scandir

    def then_vanish(directory: str) -> object:
        if directory.endswith("more"):
            Path("estate/more").rename("away")
        return scan(directory)

    monkeypatch.setattr(os, "scandir", then_vanish)
    assert list(estate.ask({"jobs": "estate/**/*.yaml"}).jobs) == ["jobs/a", "jobs/b"]
