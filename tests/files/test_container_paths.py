"""`path_map`: what a path in the ETL's container is under the root, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.project import Project


@pytest.mark.parametrize(
    ("path_map", "asset_path", "file"),
    [
        (None, "/app/assets/a.yaml", "assets/a.yaml"),
        ({"/srv/etl": "."}, "/srv/etl/assets/a.yaml", "assets/a.yaml"),
        ({"/srv/etl/": "etl"}, "/srv/etl/assets/a.yaml", "etl/assets/a.yaml"),
        ({"/app": ".", "/app/assets": "catalog"}, "/app/assets/a.yaml", "catalog/a.yaml"),
        ({"/app": ".", "/app/assets": "catalog"}, "/app/assets/a.yaml", "assets/a.yaml"),
        ({"/data": "./data/"}, "/data/a.yaml", "data/a.yaml"),
        (None, "//app//assets/./a.yaml", "assets/a.yaml"),
        (None, "/app/x/../assets/a.yaml", "assets/a.yaml"),
    ],
)
def test_an_asset_in_the_container(path_map: Any, asset_path: str, file: str, project: Project) -> None:
    project.write("provider-bridge.yaml", {"path_map": path_map} if path_map else "")
    project.write(file, {"finops": {"project": "shop"}})
    project.job("jobs/job.yaml", asset_path=asset_path)
    assert project.ask({"job": "jobs/job.yaml"}).result["dativo:project"] == "shop"


def test_the_longest_directory_comes_first(project: Project) -> None:
    project.write("provider-bridge.yaml", {"path_map": {"/app": ".", "/app/assets": "catalog"}})
    project.write("assets/a.yaml", {"finops": {"project": "short"}})
    project.write("catalog/a.yaml", {"finops": {"project": "long"}})
    project.job(asset_path="/app/assets/a.yaml")
    assert project.tags()["dativo:project"] == "long"


def test_a_directory_ends_at_a_slash(project: Project) -> None:
    project.write("provider-bridge.yaml", {"path_map": {"/app": "."}})
    project.write("lication/a.yaml", {})
    project.job(asset_path="/application/a.yaml")
    assert project.ask().rules == ["path-outside-root"]


@pytest.mark.parametrize(
    ("path_map", "container_path"),
    [
        (None, "/app/jobs/acme/job.yaml"),
        ({"/srv/etl": "."}, "/srv/etl/jobs/acme/job.yaml"),
        ({"/srv/etl/": "./"}, "/srv/etl/jobs/acme/job.yaml"),
        ({"/app": ".", "/jobs": "jobs"}, "/jobs/acme/job.yaml"),
        ({"/b": "jobs", "/a": "jobs"}, "/a/acme/job.yaml"),
        ({"/app/assets": "assets"}, None),
        ({"/app": ".", "/app/jobs": "other"}, None),
        ({"/app": ".", "/app/jobs": "other", "/b": "jobs"}, "/b/acme/job.yaml"),
    ],
)
def test_a_jobs_place_in_the_container(path_map: Any, container_path: str | None, project: Project) -> None:
    project.write("provider-bridge.yaml", {"path_map": path_map} if path_map else "")
    project.job("jobs/acme/job.yaml")
    assert project.ask({"jobs": "jobs/acme/job.yaml"}).job["container_path"] == container_path
