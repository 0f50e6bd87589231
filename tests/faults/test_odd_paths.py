"""Paths that hold what shells, terminals, globs and reports have other uses for, and paths that no system takes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from tests.faults.given import JOB
from tests.program import run

if TYPE_CHECKING:
    from tests.program import Process
    from tests.project import Project, Repository

BROKEN = JOB.replace("aws", "awz")
SAID = 'error: [provider-unknown] unknown provider "awz" (did you mean "aws"?)'
FIX = "use one of: aws, gcp, azure, kubernetes"

NAMES = {
    "spaces": "a b  c",
    "quotes": 'it\'s "quoted"',
    "a newline": "new\nline",
    "a tab": "tab\there",
    "a leading dash": "-rf",
    "a leading tilde": "~root",
    "stars and brackets": "[x]*?",
    "an empty class": "[]",
    "a terminal escape": "a\x1b[2Jb",
    "a bell and a delete": "a\x07\x7fb",
    "a C1 control": "a\x9b2Jb",
    "text that runs backwards": "a\u202egpj.b",
    "a colon and a comma": "a:1:2,b",
    "a workflow command": "x\n::error file=a::b",
    "a percent escape": "a%0Ab",
    "a hash": "#a",
    "a variable": "${HOME}",
    "markup": "<b>&amp;",
    "a backslash": "a\\b",
    "two letters for one": "e\u0301te",
    "other alphabets": "東京 Привет",
    "outside the BMP": "a\U0001f600",
}
"""What a job's file is named, less `.yaml`."""


def escaped(path: str) -> str:
    """As a line of text shows it."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in path)


@pytest.fixture
def estate(project: Project) -> Project:
    """A broken job for each name: what is said of it stands on one line, at its own place."""
    project.write("provider-bridge.yaml", "")
    for name in NAMES.values():
        project.write(f"jobs/{name}.yaml", BROKEN)
    return project


PATHS = sorted(f"jobs/{name}.yaml" for name in NAMES.values())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_job_is_found_by_any_name(name: str, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    path = f"jobs/{name}.yaml"
    project.job(path, name="job")
    assert project.ask({"job": path}).result == {"dativo:job": "job", "dativo:tenant": "acme"}
    for asked in (path, json.dumps([path]), json.dumps([f"{project.root}/{path}"]), "jobs/*.yaml", "**/*.y*ml"):
        assert list(project.ask({"jobs": asked}).jobs) == [f"jobs/{name}"]


def test_arguments_of_any_name(process: Process, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    for number, path in enumerate(PATHS):
        project.job(path, name=f"job{number}")
    keys = [path.removesuffix(".yaml") for path in PATHS]
    for where, arguments in (("", PATHS), ("", ["jobs"]), ("jobs", ["--", *(path[5:] for path in PATHS)])):
        ran = process.command("tags", "--format", "json", *arguments, cwd=project.root / where)
        assert sorted(ran.result) == keys
    for path in ("jobs/-rf.yaml", "jobs/new\nline.yaml"):
        assert process.command("query", "-q", f"job={path}", cwd=project.root).code == 0


def test_reports_as_text_have_a_line_for_each_file(estate: Project, process: Process) -> None:
    text = process.command("validate", "jobs", cwd=estate.root).out
    said = [f"{escaped(path)}:3:13: {SAID}\n  fix: {FIX}\n" for path in PATHS]
    assert text == f"provider-bridge: {len(NAMES)} errors in {len(NAMES)} files\n{''.join(said)}"
    commands = process.command("validate", "jobs", "--format", "github", cwd=estate.root).out.splitlines()
    assert len(commands) == len(NAMES)
    for command in commands:
        assert command.startswith("::error file=jobs/")
        assert command.endswith(f",line=3,col=13,title=provider-unknown::{SAID.partition('] ')[2]}%0Afix: {FIX}")


def test_reports_for_machines_have_the_name_itself(estate: Project, process: Process) -> None:
    def report(form: str) -> str:
        ran = process.command("validate", "jobs", "--format", form, cwd=estate.root)
        assert (ran.code, ran.err) == (1, "")
        return ran.out

    assert [found["path"] for found in json.loads(report("json"))] == PATHS
    assert [found["location"]["path"] for found in json.loads(report("gitlab"))] == PATHS
    results = json.loads(report("sarif"))["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert places == [quote(path) for path in PATHS]
    cases = ElementTree.fromstring(report("junit")).findall(".//testcase")
    assert [case.get("name") for case in cases] == list(map(escaped, PATHS))


@pytest.mark.parametrize("name", [name for name in NAMES.values() if "$" not in name])  # which names a variable
def test_an_asset_is_found_by_any_name(name: str, project: Project) -> None:
    project.write(f"assets/{name}.yaml", "finops: {project: shop}\n")
    project.job(asset_path=f"/app/assets/{name}.yaml")
    assert project.tags()["dativo:project"] == "shop"


# --- names that are no text

FORMS = {
    "text": "provider-bridge: 1 error in jobs/\\udcff.yaml\n"
    "jobs/\\udcff.yaml:1:1: error: [file-unreadable] the name of the file must be UTF-8\n  fix: rename the file\n",
    "github": "::error file=jobs/\\udcff.yaml,line=1,col=1,title=file-unreadable::"
    "the name of the file must be UTF-8%0Afix: rename the file\n",
}


@pytest.fixture
def nameless(project: Project) -> Project:
    """An estate with a file whose name is no UTF-8."""
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml")
    try:
        project.write(os.fsdecode(b"jobs/\xff.yaml"), JOB)
    except OSError:
        pytest.skip("this file system takes no such name")
    return project


@pytest.mark.parametrize("form", ["text", "github", "json", "gitlab", "sarif", "junit"])
def test_every_report_of_a_name_that_is_not_utf8_is_whole(form: str, nameless: Project, process: Process) -> None:
    ran = process.command("validate", "jobs", "--format", form, cwd=nameless.root)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == FORMS.get(form, ran.out)
    if form == "json":
        (found,) = json.loads(ran.out)
        assert (found["path"], found["rule"]) == ("jobs/\udcff.yaml", "file-unreadable")
    elif form == "gitlab":
        assert json.loads(ran.out)[0]["location"]["path"] == "jobs/\udcff.yaml"
    elif form == "sarif":
        (result,) = json.loads(ran.out)["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "jobs/%FF.yaml"
    elif form == "junit":
        assert ElementTree.fromstring(ran.out).get("failures") == "1"


@pytest.mark.parametrize(
    "arguments",
    [
        [b"tags", b"jobs/\xff.yaml"],
        [b"query", b"-q", b"job=jobs/\xff.yaml"],
        [b"tags", b"jobs/a.yaml", b"--root", b"\xff"],
        [b"tags", b"jobs/a.yaml", b"--tenant", b"\xff"],
        [b"tags", b"jobs/a.yaml", b"--env", b"A=\xff"],
        [b"audit", b"\xff.json", b"--jobs", b"jobs/a.yaml"],
        [b"diff", b"\xff", b"--jobs", b"jobs/a.yaml"],
        [b"find", b"\xff=\xff", b"jobs/a.yaml"],
        [b"explain", b"jobs/a.yaml", b"--tag", b"\xff"],
        [b"\xff"],
    ],
    ids=repr,
)
def test_arguments_that_are_not_utf8_are_refused_in_words(arguments: list[bytes], nameless: Project) -> None:
    ran = run(*arguments, cwd=nameless.root)
    assert ran.code in (1, 2)
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.isascii()


# --- names that are too long

LONG = {"a name of 300 letters": f"{'x' * 300}.yaml", "a path of 6,000": "/".join(["d" * 200] * 30) + "/a.yaml"}


@pytest.mark.parametrize("path", LONG.values(), ids=LONG)
def test_paths_that_no_system_takes(path: str, project: Project) -> None:
    project.job()
    (line,) = project.ask({"job": path}).lines
    assert line.startswith(f'{path}:1:1: error: [file-unreadable] "{path[:200]}')
    assert line.endswith('" cannot be read: File name too long')
    assert project.ask({"job": "job.yaml", "config": path}).rules == ["file-unreadable"]
    assert project.ask({"job": "job.yaml", "root": path}).rules == ["root-unknown"]
    assert project.ask({"jobs": path.replace(".yaml", "*"), "root": "."}).rules[0] in ("glob-empty", "file-unreadable")
    project.write("job.yaml", f"asset_path: {path}\n{JOB}")
    (line,) = project.ask().lines
    assert line.startswith(f'job.yaml:1:13: error: [file-unreadable] "{path[:200]}')
    assert line.endswith('" cannot be read: File name too long')


@pytest.mark.parametrize("name", ["e[st]", "e*", "[", "what?", "[[]x[]]"])
def test_a_working_directory_whose_name_is_a_glob(
    name: str, process: Process, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is written is a glob, and a directory beside it that the name would match holds other jobs."""
    for directory in (name, "es", "et", "ex", "whats"):
        project.write(f"{directory}/provider-bridge.yaml", "")
        project.write(f"{directory}/jobs/a.yaml", JOB.replace("acme", directory if directory != name else "mine"))
    here = project.root / name
    monkeypatch.chdir(here)
    for query in ({"jobs": "jobs/*.yaml"}, {"jobs": "**/*.yaml"}, {"jobs": json.dumps(["jobs/a.yaml", "j*/a.yaml"])}):
        job = project.ask(query).job
        assert (job["key"], job["tenant_id"]) == ("jobs/a", "mine")
    assert project.ask({"job": str(here / "jobs" / "a.yaml")}).result["dativo:tenant"] == "mine"
    ran = process.command("tags", str(here / "jobs"), cwd=project.root)
    assert ran.out.startswith("jobs/a (AWS, 2 tags)\n")
    for command in (["tags", "."], ["tags", "jobs/*.yaml"], ["tags", str(here / "jobs")], ["validate", "jobs/a.yaml"]):
        ran = process.command(*command, cwd=here)
        assert ran.code == 0
        assert command[0] == "validate" or "mine" in ran.out


@pytest.mark.parametrize("name", ["e[st]*", "[", "[[]x?[]]"])
def test_revisions_in_directories_whose_names_are_globs(
    name: str, repository: Repository, process: Process, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The checkout, the root in it and the directory for temporary files: all have one name."""
    outside = tmp_path_factory.mktemp("outside")
    checkout = outside / name
    repository.commit(
        {
            f"{name}/provider-bridge.yaml": "",
            f"{name}/jobs/a.yaml": f"environment: dev\n{JOB}",
            f"{name}/.hidden/b.yaml": f"environment: dev\n{JOB}",
        }
    )
    repository.git("clone", "--quiet", str(repository.project.root), str(checkout))
    for job in ("jobs/a.yaml", ".hidden/b.yaml"):
        (checkout / name / job).write_text(f"environment: prod\n{JOB}")
    repository.git("commit", "--all", "--quiet", "--message", "change", cwd=checkout)
    temporary = outside / "temporary" / name
    temporary.mkdir(parents=True)
    asked = [
        (checkout / name, ["**/*.yaml", "j*/a.yaml", "jobs/a.yaml", str(checkout / name)]),
        (checkout / name / "jobs", ["../jobs/*.yaml"]),
        (checkout, [name]),
        (outside, [f"{name}/{name}/jobs"]),
    ]
    for cwd, all_jobs in asked:
        for jobs in all_jobs:
            for revisions in (["HEAD~1"], ["HEAD~1", "HEAD"]):
                ran = process.command("diff", *revisions, "--jobs", jobs, cwd=cwd, env={"TMPDIR": str(temporary)})
                assert (ran.code, ran.err) == (0, "")
                assert ran.out.splitlines()[1:-1] == ["jobs/a (AWS)", "  ~ dativo:environment = dev -> prod"]


def test_a_tree_that_is_deeper_than_a_path_may_be_long(project: Project) -> None:
    """Relative steps make such trees; a glob says so and leaves nothing out in silence."""
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml")
    here = Path.cwd()
    try:
        os.chdir("jobs")
        for _ in range(30):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        os.chdir(here)
        ran = project.ask({"jobs": "jobs/**/*.yaml"})
        assert (ran.code, ran.out, ran.rules) == (1, "", ["file-unreadable"])
        assert "cannot be listed: File name too long" in ran.lines[0]
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-rf", "jobs"], check=True)


@pytest.mark.parametrize("path", ["/app/a\\0b.yaml", "/a\\0b.yaml", "a\\0b.yaml"])
def test_a_nul_in_the_path_of_an_asset(path: str, project: Project) -> None:
    project.write("job.yaml", f'asset_path: "{path}"\n{JOB}')
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert ran.rules in (["file-unreadable"], ["path-outside-root"])
    assert "\\x00" in ran.lines[0]
