"""Whatever is swapped for a link, and whenever: nothing outside the root is read, shown or taken for a job."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.given import JOB, SECRET
from tests.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.project import Project


@pytest.fixture
def estate(project: Project) -> Project:
    """A root `estate` and, beside it, a directory with the same files that must not be read."""
    for root, said in (("estate", "shown"), ("outside", SECRET)):
        project.write(f"{root}/provider-bridge.yaml", "aws_tag_policies: [policies/aws/tags.json]\n")
        project.write(f"{root}/policies/aws/tags.json", json.dumps({"tags": {said: {"tag_key": said}}}))
        project.write(f"{root}/assets/shop/orders.yaml", f"finops: {{project: {said}}}\n")
        project.write(
            f"{root}/jobs/acme/a.yaml",
            f"asset_path: assets/shop/orders.yaml\nenvironment: {said}\n{JOB}",
        )
    return project


DOCUMENTS = ("provider-bridge.yaml", "policies/aws/tags.json", "jobs/acme/a.yaml", "assets/shop/orders.yaml")
COMPONENTS = [
    (document, "/".join(["estate", *document.split("/")[:depth]]))
    for document in DOCUMENTS
    for depth in range(document.count("/") + 2)
]
"""A document, and each part of its path, the root included."""
QUERIES = {"job": {"job": "estate/jobs/acme/a.yaml"}, "jobs": {"jobs": "estate/jobs/**/*.yaml"}}


def swapped(place: str) -> None:
    """Another process puts a link to the outside where a file or a directory was."""
    Path(place).rename("away")
    Path(place).symlink_to(Path("outside", *Path(place).parts[1:]).resolve())


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="this system doesn't tell where an opened file lies")
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize(("document", "place"), COMPONENTS)
def test_a_part_of_a_path_that_becomes_a_link_just_before_the_opening(
    document: str, place: str, query: dict[str, str], estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def swap(path: str, flags: int) -> int:
        if path.endswith(document) and not Path("away").exists():
            swapped(place)
        return opened(path, flags)

    monkeypatch.setattr(os, "open", swap)
    ran = estate.ask(query)
    assert Path("away").exists()
    assert (ran.code, ran.out) == (1, "")
    assert {"path-outside-root", "file-unreadable"} & {*ran.rules}
    assert SECRET not in ran.err


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize(("document", "place"), COMPONENTS)
def test_a_part_of_a_path_that_is_a_link_before_it_is_looked_at(
    document: str, place: str, query: dict[str, str], estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The root itself may be a link then: who names it chooses it."""
    real = os.path.realpath

    def swap(path: str, **how: Any) -> str:
        if str(path).endswith(document) and not Path("away").exists() and place != "estate":
            swapped(place)
        return real(path, **how)

    monkeypatch.setattr(os.path, "realpath", swap)
    ran = estate.ask(query)
    if place == "estate":
        assert ran.code == 0
        return
    assert (ran.code, ran.out, {*ran.rules}) == (1, "", {"path-outside-root"})
    assert SECRET not in ran.err


def test_where_the_system_can_it_follows_no_link_in_any_directory(
    estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """macOS has no /proc to ask where an opened file lies, but a flag for this."""
    flag, asked = 0x20000000, []
    opened = os.open

    def note(path: str, flags: int) -> int:
        asked.append(flags & flag)
        return opened(path, flags & ~flag)

    monkeypatch.setattr(os, "O_NOFOLLOW_ANY", flag, raising=False)
    monkeypatch.setattr(os, "open", note)
    assert estate.ask(QUERIES["job"]).code == 0
    assert asked == [flag] * len(DOCUMENTS)


# --- the root


def test_a_policy_that_leads_nowhere_marks_the_root_all_the_same(estate: Project) -> None:
    """Else a directory further up would be the root, without a word, and every address another one."""
    estate.write("provider-bridge.yaml", "")
    policy = estate.root / "estate" / "provider-bridge.yaml"
    policy.unlink()
    policy.symlink_to("nowhere.yaml")
    for query in QUERIES.values():
        ran = estate.ask(query)
        assert (ran.code, ran.out) == (1, "")
        assert 'provider-bridge.yaml:1:1: error: [file-missing] file "provider-bridge.yaml" not found' in ran.lines


def test_a_policy_that_vanishes_once_the_root_is_found_is_missed(
    estate: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jobs that no policy judged must not pass for jobs that are fine."""
    from provider_bridge.files.globs import roots_of

    def then_vanish(patterns: Any) -> set[str | None]:
        roots = roots_of(patterns)
        Path("estate/provider-bridge.yaml").unlink()
        return roots

    monkeypatch.setattr("provider_bridge.project.roots_of", then_vanish)
    ran = estate.ask(QUERIES["jobs"])
    assert (ran.code, ran.out, ran.rules) == (1, "", ["file-missing"])


# --- a race


@pytest.fixture
def exchange() -> Callable[[str, str], None]:
    """Two names exchange what they name, at once: nobody sees either of them missing (Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        pytest.skip("this system can't exchange two names at once")

    def exchange(one: str, other: str) -> None:
        here, both = -100, 2
        if libc.renameat2(here, os.fsencode(one), here, os.fsencode(other), both):
            raise OSError(ctypes.get_errno(), "renameat2")

    return exchange


@pytest.fixture
def race(estate: Project, exchange: Callable[[str, str], None]) -> Iterator[list[int]]:
    """The job's and the asset's directories and files turn into links to the outside and back, until the test ends."""
    targets = ["jobs", "jobs/acme", "jobs/acme/a.yaml", "assets", "assets/shop", "assets/shop/orders.yaml"]
    for number, target in enumerate(targets):
        Path(f"link{number}").symlink_to(Path("outside", target).resolve())
    enough, swaps = threading.Event(), [0]

    def swap() -> None:
        while not enough.is_set():
            for number, target in enumerate(targets):
                exchange(f"estate/{target}", f"link{number}")
                enough.wait(0.0001)
                exchange(f"estate/{target}", f"link{number}")
            swaps[0] += 1

    swapping = threading.Thread(target=swap, daemon=True)
    swapping.start()
    yield swaps
    enough.set()
    swapping.join()


def checked(code: int, out: str, err: str) -> int:
    assert SECRET not in out + err
    assert "Traceback" not in err
    assert code in (0, 1)
    assert (json.loads(out) != {}) if code == 0 else (out == "" and err != "")
    return code


def test_no_answer_of_many_shows_what_is_outside(race: list[int], estate: Project) -> None:
    codes = []
    for number in range(400):
        ran = estate.ask({**QUERIES["jobs" if number % 2 else "job"], "root": "estate"})
        codes.append(checked(ran.code, ran.out, ran.err))
    assert {*codes} == {0, 1}, "some calls meet a link, some don't"
    assert race[0] > 10


def test_nor_does_an_answer_of_the_program(race: list[int], estate: Project) -> None:
    calls = [
        subprocess.Popen(
            [PROGRAM, "query", "-q", f"{key}={value}", "-q", "root=estate"], stdout=-1, stderr=-1, text=True
        )
        for _ in range(10)
        for key, value in ((key, query[key]) for key, query in QUERIES.items())
    ]
    for call in calls:
        out, err = call.communicate(timeout=60)
        checked(call.returncode, out, err)
    assert race[0] > 0
