"""Which files a glob names, where the root is, and that nothing leaves it."""

from __future__ import annotations

import fnmatch
import os
from glob import has_magic
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provider_bridge.files.globs import expand

if TYPE_CHECKING:
    from tests.project import Project


def write_jobs(project: Project, *paths: str) -> None:
    for path in paths:
        project.job(path, name=path.translate(str.maketrans("/.", "--")))


def keys(project: Project, jobs: str, **query: str) -> list[str]:
    return list(project.ask({"jobs": jobs, **query}).jobs)


def test_stars_and_classes(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/a.yaml", "jobs/b1.yaml", "jobs/x/c.yaml", "jobs/x/y/d.yml", "jobs/e.json.yaml")
    assert keys(project, "jobs/*.yaml") == ["jobs/a", "jobs/b1", "jobs/e.json"]
    assert keys(project, "jobs/**/*.yaml") == ["jobs/a", "jobs/b1", "jobs/e.json", "jobs/x/c"]
    assert keys(project, "jobs/**/*.y*ml") == ["jobs/a", "jobs/b1", "jobs/e.json", "jobs/x/c", "jobs/x/y/d"]
    assert keys(project, "jobs/?.yaml") == ["jobs/a"]
    assert keys(project, "jobs/[a-c][0-9].yaml") == ["jobs/b1"]
    assert keys(project, "*/x/*.yaml") == ["jobs/x/c"]
    assert keys(project, "**") == ["jobs/a", "jobs/b1", "jobs/e.json", "jobs/x/c", "jobs/x/y/d"]


NAMES = ["a", "b", "[", "]", "!", "-", "a]", "[a", "[]", "a-b", "b]a", "!a", "ab[", "]["]


@given(pattern=st.text("ab[]!-*?", min_size=1, max_size=7))
@example(pattern="[][")
@example(pattern="[!]b[")
@example(pattern="*[")
def test_brackets_mean_what_they_mean_to_the_standard_library(pattern: str) -> None:
    with TemporaryDirectory() as directory:
        for name in NAMES:
            (Path(directory) / name).touch()
        matches = fnmatch.filter(NAMES, pattern)
        if pattern not in NAMES and has_magic(pattern):
            expanded = expand(f"{directory}/{pattern}") or []
            assert sorted(path for path, _ in expanded) == sorted(f"{directory}/{name}" for name in matches)


def test_hidden_names_are_never_matched(project: Project) -> None:
    """Terraform and Terragrunt keep copies of jobs in caches whose names start with a dot."""
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/a.yaml", "jobs/.terragrunt-cache/x/a.yaml", ".terraform/a.yaml", "jobs/.a.yaml")
    assert keys(project, "**/*.yaml") == ["jobs/a"]


def test_hidden_names_are_matched_where_the_glob_says_so(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/a.yaml", "jobs/.archive/a.yaml", "jobs/.b.yaml")
    assert keys(project, "jobs/.*.yaml") == ["jobs/.b"]
    assert keys(project, "j*/.archive/*.yaml") == ["jobs/.archive/a"]
    assert keys(project, "jobs/**/.archive/*.yaml") == ["jobs/.archive/a"]
    write_jobs(project, "jobs/.archive/.c.yaml", ".terraform/.archive/d.yaml", ".terraform/jobs/.archive/e.yaml")
    assert keys(project, "*/.archive/*.yaml") == ["jobs/.archive/a"]
    assert keys(project, "**/.archive/*.yaml") == ["jobs/.archive/a"]
    assert keys(project, "*/.archive/.*.yaml") == ["jobs/.archive/.c"]
    assert keys(project, ".*/.archive/*.yaml") == [".terraform/.archive/d"]


def test_a_directory_that_a_glob_matches_is_not_a_job(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/a.yaml", "jobs/folder.yaml/b.yaml")
    assert keys(project, "jobs/*.yaml") == ["jobs/a"]


def test_a_path_with_magic_in_its_name_is_a_path(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/[a].yaml", "jobs/a.yaml")
    assert keys(project, "jobs/[a].yaml", provider="gcp") == ["jobs/[a]"]


def test_spaces_quotes_and_letters_in_paths(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job('jobs/année 2024/l\'été "x".yaml', name="x")
    job = project.ask({"jobs": "jobs/*/*.yaml"}).job
    assert job["key"] == 'jobs/année 2024/l\'été "x"'
    assert job["path"] == job["key"] + ".yaml"


def test_one_file_named_twice_is_one_job(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/a.yaml")
    (project.root / "link").symlink_to("jobs")
    jobs = f'["jobs/a.yaml", "./jobs/*.yaml", "jobs/../jobs/a.yaml", "link/a.yaml", "{project.root}/jobs/a.yaml"]'
    assert keys(project, jobs) == ["jobs/a"]


@pytest.mark.parametrize("marked", ["", "jobs/", "jobs/acme/"])
def test_the_root_is_the_nearest_directory_with_a_policy_file(marked: str, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write(f"{marked}provider-bridge.yaml", "")
    write_jobs(project, "jobs/acme/a.yaml")
    assert keys(project, "jobs/acme/*.yaml") == ["jobs/acme/a"[len(marked) :]]


def test_the_root_is_found_from_a_globs_fixed_part(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("jobs/acme/provider-bridge.yaml", "")
    write_jobs(project, "jobs/acme/a.yaml")
    assert keys(project, "jobs/*/*.yaml") == ["jobs/acme/a"]


def test_the_root_of_one_job_without_a_policy_is_gits_or_the_working_directory(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("repository/asset.yaml", {"finops": {"project": "repository"}})
    project.write("asset.yaml", {"finops": {"project": "here"}})
    project.job("repository/jobs/a.yaml", asset_path="/app/asset.yaml")
    assert project.ask({"job": "repository/jobs/a.yaml"}).result["dativo:project"] == "here"
    (project.root / "repository" / ".git").mkdir()
    assert project.ask({"job": "repository/jobs/a.yaml"}).result["dativo:project"] == "repository"
    monkeypatch.chdir(project.root / "repository" / "jobs")
    assert project.ask({"job": "a.yaml"}).result["dativo:project"] == "repository"


def test_git_marks_no_root_for_many_jobs(project: Project) -> None:
    """A runner may get a tree without `.git`: addresses must not depend on it."""
    (project.root / ".git").mkdir()
    write_jobs(project, "jobs/a.yaml")
    assert project.ask({"jobs": "jobs/*.yaml"}).rules == ["root-unknown"]


def test_a_job_outside_the_root_is_refused(project: Project) -> None:
    write_jobs(project, "one/a.yaml", "two/b.yaml")
    for query in ({"job": "two/b.yaml"}, {"jobs": "two/*.yaml"}, {"jobs": f'["{project.root}/two/b.yaml"]'}):
        ran = project.ask({**query, "root": "one"})
        assert (ran.code, ran.out, ran.rules) == (1, "", ["path-outside-root"])


def test_a_directory_beside_the_root_whose_name_starts_alike_is_outside(project: Project) -> None:
    write_jobs(project, "one/a.yaml", "one-more/b.yaml")
    (project.root / "one" / "b.yaml").symlink_to(project.root / "one-more" / "b.yaml")
    for jobs in ("one/b.yaml", "one-more/b.yaml"):
        assert project.ask({"jobs": jobs, "root": "one"}).rules == ["path-outside-root"]


def test_the_root_may_be_the_systems(project: Project) -> None:
    write_jobs(project, "one/a.yaml")
    path = os.path.realpath(project.root)[1:]
    assert keys(project, "one/*.yaml", root="/") == [f"{path}/one/a"]


def test_the_root_itself_is_not_an_asset(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(asset_path="/app/")
    assert project.ask().lines == ['job.yaml:2:13: error: [file-unreadable] "." must be a file, found a directory']


def test_the_root_may_be_named_by_a_link(project: Project) -> None:
    write_jobs(project, "one/a.yaml")
    (project.root / "link").symlink_to("one")
    assert keys(project, "one/*.yaml", root="link") == keys(project, "link/*.yaml", root="one") == ["a"]


@pytest.mark.parametrize("path", ["assets/orders.yaml", "./assets/../assets/orders.yaml", "/app/assets/orders.yaml"])
def test_an_asset_by_any_of_its_paths(path: str, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("assets/orders.yaml", {"finops": {"project": "shop"}})
    project.job("jobs/deep/job.yaml", asset_path=path)
    assert project.ask({"job": "jobs/deep/job.yaml"}).result["dativo:project"] == "shop"


def test_an_asset_by_its_absolute_path_within_the_root(project: Project) -> None:
    project.write("assets/orders.yaml", {"finops": {"project": "shop"}})
    project.job(asset_path=f"{project.root}/assets/orders.yaml")
    assert project.tags()["dativo:project"] == "shop"


@pytest.mark.parametrize(
    "path", ["../outside.yaml", "assets/../../outside.yaml", "/app/../outside.yaml", "/outside.yaml"]
)
def test_an_asset_outside_the_root_is_refused(path: str, project: Project) -> None:
    project.write("outside.yaml", {"finops": {"project": "outside"}})
    project.write("project/provider-bridge.yaml", "")
    project.job("project/job.yaml", asset_path=path)
    ran = project.ask({"job": "project/job.yaml"})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["path-outside-root"])


def test_a_literal_dollar_in_an_assets_path(project: Project) -> None:
    project.write("${x}.yaml", {"finops": {"project": "shop"}})
    project.job(asset_path="$${x}.yaml")
    assert project.tags()["dativo:project"] == "shop"
    project.job(asset_path="$${y}.yaml")
    assert project.ask().rules == ["asset-missing"]


def test_an_asset_with_an_error_is_reported_once(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("assets/orders.yaml", "finops: [1\n")
    project.job("a.yaml", asset_path="assets/orders.yaml", name="a")
    project.job("b.yaml", asset_path="/app/assets/orders.yaml", name="b")
    ran = project.ask({"jobs": "[ab].yaml"})
    assert ran.err.startswith("provider-bridge: 1 error in assets/orders.yaml\n")


def test_nothing_is_written(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    write_jobs(project, "jobs/a.yaml")
    before = {path: path.stat().st_mtime_ns for path in everything_in(project.root)}
    assert project.ask({"jobs": "jobs/*.yaml"}).code == 0
    assert {path: path.stat().st_mtime_ns for path in everything_in(project.root)} == before


def everything_in(root: Path) -> list[Path]:
    return [root / directory / name for directory, _, names in os.walk(root) for name in names]
