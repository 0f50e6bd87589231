"""A git module is pinned, and the version that stands beside it says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.project import Project

GIT = "git::https://github.com/acme/terraform-dativo-aws.git//modules/ecs"


def module(project: Project, source: str, version: str | None = None) -> None:
    terraform = {"module_source": source, **({"module_version": version} if version else {})}
    project.job(infrastructure={"terraform": terraform})


@pytest.mark.parametrize(
    "source",
    [
        GIT,
        f"{GIT}?depth=1",
        f"{GIT}?ref=",
        "git::ssh://git@example.com/acme/modules.git",
        "git@github.com:acme/modules.git",
        "github.com/acme/modules",
        "github.com/acme/modules//ecs",
        "bitbucket.org/acme/modules",
        "https://example.com/acme/modules.git",
        "ssh://git@example.com/acme/modules.git//ecs",
    ],
)
def test_a_git_source_without_a_ref_is_a_warning(source: str, project: Project) -> None:
    module(project, source)
    ran = project.ask()
    assert (ran.code, ran.rules) == (0, ["module-unpinned"])
    assert ran.lines == [f'job.yaml:5:20: warning: [module-unpinned] "module_source" has no version: "{source}"']
    sign = "&" if "?" in source else "?"
    assert ran.err.endswith(f'  fix: append a tag or commit, for example "{sign}ref=v1.2.0"\n')
    assert project.ask({"job": "job.yaml", "strict": "true"}).code == 1


def test_the_proposed_pin_is_the_module_version(project: Project) -> None:
    module(project, GIT, "2.0.1")
    assert project.ask().err.endswith('  fix: append a tag or commit, for example "?ref=v2.0.1"\n')


@pytest.mark.parametrize(
    "source",
    [
        f"{GIT}?ref=v1.2.0",
        f"{GIT}?depth=1&ref=4f5a6b7",
        "git@github.com:acme/modules.git?ref=v1",
        "github.com/acme/modules?ref=v1",
        "./modules/ecs",
        "../modules/ecs",
        "acme/ecs/aws",
        "app.terraform.io/acme/ecs/aws",
        "s3::https://s3-eu-west-1.amazonaws.com/acme-modules/ecs.zip",
        "gcs::https://www.googleapis.com/storage/v1/acme-modules/ecs.zip",
        "https://example.com/ecs-1.2.0.zip",
        "https://acme.github.io/modules/ecs-1.2.0.zip",
        "https://github.com/acme/modules/archive/v1.2.0.tar.gz",
    ],
)
def test_a_pinned_source_or_one_that_is_not_a_git_source_is_fine(source: str, project: Project) -> None:
    module(project, source)
    assert project.ask().rules == []


def test_the_fix_names_the_version_that_is_known(project: Project) -> None:
    module(project, GIT, "2.0.1")
    ran = project.ask()
    assert ran.rules == ["module-unpinned"]
    assert '  fix: append a tag or commit, for example "?ref=v2.0.1"\n' in ran.err


@pytest.mark.parametrize(
    ("ref", "version"), [("v1.2.0", "1.2.0"), ("1.2.0", "v1.2.0"), ("v1.2.0", "v1.2.0"), ("1.2.0", "1.2.0")]
)
def test_one_leading_v_makes_no_difference(ref: str, version: str, project: Project) -> None:
    module(project, f"{GIT}?ref={ref}&depth=1", version)
    assert project.ask().rules == []


@pytest.mark.parametrize(
    ("ref", "version"),
    [("v1.2.0", "1.2.1"), ("v1.2.0", "1.2"), ("v1.2.0-rc1", "1.2.0"), ("vv1", "1"), ("main", "1.2.0")],
)
def test_another_version_is_an_error(ref: str, version: str, project: Project) -> None:
    module(project, f"{GIT}?ref={ref}", version)
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == [
        f'job.yaml:6:21: error: [module-version-mismatch] "module_version" is "{version}", '
        f'but "module_source" is pinned to "{ref}"'
    ]
