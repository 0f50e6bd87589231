"""The engines that run here, each started once, and the project that asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.allocation.billing import Biller
from tests.warehouses import postgres, spark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.program import Program
    from tests.project import Project


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    with postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def spark_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark.Spark]:
    with spark.session(tmp_path_factory.mktemp("spark")) as session:
        yield session


@pytest.fixture(params=["postgres", "spark"])
def warehouse(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue({"postgres": "postgres_server", "spark": "spark_session"}[request.param])


@pytest.fixture
def biller(program: Program, project: Project) -> Biller:
    return Biller(program, project)


@pytest.fixture
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warehouse")
