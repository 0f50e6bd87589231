"""Writing files: new ones beside what is there, new contents in one step, and nothing outside of the root."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from provider_bridge.files.root import Root
from provider_bridge.files.write import WriteError, create, replace, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Root:
    (tmp_path / "root").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.yaml").write_bytes(b"old")
    return Root(str(tmp_path / "root"))


def test_a_new_file_has_its_directories_and_the_line_ends_of_its_text(root: Root) -> None:
    assert create(root, "a/b/c.yaml", "é: 1\n")
    assert root.read("a/b/c.yaml") == "é: 1\n".encode()


@pytest.mark.parametrize("kind", ["file", "directory", "dangling link"])
def test_what_is_there_is_not_overwritten(kind: str, root: Root, tmp_path: Path) -> None:
    path = tmp_path / "root" / "a.yaml"
    if kind == "file":
        path.write_bytes(b"old")
    elif kind == "directory":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "outside" / "new.yaml")
    assert not create(root, "a.yaml", "new")
    assert kind != "file" or path.read_bytes() == b"old"
    assert os.listdir(tmp_path / "outside") == ["a.yaml"]


def test_a_directory_that_leads_out_is_refused(root: Root, tmp_path: Path) -> None:
    (tmp_path / "root" / "link").symlink_to(tmp_path / "outside")
    for path in ("link/new.yaml", "link/below/new.yaml", "../outside/new.yaml"):
        with pytest.raises(WriteError, match="outside the project root"):
            create(root, path, "new")
    with pytest.raises(WriteError, match="outside the project root"):
        replace(root, "link/a.yaml", b"old", b"new")
    assert (tmp_path / "outside" / "a.yaml").read_bytes() == b"old"
    assert os.listdir(tmp_path / "outside") == ["a.yaml"]


def test_a_file_is_replaced_with_its_mode(root: Root, tmp_path: Path) -> None:
    path = tmp_path / "root" / "a.yaml"
    path.write_bytes(b"old")
    path.chmod(0o604)
    replace(root, "a.yaml", b"old", b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o604)


def test_a_failure_leaves_the_old_file_and_no_other(
    root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "root" / "a.yaml"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(WriteError, match="No space left on device"):
        replace(root, "a.yaml", b"old", b"new")
    assert (path.read_bytes(), os.listdir(tmp_path / "root")) == (b"old", ["a.yaml"])


def test_a_file_that_is_another_one_by_now_is_left(root: Root, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="No such file"):
        replace(root, "a.yaml", b"old", b"new")
    (tmp_path / "root" / "a.yaml").write_bytes(b"other")
    with pytest.raises(WriteError, match="changed meanwhile"):
        replace(root, "a.yaml", b"old", b"new")


def test_a_named_file_is_written_with_the_mode_of_new_ones(tmp_path: Path) -> None:
    write(str(tmp_path / "new"), [b"a", b"b"])
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "new").read_bytes() == b"ab"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_named_link_keeps_leading_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    write(str(tmp_path / "link"), [b"new"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


def test_pieces_that_end_in_an_error_leave_the_old_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise RuntimeError

    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(RuntimeError):
        write(str(tmp_path / "a"), pieces())
    assert ((tmp_path / "a").read_bytes(), os.listdir(tmp_path)) == (b"old", ["a"])


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    left = tmp_path / f".a.{os.getpid()}.partial"
    left.write_bytes(b"old")
    write(str(tmp_path / "a"), [b"new"])
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_private_file_is_private_while_it_is_written(tmp_path: Path) -> None:
    modes = []

    def pieces() -> Iterator[bytes]:
        (partial,) = tmp_path.glob(".a.*")
        modes.append(partial.stat().st_mode & 0o777)
        yield b"new"

    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o600)
    write(str(tmp_path / "a"), pieces())
    assert modes == [0o600]


def test_a_pipe_gets_the_pieces(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write(str(tmp_path / "pipe"), [b"a", b"b"])
    assert os.read(reader, 9) == b"ab"
    os.close(reader)


@pytest.mark.parametrize("path", ["missing/a", "."])
def test_a_named_file_that_cannot_be_written(path: str, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"No such file|Is a directory"):
        write(str(tmp_path / path), [b""])
