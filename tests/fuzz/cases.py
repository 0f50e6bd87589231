"""Cases: the files of a project and what is asked about them, in one text, so that a fuzzer can write them.

    === arguments
    validate
    job.yaml
    === env
    NAME=value
    === job.yaml
    tenant_id: acme

`arguments` has one a line; `query` in their place is standard input. Without either, `job.yaml` is asked for.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SECTION = re.compile(rb"^=== (.*)\n", re.MULTILINE)
_FILE_NAME = re.compile(r"[\w./@ -]{1,100}", re.ASCII)
_FAR = re.compile(rb"(?<![\w.*?\])-])(?:/|~|\.\./)[^\"',\s]*[*?\[]")
"""Globs that would look through the whole machine."""

ESTATE: dict[str, bytes] = {
    "provider-bridge.yaml": b"required_tags: [CostCenter]\n",
    "asset.yaml": b"compliance: {classification: [PII]}\nfinops: {project: shop}\n",
    "job.yaml": (
        b"tenant_id: acme\nenvironment: prod\nasset_path: asset.yaml\nfinops: {cost_center: HR-001}\n"
        b"infrastructure:\n  provider: aws\n  runtime: {type: ecs}\n  tags: {CostCenter: HR-001, Team: [data, web]}\n"
        b"  terraform:\n    backend_config: {bucket: states, key: '${TENANT_ID}/${JOB_NAME}.tfstate'}\n"
    ),
    "shared.yaml": b"tenant_id: ${TENANT_ID}\ninfrastructure: {provider: gcp, tags: {CostCenter: ${A:-b}}}\n",
}
"""A small estate that is fine."""


class Case(NamedTuple):
    """Something asked about a project: files by their paths, and a query on standard input or arguments."""

    files: Mapping[str, bytes]
    query: bytes = b'{"job":"job.yaml"}'
    arguments: tuple[str, ...] = ()
    env: Mapping[str, str] = {}


def parse(text: bytes) -> Case | None:
    """The case that a text holds; None where it would ask about more than its own files."""
    _, *parts = _SECTION.split(text)
    files: dict[str, bytes] = {}
    _, query, arguments, env = Case({})
    for name, content in zip(parts[::2], parts[1::2], strict=True):
        if name == b"query":
            query = content
        elif name == b"arguments":
            arguments = tuple(line for line in content.decode(errors="surrogateescape").split("\n") if line)
        elif name == b"env":
            lines = content.decode(errors="surrogateescape").split("\n")
            pairs = (line.partition("=") for line in lines if "=" in line[1:] and "\0" not in line)
            env = {name: value for name, _, value in pairs if not name.startswith("_")}
        elif _FILE_NAME.fullmatch(path := name.decode(errors="replace")) and _is_below(path):
            files[posixpath.normpath(path)] = content
    asked = query + b"\n".join(argument.encode(errors="surrogateescape") for argument in arguments)
    return None if _FAR.search(asked) or "\0" in "".join(arguments) else Case(files, query, arguments, env)


def _is_below(path: str) -> bool:
    path = posixpath.normpath(path)
    return not path.startswith(("/", "..", ".git/")) and path not in (".", ".git")


def text(case: Case) -> bytes:
    """A case as a text."""
    sections = [("arguments", "\n".join(case.arguments).encode())] if case.arguments else [("query", case.query)]
    if case.env:
        sections.append(("env", "\n".join(f"{name}={value}" for name, value in case.env.items()).encode()))
    sections += case.files.items()
    return b"".join(b"=== %b\n%b\n" % (name.encode(), content) for name, content in sections)


def seeds(tests: Path) -> Iterator[Case]:
    """The examples of this repository, right and wrong, as cases."""
    for directory in sorted(path.parent for path in (tests / "invalid-examples").glob("*/query.json")):
        yield Case(_files(directory), (directory / "query.json").read_bytes())
    examples = _files(tests.parent / "examples")
    jobs = {path: content for path, content in examples.items() if path.startswith(("jobs/", "assets/", "provider-"))}
    yield Case(jobs, json.dumps({"jobs": "jobs/**/*.yaml", "origins": "true", "tenants": "acme,globex"}).encode())
    for command in COMMANDS:
        yield Case(ESTATE, arguments=command)
    for plan in sorted((tests / "audit").glob("*/plan.json")):
        yield Case({**_files(tests / "audit" / "estate"), "plan.json": plan.read_bytes()}, arguments=AUDIT)
    for export in sorted((tests / "inventory").glob("*/live.json")):
        yield Case({**_files(tests / "inventory" / "estate"), "live.json": export.read_bytes()}, arguments=INVENTORY)


def _files(directory: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(directory.rglob("*")) if path.suffix in (".yaml", ".json") and path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths if path.name != "query.json"}


AUDIT = ("audit", "plan.json", "--format", "json")
INVENTORY = ("inventory", "live.json", "--format", "json")
_MONTH = ("--from", "2025-01-01", "--to", "2025-02-01")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("query", "-q", "jobs=*.yaml", "-q", "tenants=acme"),
    ("tags", "job.yaml", "--provider", "all", "--format", "json"),
    ("tags", "*.yaml", "--tenant", "acme"),
    ("explain", "job.yaml", "--format", "json"),
    ("explain", "job.yaml"),
    ("explain", "job.yaml", "--provider", "all", "--format", "markdown"),
    ("find", "Team=data", "job.yaml"),
    ("find", "CostCenter=HR-001", "*.yaml", "--tenant", "acme", "--provider", "all", "--format", "json"),
    ("cost-query", "job.yaml", "--group-by", "CostCenter", "--where", "Team=data", *_MONTH, "--format", "json"),
    ("cost-query", "*.yaml", "--tenant", "acme", "--provider", "all", "--group-by", "CostCenter", *_MONTH),
    ("cost-query", "job.yaml", *_MONTH, "--format", "focus"),
    ("cost-query", "*.yaml", *_MONTH, "--provider", "kubernetes", "--format", "json", "--group-by", "Team"),
    ("cost-query", "job.yaml", *_MONTH, "--format", "activation"),
    ("backend-config", "job.yaml", "--format", "json"),
    ("backend-config", "job.yaml", "--format", "args"),
    ("validate", ".", "--format", "json", "--strict"),
    ("validate", ".", "--format", "sarif"),
    ("validate", ".", "--format", "junit"),
    ("validate", ".", "--format", "github"),
    ("validate", ".", "--format", "gitlab"),
    ("validate", "*.yaml", "--tenant", "acme", "--env", "A=b", "--resource", "s3-object", "--provider", "aws"),
)
"""Each command in the forms that its output can have."""
