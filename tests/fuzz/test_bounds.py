"""The worst that 1 MiB can hold takes seconds and no more memory than a runner has.

Each of these once took minutes or gigabytes, or would if something were looked for again for each value.
"""

from __future__ import annotations

import json
import sys
from itertools import takewhile
from typing import TYPE_CHECKING

import pytest

from provider_bridge.documents.yaml_parser import CParser
from tests.fuzz.cases import AUDIT, ESTATE, Case
from tests.program import Ran, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

resource = pytest.importorskip("resource", reason="this system bounds no process")

MIB = 1024 * 1024
SECONDS = 10
"""Of processor time: each of these takes two at most where two cores are shared with others."""
MEMORY = 1024 * MIB
MODULE = (sys.executable, "-m", "provider_bridge")
HEAD = "tenant_id: acme\ninfrastructure:\n  provider: aws\n"


def filled(head: str, units: Iterable[str], tail: str = "\n", size: int = MIB) -> str:
    """A text of nearly a size: a head, as many units as have room, a tail."""
    room = size - len(head) - len(tail)

    def fits(unit: str) -> bool:
        nonlocal room
        room -= len(unit)
        return room > 0

    return head + "".join(takewhile(fits, units)) + tail


def numbered(unit: str) -> Iterable[str]:
    return (unit.replace("#", f"{number:x}") for number in range(MIB))


def job(text: str) -> Case:
    return Case({"job.yaml": text.encode()})


def policy(text: str) -> Case:
    return Case({**ESTATE, "provider-bridge.yaml": text.encode()})


def references(count: int, unit: Callable[[int], str]) -> str:
    definitions = "".join(f"      d{number}: {unit(number + 1)}\n" for number in range(count))
    return f"rules:\n- name: r\n  schema:\n    $defs:\n{definitions}      d{count}: {{}}\n    $ref: '#/$defs/d0'\n"


NESTED = "".join(f"{{{chr(97 + level % 26) * 270}: " for level in range(58))
SHORT_NESTED = "".join(f"{{{chr(97 + level % 26) * 7}: " for level in range(58))
RIVALS = 3_000
"""Jobs with the same name and tenant: which of them a resource belongs to is told by its other tags."""


def queue(number: int) -> dict[str, object]:
    tags = {"dativo:job": "etl", "dativo:tenant": "acme", "dativo:environment": f"e{number}", "Team": "a"}
    return {"address": f"aws_sqs_queue.q{number}", "type": "aws_sqs_queue", "values": {"tags": tags}}


QUEUES = {"root_module": {"resources": [queue(number) for number in range(RIVALS)]}}
MARKS = "\u0301" * 150_000 + "\u0327" * 150_000

CASES: dict[str, tuple[Case, int]] = {
    "brackets": (job(HEAD + "x: " + "[" * (MIB - 60)), 1),
    "braces": (job(HEAD + "x: " + "{" * (MIB - 60)), 1),
    "complex keys": (job(HEAD + "? " * 500_000), 1),
    "a chain of merge keys": (job(filled(HEAD + "m0: &m0 {a: b}\n", numbered("m#x: &m#x {<<: *m0, k#: v}\n"))), 1),
    "merge keys of merge keys": (
        job(
            HEAD + "m0: &m0 {a: b}\n" + "".join(f"m{n + 1}: &m{n + 1} {{<<: *m{n}, k{n}: v}}\n" for n in range(20_000))
        ),
        1,
    ),
    "a long value that is repeated": (
        job(filled("x: &x " + "a;" * 25_000 + "\n" + HEAD + "  tags:\n", numbered("    k#: *x\n"), size=MIB // 4)),
        1,
    ),
    "a long key that is repeated": (
        job(filled("x: &x " + "a;" * 25_000 + "\n" + HEAD + "  tags:\n", numbered("    *x : #\n"), size=MIB // 4)),
        1,
    ),
    "a long tag that is repeated": (
        job("%TAG !e! tag:" + "x" * (MIB // 2) + "\n---\n" + HEAD + "finops:\n  x: [" + "!e!a a," * 70_000 + "]\n"),
        1,
    ),
    "values of the wrong shape": (job(filled(HEAD + "  tags:\n", numbered("    k#: {}\n"), size=MIB // 2)), 1),
    "unknown fields": (job(filled(HEAD + "  compute:\n", numbered("    memory#: v\n"), size=MIB // 2)), 0),
    "keys that stand twice": (job(filled(HEAD, ("a: b\n" for _ in range(MIB)), size=MIB // 2)), 1),
    "many tags": (
        job(filled(HEAD + "  runtime: {type: kubernetes}\n  tags:\n", numbered("    k#: a;b\n"), size=MIB // 2)),
        1,
    ),
    "long names of nested fields": (job(filled(f"{HEAD}finops: {NESTED}{{", numbered("#: v,"), "}" * 59)), 1),
    "names of nested fields": (
        job(filled(f"{HEAD}finops: {SHORT_NESTED}{{", numbered("#: v,"), "}" * 59, size=MIB // 4)),
        1,
    ),
    "fields that null removes": (
        Case(
            {
                "job.yaml": filled(
                    "asset_path: a.yaml\n" + HEAD + "finops:\n", numbered("  k#:\n"), size=MIB // 4
                ).encode(),
                "a.yaml": filled("finops:\n", numbered("  j#: v\n"), size=MIB // 4).encode(),
            }
        ),
        1,
    ),
    "tabs in blocks": (job(filled(f"%YAML 1.1\n---\n{HEAD}x:\n", ("- |1\n \ta\n" for _ in range(MIB)))), 0),
    "starts of variables": (job(HEAD + "  tags: {A: '" + "${" * 200_000 + "'}\n"), 1),
    "starts of credentials": (
        job(HEAD + "  tags: {A: '" + "-eyJ ghp_ sk-T3BlbkFJ a://:a AKIA BEGIN " * 25_000 + "'}\n"),
        0,
    ),
    "a long name in every tag": (
        job(filled("name: " + "n" * 100_000 + "\n" + HEAD + "  tags:\n", numbered("    k#: ${JOB_NAME}\n"))),
        1,
    ),
    "names of names": (
        job(
            f"tenant_id: {'n' * 20_000}\nenvironment: {'${TENANT_ID}' * 20_000}\nname: {'${ENVIRONMENT}' * 20_000}\n"
            "infrastructure: {provider: aws}\n"
        ),
        1,
    ),
    "unsupported characters and spaces in turn": (job(HEAD + "  tags: {A: '" + "; " * 500_000 + "'}\n"), 0),
    "a long run of hyphens": (job(HEAD + "  tags: {A: '" + "-" * 1_000_000 + "a;'}\n"), 0),
    "a long run of accents": (job(HEAD + f"  tags: {{A: a{MARKS}}}\n"), 0),
    "a long run of accents to fold": (job(HEAD.replace("aws", "gcp") + f"  tags: {{A: a{MARKS}}}\n"), 0),
    "unknown keys in a query": (
        Case({}, filled('{"job": "job.yaml"', numbered(',\n"k#": ""'), "}", MIB // 4).encode()),
        1,
    ),
    "brackets in a glob": (Case({**ESTATE}, json.dumps({"jobs": "[" * 400_000, "root": "."}).encode()), 1),
    "many jobs that aren't there": (
        Case({**ESTATE}, json.dumps({"jobs": json.dumps([f"{n}.yaml" for n in range(20_000)])}).encode()),
        1,
    ),
    "references to references": (
        policy(references(30, lambda n: f"{{allOf: [{{$ref: '#/$defs/d{n}'}}, {{$ref: '#/$defs/d{n}'}}]}}")),
        1,
    ),
    "a chain of references": (policy(references(5_000, lambda n: f"{{$ref: '#/$defs/d{n}'}}")), 1),
    "required tags": (policy(filled("required_tags:\n", numbered("- k#\n"), size=MIB // 2)), 1),
    "rules": (
        policy(
            "rules:\n"
            + "".join(f"- {{name: r{n}, schema: {{properties: {{A: {{const: a}}}}}}}}\n" for n in range(1_000))
        ),
        0,
    ),
    "resources of jobs with the same name": (
        Case(
            {
                **ESTATE,
                **{
                    f"job{number}.yaml": f"name: etl\nenvironment: e{number}\n{HEAD}  tags: {{Team: a}}\n".encode()
                    for number in range(RIVALS)
                },
                "plan.json": json.dumps({"format_version": "1.2", "planned_values": QUEUES}).encode(),
                "provider-bridge.yaml": b"",
            },
            arguments=("audit", "plan.json", "--jobs", "job?*.yaml"),
        ),
        0,
    ),
    "nested lists in a plan": (
        Case(
            {
                **ESTATE,
                "plan.json": b'{"format_version":"1.2","planned_values":' + b"[" * MIB,
            },
            arguments=(*AUDIT, "--jobs", "job.yaml"),
        ),
        1,
    ),
}


def units(unit: str, head: str = "", tail: str = "") -> str:
    """Nearly 1 MiB of the same unit."""
    return head + unit * ((MIB - len((head + tail).encode())) // len(unit.encode())) + tail


THEIRS, OURS = HEAD + "x: ", HEAD + "finops: "
CONSTRUCTS: dict[str, str] = {
    "[": units("[", THEIRS),
    "{": units("{", THEIRS),
    "[{": units("[{", THEIRS),
    "- - -": units("- ", HEAD + "x:\n"),
    "? ? ?": units("? ", HEAD),
    "a list in 60 lists": units("a,", THEIRS + "[" * 60, "]" * 60),
    "a syntax error at the end of a flow list": units("a, ", THEIRS + "[", "}"),
    "a syntax error at the end of a block list": units("- a\n", HEAD + "x:\n", "}\n"),
    "an open quote": units("a\n", THEIRS + '"'),
    "a colon at the end of a text of many lines": units("a\n", "x\n", "b: c\n"),
    "a key without an end": units("a", HEAD, ": b"),
    "% in comments": units("%a\n#", HEAD + "#"),
    "% in lines": units("%a\n"),
    "|# in comments": units("# a: |#\n", HEAD),
    "|#": units("- |#\n", HEAD + "x:\n"),
    "tags by prefix": "%TAG !e! tag:"
    + "x" * 1000
    + "\n---\n"
    + units("!e!a a,", THEIRS + "[", "]")[: MIB - 1100]
    + "]",
    "many prefixes": filled("", numbered("%TAG !t#! a\n"), "---\na: b\n"),
    "unknown keys": filled(HEAD, numbered("k#: v\n")),
    "anchors": filled(HEAD + "x:\n", numbered("- &a# b\n")),
    "aliases": units("*a,", HEAD + "y: &a b\nx: [", "]"),
    "aliases of a long list": units("- *y\n", "y: &y [" + "a," * 24_000 + "]\n" + HEAD + "x:\n"),
    "merge keys": filled(HEAD + "y: &a {b: !x c}\nfinops:\n", numbered("- {<<: *a, k#: v}\n")),
    "YAML tags of ours": units("!x a,", OURS + "[", "]"),
    "YAML tags of theirs": units("!x a,", THEIRS + "[", "]"),
    "YAML tags by aliases": HEAD + "x: &x !x a\nfinops: [" + "*x," * 49_000 + "]",
    "duplicate keys of ours": units("a,", OURS + "{", "}"),
    "duplicate keys of theirs": units("a,", THEIRS + "{", "}"),
    "lists as keys": units("[]: b,", THEIRS + "{", "}"),
    "empty lists": units("[],", THEIRS + "[", "]"),
    "mappings": units("a: b,", THEIRS + "[", "]"),
    "question marks": units("?a,", THEIRS + "[", "]"),
    "a long line": units("a ", THEIRS),
    "tabs in quotes": units("- 'a\t'\n", HEAD + "x:\n", "\ta"),
    "a byte that is not UTF-8 at the end": units("a, ", THEIRS + "[", "\0"),
    "blank lines": units("\u2028", HEAD),
}


def bounded(case: Case, directory: Path, program: tuple[str, ...] = MODULE, seconds: int = SECONDS) -> Ran:
    """A program with bounds on its memory and its processor time: beyond them it is killed, or says MemoryError."""
    for path, content in case.files.items():
        (directory / path).write_bytes(content)

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        if sys.platform == "linux":  # macOS takes the limit and doesn't keep it
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    return run(*case.arguments, stdin=case.query, cwd=directory, inherit=(), program=program, preexec=bind)


@pytest.mark.parametrize("name", CASES)
def test_the_worst_document_takes_seconds(name: str, tmp_path: Path) -> None:
    case, code = CASES[name]
    ran = bounded(case, tmp_path)
    assert ran.code == code, ran.err[-500:]
    assert (ran.out == "") == (code == 1)


@pytest.mark.skipif(CParser is None, reason="this PyYAML has no libyaml")
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_1_mib_of_any_yaml_is_read_or_refused(name: str, tmp_path: Path) -> None:
    text = CONSTRUCTS[name].encode()[:MIB]
    assert len(text) > MIB - 100 or "alias" in name or "prefix" in name
    ran = bounded(Case({"job.yaml": text}), tmp_path)
    assert ran.code in (0, 1), ran.err[-500:]
    assert len(ran.err) < 200_000


@pytest.mark.parametrize("form", ["json", "sarif", "github", "junit", "gitlab"])
def test_a_report_of_the_worst_document_is_short(form: str, tmp_path: Path) -> None:
    case = Case({"job.yaml": CASES["values of the wrong shape"][0].files["job.yaml"]})
    ran = bounded(case._replace(arguments=("validate", "job.yaml", "--format", form)), tmp_path)
    assert ran.code == 1, ran.err[-500:]
    assert 1_000 < len(ran.out) < 200_000


def test_the_bounds_hold(tmp_path: Path) -> None:
    """Otherwise nothing here could fail: a program that takes more is killed."""
    python = (sys.executable, "-c")
    assert bounded(Case({}, b"", ("while True: pass",)), tmp_path, python, 1).code < 0
    if sys.platform == "linux":
        assert "MemoryError" in bounded(Case({}, b"", ("b'a' * (2 << 30)",)), tmp_path, python).err
