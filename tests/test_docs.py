"""What the documentation says is so: its commands print what it shows, its links lead somewhere, its tables are whole.

A `console` block is run in a copy of examples/, a `yaml` block that starts with `# path/to/file.yaml` is written there
first. `$ ` starts a command, `> ` goes on with it, and `…` in its output stands for any text. Other blocks aren't run.
"""

from __future__ import annotations

import ast
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import botocore.session
import click
import pytest
from botocore import xform_name
from packaging.requirements import Requirement

from provider_bridge.allocation.reasons import REASONS
from provider_bridge.cli import cli
from provider_bridge.providers import PROVIDERS
from provider_bridge.schema import api_models as contract
from provider_bridge.schema import check
from tests.commands import generate_page
from tests.contract.contract import current as contract_names
from tests.schema import generate_field_tables
from tests.syntax import MAKERS, first_arguments, modules, strings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TUTORIAL = ROOT / "docs" / "tutorial.md"
WITH_TERRAFORM = [TUTORIAL, ROOT / "docs" / "test-with-terraform.md"]
"""Pages with commands of Terraform. terraform/test_pages.py runs them, and those beside Terraform code."""
ALL_PAGES = [*PAGES, *sorted([*ROOT.glob("terraform/**/*.md"), *ROOT.glob("examples/**/*.md")])]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)
FILE = re.compile(r"# ([\w./-]+\.ya?ml)\n")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [page for page in PAGES if page not in WITH_TERRAFORM], ids=name)
def test_commands_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path, dirs_exist_ok=True)
    for language, text in FENCE.findall(page.read_text("utf-8")):
        file = FILE.match(text)
        if language == "yaml" and file:
            (tmp_path / file[1]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file[1]).write_text(text, "utf-8")
        elif language == "console":
            assert COMMAND.sub("", text) == ""
            for command, shown in COMMAND.findall(text):
                printed = run(command.replace("\n> ", "\n"), tmp_path)
                if not re.fullmatch(".*".join(map(re.escape, shown.split("…"))), printed, re.DOTALL):
                    assert printed == shown, command


def run(command: str, directory: Path) -> str:
    """What a command prints on both outputs."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env={"PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


OUT_OF_REACH = {
    **dict.fromkeys(["aws", "az", "bq", "gcloud", "kubectl"], "a cloud or a cluster"),
    **dict.fromkeys(["dagster", "docker", "terragrunt"], "a program that tests do not start"),
    **dict.fromkeys([".venv/bin/pip", "pip", "pipx"], "a package index"),
    **dict.fromkeys(["make", "python"], "minutes, or files of the clone to write to"),
    "terraform": "a root of the reader's own, its cloud or its backend",
}
"""What the commands in `sh` blocks need, by program: so no test runs them."""
OPTIONS = {
    "aws s3": {"--recursive", "--exclude", "--include"},  # docs.aws.amazon.com/cli/latest/reference/s3/cp.html
    "az graph": {"-q", "--first", "--skip-token", "-o"},  # learn.microsoft.com/cli/azure/graph
    "az rest": {"--method", "--body", "--url"},  # learn.microsoft.com/cli/azure/reference-index
    "az storage": {"--account-name", "--auth-mode", "--container-name", "--prefix", "--query"}
    | {"--source", "--destination", "--pattern"},  # learn.microsoft.com/cli/azure/storage/blob
    "bq query": {"--use_legacy_sql"},  # cloud.google.com/bigquery/docs/reference/bq-cli-reference
    "gcloud storage": set(),
    "kubectl": {"-n", "-o", "--all-namespaces", "--from"},  # kubernetes.io/docs/reference/kubectl/generated
    **{program: set() for program in ("dagster", "docker", "terragrunt")},
}
"""Options of programs that tests do not start, as their references have them."""


@pytest.mark.parametrize("page", ALL_PAGES, ids=name)
def test_each_block_that_is_not_run_needs_what_a_test_has_not(page: Path) -> None:
    for block in blocks_that_are_not_run(page):
        if page != generate_page.PAGE:  # commands/test_help_examples.py runs its examples
            assert {words[0] for words in block} & set(OUT_OF_REACH), "make it a `console` block with output"


@pytest.mark.parametrize("page", ALL_PAGES, ids=name)
def test_commands_that_are_not_run_name_what_exists(page: Path) -> None:
    """tests/terraform/test_pages.py looks at the options of Terraform."""
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    outputs = "".join(path.read_text("utf-8") for path in ROOT.glob("terraform/*/*/outputs.tf"))
    for words in itertools.chain.from_iterable(blocks_that_are_not_run(page)):
        match words:
            case ["make", target, *_]:
                assert target in targets
            case ["cd", directory]:
                assert (ROOT / directory).is_dir() or (page.parent / directory).is_dir()
            case ["provider-bridge", *arguments] if arguments:
                assert parses(arguments), words
            case ["python", script] if script.endswith(".py"):
                assert (ROOT / script).is_file()
            case ["python", "-m", module]:
                assert (ROOT / module.replace(".", "/")).with_suffix(".py").is_file()
            case ["terraform", "output", "-json", output]:
                assert f'output "{output}"' in outputs
            case ["pip", "install", *names]:
                extras = {extra for each in names if "[" in each for extra in Requirement(each).extras}
                assert extras <= set(metadata("provider-bridge").get_all("Provides-Extra", []))
            case [program, group, *rest] if f"{program} {group}" in OPTIONS:
                assert options_in(rest) <= OPTIONS[f"{program} {group}"], words
            case ["aws", service, operation, *_]:
                names = botocore.session.Session().get_service_model(service).operation_names
                assert operation in {xform_name(each, "-") for each in names}
            case [program, *rest] if program in OPTIONS:
                assert options_in(rest) <= OPTIONS[program], words


def options_in(words: list[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if word.startswith("-")}


OUTSIDE_QUOTES = re.compile(r'\n|&&|\|(?=(?:[^"\n]*"[^"\n]*")*[^"\n]*$)', re.MULTILINE)


def blocks_that_are_not_run(page: Path) -> Iterator[list[list[str]]]:
    """The commands of each `sh` block, as words."""
    for language, text in FENCE.findall(page.read_text("utf-8")):
        assert language or "$" not in text, "a block of commands is `console` or `sh`"
        if language == "sh":
            commands = OUTSIDE_QUOTES.split(text.replace("\\\n", " "))
            yield list(filter(None, (shlex.split(command.partition(" > ")[0], comments=True) for command in commands)))


def parses(arguments: list[str]) -> bool:
    """Return whether the program accepts a command line, without running it."""
    with click.Context(cli, info_name="provider-bridge") as context:
        command = cli.get_command(context, arguments[0])
        return bool(command and command.make_context(arguments[0], arguments[1:], parent=context))


@pytest.mark.parametrize("page", ALL_PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text("utf-8"))):
        if not re.match("https?://|mailto:", target):
            path, _, anchor = target.partition("#")
            assert leads_somewhere(page.parent / path if path else page, anchor), target


OWN = re.compile(
    r"https://(?:github\.com/provider-bridge/provider-bridge/(?:blob|tree)/main|"
    r"raw\.githubusercontent\.com/provider-bridge/provider-bridge/main)/([\w./-]*[\w/])(?:#([\w-]+))?"
)


def test_addresses_of_this_repository_lead_somewhere() -> None:
    """In the program, the schemas and what `init` writes, too."""
    files = [
        file
        for folder in ("docs", "examples", "provider_bridge", "schemas", "terraform")
        for kind in ("md", "py", "json", "yaml", "yml", "tf")
        for file in (ROOT / folder).rglob(f"*.{kind}")
    ]
    targets = {match for file in files for match in OWN.findall(file.read_text("utf-8"))}
    assert len(targets) > 5
    assert sorted(target for target in targets if not leads_somewhere(ROOT / target[0], target[1])) == []


def leads_somewhere(there: Path, anchor: str) -> bool:
    return there.exists() and (not anchor or anchor in anchors(there))


def anchors(page: Path) -> set[str]:
    """The names that a page's headings have in links."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages - set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == set()


def test_the_picture_has_a_title_and_a_description() -> None:
    picture = ElementTree.parse(ROOT / "docs" / "pipeline.svg").getroot()
    names = [child.tag.rpartition("}")[2] for child in picture if child.text]
    assert names[:2] == ["title", "desc"]


def test_the_glossary_is_sorted() -> None:
    words = [row[0].lower() for row in table("docs/glossary.md")]
    assert words == sorted(set(words))


def test_each_rule_has_its_row() -> None:
    rows = list(table("docs/diagnostics.md"))
    rules = [re.sub("`", "", row[0]) for row in rows]
    assert all(cause and fix for _, cause, fix in rows)
    assert rules == sorted(set(rules))
    constants = set(strings())
    families = {rule.partition("-")[0] for rule in rules if "/" not in rule}
    named = {text for text in constants if re.fullmatch(rf"({'|'.join(families)})(-[a-z]+)+|policy/.+", text)}
    assert {*named, *first_arguments(*MAKERS)} <= {*rules, *NO_RULES}
    assert set(rules) - constants <= {"policy/<name>"}


NO_RULES = {
    *("provider-bridge", "job-name"),
    *REASONS,
    *(name for cloud in PROVIDERS.values() for name in cloud.resource_classes()),
}


def test_each_resource_class_has_its_row() -> None:
    shown = {(row[0], row[1].strip("`"), *row[2:5]) for row in table("docs/resource-classes.md") if row[0] in PROVIDERS}
    assert shown == {
        (cloud, limits.name, str(limits.max_tags or "any"), str(limits.key_length), str(limits.value_length))
        for cloud, module in PROVIDERS.items()
        for limits in module.resource_classes().values()
    }


@pytest.mark.parametrize(
    ("kind", "page", "section"),
    [
        ("job", "docs/job-file.md", "Job"),
        ("asset", "docs/job-file.md", "Asset"),
        ("config", "docs/configuration-file.md", "Configuration file"),
    ],
)
def test_each_field_has_its_row(kind: str, page: str, section: str) -> None:
    shown = [row[0].strip("`") for row in table(page, section)]
    assert shown == list(dict.fromkeys(fields(kind)))


@pytest.mark.parametrize("page", generate_field_tables.PAGES, ids=name)
def test_the_tables_of_fields_are_those_of_the_models(page: Path) -> None:
    """If it fails: `python -m tests.schema.generate_field_tables`."""
    assert page.read_text("utf-8") == generate_field_tables.generated(page)


def test_each_field_of_a_resolved_job_has_its_row() -> None:
    shown = [row[0].strip("`") for row in table("docs/resolved-job.md", "Resolved job")]
    assert shown == list(contract.ResolvedJob.model_fields)


def fields(kind: str, *path: str | int) -> Iterator[str]:
    """The fields of a document, dotted; those of `when` once."""
    for field in check.fields(kind, *path):
        above = ["when"] if path[-1:] == ("when",) else [step for step in path if isinstance(step, str)]
        yield ".".join([*above, field])
        yield from fields(kind, *path, field)
        yield from fields(kind, *path, field, 0)


def test_each_field_of_a_difference_has_its_row() -> None:
    documented = {row[0].strip("`") for row in table("docs/diff.md", "JSON")}
    assert documented == {field for field in contract_names()["diff"] if len(field.split(".")) == 2}


def test_nothing_is_sent() -> None:
    """SECURITY.md: no module of the program imports one that talks to a network."""
    imported = {
        module
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    }
    assert not imported & {"asyncio", "ftplib", "http", "http.client", "requests", "socket", "ssl", "urllib.request"}


def test_each_key_of_a_query_has_its_row() -> None:
    assert {row[0].strip("`") for row in table("docs/query.md", "Query")} == {*contract.Query.model_fields, "env.NAME"}


def test_the_page_of_commands_has_their_help() -> None:
    assert generate_page.PAGE.read_text("utf-8") == generate_page.generated()


def table(page: str, section: str = "") -> Iterator[list[str]]:
    """The rows of the tables on a page, or in a section of it, without their heads."""
    text = FENCE.sub("", (ROOT / page).read_text("utf-8"))
    if section:
        text = re.split(r"^#", text.partition(f"# {section}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    for rows in re.findall(r"^\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE):
        for row in rows.splitlines():
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
