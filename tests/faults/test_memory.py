"""A runner that gives the program little memory: a line says so, and there is no half result."""

from __future__ import annotations

import io
import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from provider_bridge import __main__
from tests.program import Ran, run

if TYPE_CHECKING:
    from tests.project import Project

resource = pytest.importorskip("resource", reason="this system limits no memory so")
MESSAGE = "provider-bridge: out of memory\n"
MOST = 400 * 1024 * 1024


def test_a_plan_that_needs_more_memory_than_there_is(project: Project) -> None:
    project.job()
    project.write(
        "plan.json", b'{"format_version":"1.2","planned_values":{},"x":[' + b",".join([b'{"a":{}}'] * 2_500_000) + b"]}"
    )
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (MOST, MOST))
    assert run("audit", "plan.json", "--jobs", "job.yaml", preexec=limit) == Ran(1, "", MESSAGE)


def test_a_query_that_needs_more_memory_than_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise MemoryError

    monkeypatch.setattr("sys.argv", ["provider-bridge"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"job": "job.yaml"}).encode())))
    monkeypatch.setattr("provider_bridge.query_mode.answer", fail)
    assert __main__.main() == 1
    assert capsys.readouterr() == ("", MESSAGE)
