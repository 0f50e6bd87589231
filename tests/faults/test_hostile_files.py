"""Files that can't be committed: too large, not text, not readable, links, bombs. Each is refused, at its place."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.program import Process
    from tests.project import Project

JOB = "tenant_id: acme\ninfrastructure:\n  provider: aws\n"
QUERY = {"job": "job.yaml"}

BOMB = 'a0: &a0 ["lol"]\n' + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)
LATER = ("4:1008:", "4:72:")
"""libyaml 0.2.6 refuses more than 1,000 brackets before it gives an event, libyaml 0.2.5 does not count."""
TEXTS = {
    "larger than 1 MiB": (
        JOB.encode() + b"#" * (2 * 1024 * 1024),
        'job.yaml:1:1: error: [file-too-large] "job.yaml" is larger than 1 MiB',
    ),
    "bytes that are not UTF-8": (
        JOB.encode() + "name: café".encode("latin-1"),
        "job.yaml:4:10: error: [yaml-encoding] the byte 0xe9 is not UTF-8",
    ),
    "UTF-16": (
        "\ufeff".encode("utf-16-le") + JOB.encode("utf-16-le"),
        "job.yaml:1:1: error: [yaml-encoding] the byte 0xff is not UTF-8",
    ),
    "a NUL byte": (
        JOB.encode() + b"name: a\0b\n",
        "job.yaml:4:8: error: [yaml-encoding] the file has NUL characters",
    ),
    "a terminal escape": (
        JOB.encode() + b"# \x1b[31m\n",
        "job.yaml:4:3: error: [yaml-encoding] the character U+001B is not allowed in YAML",
    ),
    "100,000 open brackets": (
        JOB.encode() + b"source: " + b"[" * 100_000,
        "job.yaml:4:72: error: [yaml-depth] the document has more than 64 nested levels",
    ),
    "100,000 lists in lists": (
        JOB.encode() + b"source:\n" + b"- " * 100_000,
        "job.yaml:5:127: error: [yaml-depth] the document has more than 64 nested levels",
    ),
    "an alias bomb": (
        BOMB.encode() + JOB.encode(),
        "job.yaml:6:15: error: [yaml-alias-limit] aliases add more than 50,000 values to the document",
    ),
}


@pytest.mark.parametrize(("text", "line"), TEXTS.values(), ids=TEXTS)
def test_the_program_refuses(text: bytes, line: str, process: Process, project: Project) -> None:
    project.write("job.yaml", text)
    ran = process(QUERY, project.root)
    assert (ran.code, ran.out) == (1, "")
    assert [each.replace(*LATER) for each in ran.lines] == [line]


@pytest.mark.usefixtures("either_yaml")
@pytest.mark.parametrize(("text", "line"), TEXTS.values(), ids=TEXTS)
def test_every_yaml_parser_refuses(text: bytes, line: str, project: Project) -> None:
    project.write("job.yaml", text)
    assert [each.replace(*LATER) for each in project.ask(QUERY).lines] == [line]


@pytest.mark.parametrize(
    "raw",
    [b"\xff{}", b'{"job": "\\ud800.yaml"}', b'{"job": "a\\u0000b"}', b"[" * 200_000, b'{"job":' * 200_000],
    ids=["bytes", "half a character", "NUL", "brackets", "braces"],
)
def test_a_query_of_anything_is_refused(raw: bytes, process: Process, project: Project) -> None:
    ran = process.command(stdin=raw, cwd=project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("provider-bridge: 1 error in query\nquery:")
    assert set(ran.rules) <= {"query-json", "query-value"}


def test_a_number_of_json_that_is_none_is_called_a_number(project: Project) -> None:
    for number in (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"1" * 5000):
        assert project.ask(b'{"job": ' + number + b"}").lines == [
            'query:1:2: error: [query-value] "job" must be a string, found a number'
        ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(process: Process, project: Project) -> None:
    project.write("job.yaml", JOB)
    (project.root / "job.yaml").chmod(0)
    ran = process(QUERY, project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == ['job.yaml:1:1: error: [file-unreadable] "job.yaml" cannot be read: Permission denied']


def test_a_file_that_the_system_refuses_to_open(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    project.write("job.yaml", JOB)
    monkeypatch.setattr(os, "open", refuse)
    ran = project.ask(QUERY)
    assert ran.lines == ['job.yaml:1:1: error: [file-unreadable] "job.yaml" cannot be read: Permission denied']


def test_a_pipe_is_not_waited_for(process: Process, project: Project) -> None:
    os.mkfifo(project.root / "job.yaml")
    ran = process(QUERY, project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["file-unreadable"])


def test_a_socket_is_refused(process: Process, project: Project) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("job.yaml")
        ran = process(QUERY, project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["file-unreadable"])


def test_a_link_to_itself(process: Process, project: Project) -> None:
    (project.root / "job.yaml").symlink_to("job.yaml")
    ran = process(QUERY, project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["file-unreadable"])


def test_links_in_circles(process: Process, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("jobs/job.yaml", JOB)
    for name in ("one", "two", "jobs/three"):
        (project.root / name).symlink_to(project.root)
    assert list(process({"jobs": "**/*.yaml"}, project.root).jobs) == ["jobs/job"]


def test_an_asset_behind_a_link_that_leaves_the_root(process: Process, project: Project) -> None:
    project.write("secret.yaml", "finops: {project: secret}\n")
    project.write("project/provider-bridge.yaml", "")
    project.write("project/job.yaml", JOB + "asset_path: /app/assets/orders.yaml\n")
    project.write("project/elsewhere.yaml", JOB + "asset_path: /app/directory/secret.yaml\n")
    (project.root / "project" / "assets").mkdir()
    (project.root / "project" / "assets" / "orders.yaml").symlink_to(project.root / "secret.yaml")
    (project.root / "project" / "directory").symlink_to(project.root)
    ran = process({"jobs": '["project/job.yaml", "project/elsewhere.yaml"]'}, project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == [
        'elsewhere.yaml:4:13: error: [path-outside-root] "directory/secret.yaml" is outside the project root',
        'job.yaml:4:13: error: [path-outside-root] "assets/orders.yaml" is outside the project root',
    ]


def test_a_job_behind_a_link_that_leaves_the_root(process: Process, project: Project) -> None:
    project.write("secret.yaml", JOB)
    project.write("project/provider-bridge.yaml", "")
    (project.root / "project" / "job.yaml").symlink_to(project.root / "secret.yaml")
    ran = process({"job": "project/job.yaml"}, project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == ['query:1:2: error: [path-outside-root] "job.yaml" is outside the project root']


@pytest.mark.parametrize(("swapped", "rule"), [("job.yaml", "file-unreadable"), ("jobs", "path-outside-root")])
def test_a_link_that_is_put_there_after_the_check_is_not_followed(
    swapped: str, rule: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process swaps the file, or its directory, for a link between the look at the path and the opening."""
    if swapped == "jobs" and not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system doesn't tell where an opened file lies")
    project.write("elsewhere/job.yaml", JOB)
    project.write("project/jobs/job.yaml", JOB)
    place = project.root / "project" / "jobs"
    place = place / swapped if swapped == "job.yaml" else place
    opened = os.open

    def swap(path: str, flags: int) -> int:
        place.rename(project.root / "away")
        place.symlink_to(project.root / "elsewhere" / ("job.yaml" if swapped == "job.yaml" else ""))
        return opened(path, flags)

    monkeypatch.setattr(os, "open", swap)
    ran = project.ask({"job": "project/jobs/job.yaml", "root": "project"})
    assert (ran.code, ran.out, ran.rules) == (1, "", [rule])
    assert '"jobs/job.yaml"' in ran.lines[0]


def test_a_path_that_no_system_takes(project: Project) -> None:
    project.write("job.yaml", JOB + 'asset_path: "a\\0b"\n')
    (found,) = project.ask(QUERY).lines
    assert found.startswith('job.yaml:4:13: error: [file-unreadable] "a\\x00b" cannot be read: ')
    assert "embedded null" in found


def test_a_file_may_have_1_mib_and_not_a_byte_more(project: Project) -> None:
    mib = JOB.encode() + b"#" * (1024 * 1024 - len(JOB))
    project.write("job.yaml", mib)
    assert project.ask(QUERY).code == 0
    project.write("job.yaml", mib + b"\n")
    ran = project.ask(QUERY)
    assert ran.rules == ["file-too-large"]
    assert ran.err.endswith("  fix: check that the path is that of a job or an asset\n")


def test_links_within_the_root_are_followed(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("shared/orders.yaml", "finops: {project: shop}\n")
    project.write("job.yaml", JOB + "asset_path: assets/orders.yaml\n")
    (project.root / "assets").symlink_to("shared")
    assert project.tags()["dativo:project"] == "shop"


def test_a_name_that_is_not_utf8(process: Process, project: Project) -> None:
    name = os.fsdecode(b"jobs/\xff.yaml")
    try:
        project.write(name, JOB)
    except OSError:
        pytest.skip("this file system takes no such name")
    ran = process({"jobs": "jobs/*.yaml", "root": "."}, project.root)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.rules) == 1


def test_one_bad_job_among_300_is_the_only_one_named(process: Process, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    for number in range(300):
        project.write(f"jobs/job{number:03}.yaml", JOB)
    project.write("jobs/job123.yaml", "tenant_id: ../acme\nfinops: [a]\ninfrastructure:\n  provider: awz\n")
    ran = process({"jobs": "jobs/*.yaml"}, project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("provider-bridge: 3 errors in jobs/job123.yaml\n")
    assert ran.rules == ["tenant-invalid", "field-type", "provider-unknown"]
