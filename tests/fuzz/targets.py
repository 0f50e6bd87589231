"""The program under any input: each target makes a case of some bytes, runs it here, and checks what was promised."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from provider_bridge.documents import yaml_parser
from provider_bridge.documents.document import _parse_with_positions
from tests.fuzz.cases import AUDIT, ESTATE, Case, parse, text
from tests.fuzz.promise import check
from tests.program import Ran, run_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_JOB = b"tenant_id: acme\nasset_path: asset.yaml\nfinops: {a: b}\ninfrastructure: {provider: aws}\n"


class Workplace:
    """A directory that is the working directory, with one case's files at a time."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._there: dict[str, bytes] = {}
        (directory / ".git").mkdir()  # so that nothing above is taken for the root

    def promised(self, case: Case) -> Ran:
        """Runs a case, again, and without libyaml; checks everything that is promised."""
        self._lay_out(case)
        ran = self.run(case)
        check(case, ran)
        assert self.run(case) == ran, "the same answer twice"
        if yaml_parser.CParser is not None:
            _parse_with_positions.cache_clear()
            with mock.patch.object(yaml_parser, "CParser", None):
                without = self.run(case)
            _parse_with_positions.cache_clear()
            check(case, without)
            refused = "yaml-syntax" in ran.out + ran.err + without.out + without.err
            assert without.code == ran.code or refused, "the same without libyaml"
            if ran.code == without.code == 0:
                assert without == ran, "the same without libyaml"
        return ran

    def run(self, case: Case) -> Ran:
        """Runs the program in this directory."""
        return run_here(*case.arguments, stdin=case.query, cwd=self.directory, env=case.env)

    def _lay_out(self, case: Case) -> None:
        if self._there.keys() - case.files.keys():
            for entry in self.directory.iterdir():
                if entry.is_dir() and entry.name != ".git":
                    shutil.rmtree(entry)
                elif entry.is_file():
                    entry.unlink()
            self._there = {}
        for path, content in case.files.items():
            if self._there.get(path) != content:
                file = self.directory / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                self._there[path] = content


def _query(data: bytes) -> Case | None:
    return parse(b"=== query\n" + data) and Case(ESTATE, data)


def _document(name: str) -> Callable[[bytes], Case]:
    def case(data: bytes) -> Case:
        return Case({"job.yaml": _JOB, "asset.yaml": b"", "provider-bridge.yaml": b"", name: data})

    return case


def _tag_policy(data: bytes) -> Case:
    policy = b"aws_tag_policies: [tags.json]\n"
    return Case({**ESTATE, "provider-bridge.yaml": policy, "tags.json": data})


def _plan(data: bytes) -> Case:
    return Case({**ESTATE, "plan.json": data}, arguments=(*AUDIT, "--jobs", "job.yaml"))


TARGETS: dict[str, Callable[[bytes], Case | None]] = {
    "query": _query,
    "job": _document("job.yaml"),
    "asset": _document("asset.yaml"),
    "policy": _document("provider-bridge.yaml"),
    "tag-policy": _tag_policy,
    "plan": _plan,
    "case": parse,
}
"""How bytes become a case, by what they are of it. None: they ask about more than the case's own files."""


_FILES = {
    "job": re.compile("^job"),
    "asset": re.compile("asset"),
    "policy": re.compile("provider-bridge.yaml$"),
    "tag-policy": re.compile("tag.*[.]json$"),
    "plan": re.compile("^plan.json$"),
}
"""What the files are named in known cases that a target takes."""


@contextmanager
def workplace() -> Iterator[Workplace]:
    """A directory to run cases in."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as directory:
        yield Workplace(Path(directory).resolve())


def seeds_of(target: str, cases: list[Case]) -> Iterator[bytes]:
    """The parts of known cases that a target takes, each once."""
    if target == "case":
        found = [text(case) for case in cases]
    elif target == "query":
        found = [case.query for case in cases if not case.arguments]
    else:
        names = _FILES[target]
        found = [content for case in cases for path, content in case.files.items() if names.search(path)]
    yield from dict.fromkeys(found)
