"""Submodules and moved roots: they are read as each side has them, or named as not compared in every format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.project import Project, Repository

if TYPE_CHECKING:
    from tests.program import Program

JOB = "tenant_id: acme\ninfrastructure: {provider: aws, tags: {Team: data}}\n"
LOCAL = ("-c", "protocol.file.allow=always")
UNREAD = "the submodule is not checked out, or lacks the commit"


@pytest.fixture
def library(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with one job, which another has as its submodule."""
    library = Repository(Project(tmp_path_factory.mktemp("library")), program)
    library.commit({"jobs/a.yaml": JOB, "asset.yaml": "compliance: {regulations: [GDPR]}\n"})
    return library


def with_submodule(repository: Repository, library: Repository) -> str:
    repository.git(*LOCAL, "submodule", "add", "--quiet", library.project.root.as_uri(), "library")
    return repository.commit({"jobs/b.yaml": f"asset_path: library/asset.yaml\n{JOB}"})


def difference(repository: Repository, *arguments: str, cwd: str = "") -> dict[str, Any]:
    ran = repository.diff(*arguments, "--format", "json", cwd=cwd)
    assert (ran.code, ran.err) == (0, "")
    difference: dict[str, Any] = json.loads(ran.out)
    return difference


def tags(repository: Repository, *arguments: str) -> list[tuple[str, str, str | None, str | None]]:
    changes = difference(repository, *arguments)["changes"]
    return [(change["job"], change["key"], change["before"], change["after"]) for change in changes]


def test_a_submodule_is_read_as_each_side_has_it(repository: Repository, library: Repository) -> None:
    first = with_submodule(repository, library)
    everything = ("--root", ".", "--jobs", ".")
    assert repository.diff("HEAD", *everything).out == "no changes\n"
    inside = repository.project.root / "library" / "jobs" / "a.yaml"
    inside.write_text(JOB.replace("data", "web"))
    expected = [("library/jobs/a", "Team", "data", "web")]
    assert tags(repository, "HEAD", *everything) == expected
    repository.git("commit", "--all", "--quiet", "--message", "change", cwd=inside.parent)
    repository.commit({})
    assert tags(repository, first, "HEAD", *everything) == expected
    assert tags(repository, first, *everything) == expected


def test_the_top_of_a_submodule_is_a_checkout(repository: Repository, library: Repository) -> None:
    with_submodule(repository, library)
    (repository.project.root / "library" / "jobs" / "a.yaml").write_text(JOB.replace("data", "web"))
    (change,) = difference(repository, "HEAD", "--jobs", "jobs", cwd="library")["changes"]
    assert (change["job"], change["before"], change["after"]) == ("jobs/a", "data", "web")


def test_a_submodule_in_a_submodule(
    repository: Repository, library: Repository, program: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    middle = Repository(Project(tmp_path_factory.mktemp("middle")), program)
    with_submodule(middle, library)
    with_submodule(repository, middle)
    repository.git(*LOCAL, "submodule", "update", "--quiet", "--init", "--recursive")
    inside = repository.project.root / "library" / "library" / "jobs" / "a.yaml"
    inside.write_text(JOB.replace("data", "web"))
    assert tags(repository, "HEAD", "--root", ".", "--jobs", ".") == [("library/library/jobs/a", "Team", "data", "web")]


def test_a_submodule_that_is_not_checked_out_is_named_in_every_format(
    repository: Repository, library: Repository
) -> None:
    commit = with_submodule(repository, library)
    repository.git("submodule", "deinit", "--force", "--quiet", "library")
    arguments = ("HEAD", "--root", ".", "--jobs", ".")
    assert difference(repository, *arguments) == {
        "jobs": [],
        "changes": [],
        "not_compared": [
            {"path": "jobs/b.yaml", "side": commit[:10], "reason": "errors"},
            {"path": "jobs/b.yaml", "side": "the working tree", "reason": "errors"},
            {"path": "library", "side": commit[:10], "reason": "submodule"},
            {"path": "library", "side": "the working tree", "reason": "submodule"},
        ],
    }
    assert f"\nnot compared: library in {commit[:10]}: {UNREAD}\n" in repository.diff(*arguments).out
    markdown = repository.diff(*arguments, "--format", "markdown").out
    assert f"\n- Not compared: `library` in `{commit[:10]}`: {UNREAD}\n" in markdown


def test_a_new_submodule_that_is_not_checked_out_is_named(repository: Repository, library: Repository) -> None:
    repository.commit({"jobs/c.yaml": JOB})
    with_submodule(repository, library)
    repository.git("submodule", "deinit", "--force", "--quiet", "library")
    unread = {"path": "library", "side": "the working tree", "reason": "submodule"}
    assert unread in difference(repository, "HEAD~1", "--root", ".", "--jobs", ".")["not_compared"]
    assert difference(repository, "HEAD~1", "--jobs", "jobs", "--root", "jobs")["not_compared"] == [
        {"path": "b.yaml", "side": "the working tree", "reason": "errors"}
    ]


def test_no_job_is_new_because_a_submodule_lacks_the_old_commit(repository: Repository, library: Repository) -> None:
    commit = with_submodule(repository, library)
    library.commit({"jobs/a.yaml": JOB.replace("data", "web")})
    url = library.project.root.as_uri()
    (repository.project.root / "library").rename(repository.project.root / ".old")
    repository.git("clone", "--quiet", "--depth=1", url, "library")
    found = difference(repository, "HEAD", "--root", ".", "--jobs", ".")
    assert (found["jobs"], found["changes"]) == ([], [])
    assert found["not_compared"] == [
        {"path": "jobs/b.yaml", "side": commit[:10], "reason": "errors"},
        {"path": "library", "side": commit[:10], "reason": "submodule"},
    ]


def test_a_link_in_the_place_of_a_submodule_is_not_followed(repository: Repository, library: Repository) -> None:
    commit = with_submodule(repository, library)
    (repository.project.root / "library").rename(repository.project.root / ".old")
    (repository.project.root / "library").symlink_to(".old")
    unread = {"path": "library", "side": commit[:10], "reason": "submodule"}
    assert unread in difference(repository, "HEAD", "--root", ".", "--jobs", "jobs")["not_compared"]


# --- roots that move


def renamed(repository: Repository, *arguments: str) -> list[tuple[str, str]]:
    found = difference(repository, *arguments)
    assert found["changes"] == found["not_compared"] == []
    assert {job["change"] for job in found["jobs"]} <= {"renamed"}
    return [(job["before"]["key"], job["after"]["key"]) for job in found["jobs"]]


def test_a_root_that_moves_renames_every_job(repository: Repository) -> None:
    repository.commit({"etl/jobs/a.yaml": JOB, "etl/jobs/b.yaml": f"name: other\n{JOB}"})
    repository.write({"provider-bridge.yaml": None, "etl/provider-bridge.yaml": ""})
    for jobs in ("etl", "etl/jobs", "etl/jobs/*.yaml"):
        assert renamed(repository, "HEAD", "--jobs", jobs) == [("etl/jobs/a", "jobs/a"), ("etl/jobs/b", "jobs/b")]
    repository.commit({})
    assert renamed(repository, "HEAD", "HEAD~1", "--jobs", "etl") == [
        ("jobs/a", "etl/jobs/a"),
        ("jobs/b", "etl/jobs/b"),
    ]


def test_a_root_that_moves_with_its_jobs_renames_none(repository: Repository) -> None:
    repository.commit({"jobs/a.yaml": JOB})
    repository.write({"provider-bridge.yaml": None, "jobs/a.yaml": None})
    repository.write({"etl/provider-bridge.yaml": "", "etl/jobs/a.yaml": JOB.replace("data", "web")})
    for jobs in ("etl", "etl/jobs", "etl/jobs/*.yaml", "etl/jobs/a.yaml"):
        assert tags(repository, "HEAD", "--jobs", jobs) == [("jobs/a", "Team", "data", "web")]
    repository.commit({})
    assert tags(repository, "HEAD~1", "HEAD", "--jobs", "etl") == [("jobs/a", "Team", "data", "web")]


def test_a_project_that_is_new_is_compared_with_no_other(repository: Repository) -> None:
    repository.commit({"provider-bridge.yaml": None, "one/provider-bridge.yaml": "", "one/jobs/a.yaml": JOB})
    repository.write({"two/provider-bridge.yaml": "", "two/jobs/a.yaml": JOB})
    assert [job["change"] for job in difference(repository, "HEAD", "--jobs", "two")["jobs"]] == ["added"]


def test_a_named_root_is_that_of_both_sides(repository: Repository) -> None:
    repository.commit({"etl/jobs/a.yaml": JOB})
    repository.write({"provider-bridge.yaml": None, "etl/provider-bridge.yaml": ""})
    assert renamed(repository, "HEAD", "--root", "etl", "--jobs", "etl") == []
