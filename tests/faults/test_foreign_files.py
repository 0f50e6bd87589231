"""Files that came from another system: Windows paths, its line ends, byte order marks, PowerShell's UTF-16."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.faults.given import JOB

if TYPE_CHECKING:
    from tests.project import Project


WAYS = {
    "CRLF": ("\r\n", ""),
    "lone CR": ("\r", ""),
    "a byte order mark": ("\n", "\ufeff"),
    "a byte order mark and CRLF": ("\r\n", "\ufeff"),
}
"""How lines end, and what the file starts with."""

written = pytest.mark.parametrize(("end", "start"), WAYS.values(), ids=WAYS)


def foreign(text: str, end: str, start: str) -> bytes:
    return (start + text.replace("\n", end)).encode()


@written
def test_a_job(end: str, start: str, project: Project) -> None:
    text = f"{JOB}  tags:\n    Note: |-\n      one\n      two\n    Team: data # theirs\n    R&D: x\n"
    project.write("job.yaml", foreign(text, end, start))
    ran = project.ask({"job": "job.yaml", "provider": "azure"})
    assert ran.result == {"Note": "one-two", "R-D": "x", "Team": "data", "dativo:job": "job", "dativo:tenant": "acme"}
    assert [line.partition(" ")[0] for line in ran.lines] == ["job.yaml:5:11:", "job.yaml:9:5:"]


@written
def test_an_asset_and_a_policy(end: str, start: str, project: Project) -> None:
    project.job(asset_path="asset.yaml")
    project.write("asset.yaml", foreign("finops:\n  project: shop\n  cost_center: [\n    a: b\n", end, start))
    assert [line.partition(" ")[0] for line in project.ask().lines] == ["asset.yaml:3:16:"]
    project.write("asset.yaml", foreign("finops:\n  project: shop\n", end, start))
    project.write("provider-bridge.yaml", foreign("# ours\nrequired_tags:\n  - Owner\n", end, start))
    (found,) = project.ask().lines
    assert '[required-tag] required tag "Owner" is missing (required by provider-bridge.yaml:3)' in found
    project.write("provider-bridge.yaml", foreign("# ours\n\nrequired: [Owner]\n", end, start))
    assert project.ask().lines[0].startswith("provider-bridge.yaml:3:1: error: [config-invalid]")


@written
def test_a_query(end: str, start: str, project: Project) -> None:
    project.job()
    text = '\n{\n "job": "job.yaml",\n "provider": "gcp"\n}\n'
    assert project.ask(foreign(text, end, start)).result == {"dativo-job": "job", "dativo-tenant": "acme"}
    (found,) = project.ask(foreign(text.replace("provider", "colour"), end, start)).lines
    assert found.startswith("query:1:25: " if end == "\r" else "query:4:2: ")  # JSON's lines end with LF


def test_a_query_of_one_line_with_a_byte_order_mark(project: Project) -> None:
    (found,) = project.ask('\ufeff{"jbo": "job.yaml"}'.encode()).lines
    assert found.startswith("query:1:2: error: [query-key]")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_query_in_utf_16(encoding: str, project: Project) -> None:
    project.job()
    ran = project.ask('{"job": "job.yaml"}'.encode(encoding))
    assert (ran.code, ran.out, ran.rules) == (1, "", ["query-json"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_an_aws_tag_policy(encoding: str, end: str, project: Project) -> None:
    """PowerShell 5 writes UTF-16 for `aws … > policy.json`."""
    allowed = {"tag_key": {"@@assign": "Team"}, "tag_value": {"@@assign": ["data"]}}
    text = json.dumps({"tags": {"team": allowed}}, indent=1).replace("\n", end)
    project.write("provider-bridge.yaml", "aws_tag_policies: [policy.json]\n")
    project.write("policy.json", text.encode(encoding))
    project.job(infrastructure={"tags": {"Team": "finance"}})
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == [
        'job.yaml:5:11: error: [policy/aws-tag-policy] value "finance" of tag "Team" is not allowed by policy.json'
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_job_in_utf_16_is_refused_in_words(encoding: str, project: Project) -> None:
    project.write("job.yaml", ("\ufeff" + JOB).encode(encoding))
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["yaml-encoding"])
    assert ran.err.endswith("  fix: save the file as UTF-8\n")


@pytest.mark.parametrize(
    "path", ["jobs\\job.yaml", ".\\jobs\\job.yaml", "C:\\estate\\jobs\\job.yaml", "C:/estate/job.yaml"]
)
def test_windows_paths_in_a_query_are_names_that_are_not_there(path: str, project: Project) -> None:
    """On a system whose separator is `/` a backslash is a letter: nothing is guessed."""
    project.job("jobs/job.yaml")
    ran = project.ask({"job": path})
    assert (ran.code, ran.out) == (1, "")
    shown = path.removeprefix("./")
    assert ran.lines == [f'query:1:2: error: [file-missing] file "{shown}" not found']
    assert project.ask({"jobs": json.dumps([path]), "root": "."}).rules == ["file-missing"]
    assert project.ask({"jobs": path.replace("job.yaml", "*.yaml"), "root": "."}).rules == ["glob-empty"]


@pytest.mark.parametrize(
    "path", ["assets\\orders.yaml", "C:\\etl\\assets\\orders.yaml", "\\\\server\\share\\orders.yaml"]
)
def test_windows_paths_of_an_asset_are_shown_as_they_were_tried(path: str, project: Project) -> None:
    project.write("assets/orders.yaml", "finops: {project: shop}\n")
    project.job(asset_path=path)
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == [f'job.yaml:2:13: error: [asset-missing] asset "{path}" not found; searched: {path}']
    assert (
        ran.err.splitlines()[-1]
        == '  fix: use "/" between directories, relative to the project root or as in the container'
    )


def test_a_file_whose_name_holds_a_backslash_is_still_found(project: Project) -> None:
    project.write("assets\\orders.yaml", "finops: {project: shop}\n")
    project.job(asset_path="assets\\orders.yaml")
    assert project.tags()["dativo:project"] == "shop"
