"""What the tests share as fixtures, and how long hypothesis searches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.program import REPOSITORY, Process, Program
from tests.project import Project, Repository

if TYPE_CHECKING:
    from pathlib import Path

sys.path.append(str(REPOSITORY))  # at the end: the checkout's package must not come before the installed one
pytest_plugins = (
    "tests.audit.auditing",
    "tests.inventory.exporting",
    "tests.release.bundling",
    "tests.terraform.running",
)

# The same examples in every run; `pytest tests/property --hypothesis-profile=search` looks for new ones.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.register_profile("search", max_examples=5000, deadline=None, database=None)
settings.load_profile("fixed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processors share the files, begin with Terraform's, which take the longest."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: "/terraform/" not in item.nodeid)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def repository(project: Project, program: Program) -> Repository:
    return Repository(project, program)


@pytest.fixture(scope="session")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Answers about absolute paths: one for all examples of a property."""
    return Project(tmp_path_factory.mktemp("asker"))


@pytest.fixture(params=["libyaml", "python"])
def either_yaml(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read YAML with libyaml, then with PyYAML's own parser."""
    from provider_bridge.documents import document, yaml_parser

    document._parse_with_positions.cache_clear()
    if request.param == "python":
        monkeypatch.setattr(yaml_parser, "CParser", None)
    elif yaml_parser.CParser is None:
        pytest.skip("this PyYAML has no libyaml")
