"""Revisions that no checkout would have, and repositories that lack a part: a reason, and nothing written elsewhere."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from provider_bridge.cli import cli
from provider_bridge.diff import checkout, git
from tests.faults.given import JOB

if TYPE_CHECKING:
    from pathlib import Path

    from tests.program import Process, Ran
    from tests.project import Repository

FETCH = "in a partial clone, fetch the rest first: git fetch --refetch --no-filter origin"
TREE, FILE, LINK = "40000", "100644", "120000"


def made(repository: Repository, kind: str, content: bytes) -> str:
    """An object that git doesn't look at; its name."""
    arguments = ["git", "hash-object", "-t", kind, "--literally", "-w", "--stdin"]
    done = subprocess.run(arguments, input=content, cwd=repository.project.root, capture_output=True, check=True)
    return done.stdout.decode().strip()


def tree(repository: Repository, *entries: tuple[str, str, str]) -> str:
    """A tree of mode, name and object each, whatever the names."""
    return made(
        repository, "tree", b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(to) for mode, name, to in entries)
    )


def commit(repository: Repository, *entries: tuple[str, str, str]) -> str:
    return repository.git("commit-tree", "-m", "hostile", tree(repository, *entries))


def refused(ran: Ran) -> str:
    """The message, without its fix."""
    assert (ran.code, ran.out) == (1, "")
    line, *fixes = ran.err.splitlines()
    assert len(fixes) <= 1
    assert all(fix.startswith("  fix: ") for fix in fixes)
    return line


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside") / "temporary"


@pytest.mark.parametrize("name", ["../x.yaml", "../../x.json", "{outside}/x.yaml", "a//x.yaml", "./x.yaml", "/x.yaml"])
def test_a_name_that_leads_elsewhere(name: str, repository: Repository, temporary: Path) -> None:
    """In one entry, or one for each folder."""
    temporary.mkdir()
    name = name.format(outside=temporary.parent)
    job = made(repository, "blob", JOB.encode())
    hostile = [commit(repository, (FILE, name, job))]
    folder, _, file = name.partition("/")
    if folder:  # git itself refuses a folder without a name
        hostile.append(commit(repository, (TREE, folder, tree(repository, (FILE, file, job)))))
    fine = repository.commit({"jobs/a.yaml": JOB})
    for revision in hostile:
        for asked in ([revision], [revision, fine], [fine, revision]):
            said = refused(repository.diff(*asked, "--jobs", ".", TMPDIR=str(temporary)))
            assert said == f'provider-bridge: {revision[:10]} has "{name}", a file that no checkout can have'
    assert [*temporary.parent.rglob("*")] == [temporary]


@pytest.mark.parametrize("order", [1, -1])
def test_nothing_is_written_through_a_link(order: int, repository: Repository, temporary: Path) -> None:
    temporary.mkdir()
    job = made(repository, "blob", JOB.encode())
    link = (LINK, "a.yaml", made(repository, "blob", os.fsencode(temporary.parent)))
    inside = (TREE, "a.yaml", tree(repository, (FILE, "b.yaml", job)))
    for other in (inside, (FILE, "a.yaml", job)):
        revision = commit(repository, *(link, other)[::order])
        said = refused(repository.diff(revision, "--jobs", ".", TMPDIR=str(temporary)))
        assert said == f'provider-bridge: {revision[:10]} has "a.yaml" at the path of another file or directory'
    assert [*temporary.parent.rglob("*")] == [temporary]


def test_no_copy_is_written_through_a_link(
    repository: Repository, temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the file system has no links of its own a file that is there already is copied."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    job = made(repository, "blob", JOB.encode())
    link = (LINK, "a.yaml", made(repository, "blob", os.fsencode(temporary)))
    revision = commit(repository, (FILE, "0.yaml", job), link, (FILE, "a.yaml", job))
    assert cli.main(["diff", revision, "--jobs", "."], standalone_mode=False) == 1
    said = f'provider-bridge: {revision[:10]} has "a.yaml" at the path of another file or directory\n'
    assert capsys.readouterr() == ("", said)
    assert not temporary.exists()


def test_a_link_that_no_system_has(repository: Repository) -> None:
    revision = commit(repository, (LINK, "a.yaml", made(repository, "blob", b"a\0b")))
    said = refused(repository.diff(revision, "--jobs", "."))
    assert said == f'provider-bridge: {revision[:10]} has "a.yaml", a link that no checkout can have'


def test_a_root_that_was_a_file(repository: Repository) -> None:
    revision = repository.commit({"etl.yaml": JOB})
    repository.write({"etl.yaml": None, "etl.yaml/provider-bridge.yaml": "", "etl.yaml/a.yaml": JOB})
    said = refused(repository.diff("HEAD", "--root", "etl.yaml", "--jobs", "etl.yaml"))
    assert said == f'provider-bridge: {revision[:10]} has "etl.yaml" at the path of another file or directory'


def test_a_file_that_the_repository_lacks(repository: Repository) -> None:
    revision = repository.commit({"jobs/a.yaml": JOB})
    blob = repository.git("rev-parse", "HEAD:jobs/a.yaml")
    (repository.project.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    said = refused(repository.diff("HEAD", "--jobs", "jobs"))
    assert said == f"provider-bridge: revision {revision[:10]} is not complete in this repository: {blob} is missing"


@pytest.mark.parametrize("without", ["blob:none", "tree:0"])
@pytest.mark.parametrize("unknown", ["", "GIT_NO_LAZY_FETCH"], ids=["git", "older git"])
def test_nothing_is_fetched(
    unknown: str, without: str, repository: Repository, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partial clone would fetch what it lacks from where it came: what it lacks is said, and how to fetch it."""
    revision = repository.commit({"jobs/a.yaml": JOB, "jobs/b.yaml": JOB})
    repository.commit({"jobs/a.yaml": JOB.replace("aws", "gcp"), "jobs/b.yaml": None})
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("clone", "--quiet", f"--filter={without}", repository.project.root.as_uri(), str(temporary))
    monkeypatch.chdir(temporary)
    if unknown:
        monkeypatch.delitem(git._OFFLINE, unknown)
    with pytest.raises(git.RevisionError) as raised:
        checkout.extract(str(temporary), revision, ".", str(temporary / "there"), {})
    assert str(raised.value).startswith(f"revision {revision[:10]} is not complete in this repository: ")
    assert raised.value.fix == FETCH
    missing = ["rev-list", "--objects", "--missing=print", revision]
    assert "?" in repository.git(*missing, cwd=temporary)
    repository.git(*FETCH.partition(": git ")[2].split(), "--quiet", cwd=temporary)
    assert "?" not in repository.git(*missing, cwd=temporary)
    checkout.extract(str(temporary), revision, ".", str(temporary / "there"), {})
    assert (temporary / "there" / "jobs" / "b.yaml").read_text() == JOB


@pytest.mark.parametrize(
    ("text", "mode", "reason"), [("", 0o600, "Permission denied"), ("\x7fELF", 0o700, "Exec format error")]
)
def test_git_that_cannot_be_run(text: str, mode: int, reason: str, repository: Repository, temporary: Path) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    temporary.mkdir()
    git = temporary / "git"
    git.write_text(text)
    git.chmod(mode)
    said = refused(repository.diff("HEAD", "--jobs", "jobs", PATH=str(temporary)))
    assert said == f"provider-bridge: git cannot be run: {reason}"


def test_too_few_open_files_for_git(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"jobs/a.yaml": JOB})

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(subprocess, "run", fail)
    assert cli.main(["diff", "HEAD", "--jobs", "jobs"], standalone_mode=False) == 1
    assert capsys.readouterr() == ("", "provider-bridge: git cannot be run: Too many open files\n")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_checkout_whose_path_is_not_text(repository: Repository, process: Process, temporary: Path) -> None:
    """It is refused as every query about it is."""
    repository.commit({"jobs/a.yaml": JOB})
    checkout = temporary / os.fsdecode(b"caf\xe9")
    shutil.copytree(repository.project.root, checkout)
    ran, tags = (process.command(*asked, cwd=checkout) for asked in (["diff", "HEAD"], ["tags", "jobs/a.yaml"]))
    assert (ran, ran.code, ran.rules) == (tags, 1, ["query-value"])
