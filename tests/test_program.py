"""The installed program as it is started: exact results, exit codes, the same bytes always."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provider_bridge import __main__, __version__
from tests.program import PROGRAM, Ran, run

if TYPE_CHECKING:
    from tests.program import Process
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
JOB = "jobs/acme/stripe_customers.yaml"
ESTATE = {"jobs": "jobs/**/*.yaml", "tenants": "acme,globex", "origins": "true"}

AWS = {
    "Team": "data-engineering",
    "dativo:business-tags": "payments:revenue",
    "dativo:classification": "pii:sensitive",
    "dativo:cost-center": "HR-001",
    "dativo:environment": "prod",
    "dativo:job": "stripe_customers",
    "dativo:project": "data-platform",
    "dativo:regulations": "GDPR",
    "dativo:tenant": "acme",
}
CANONICAL = {**AWS, "dativo:business-tags": "payments,revenue", "dativo:classification": "pii,sensitive"}
GCP = {
    "dativo-business-tags": "payments--revenue",
    "dativo-classification": "pii--sensitive",
    "dativo-cost-center": "hr-001",
    "dativo-environment": "prod",
    "dativo-job": "stripe-customers",
    "dativo-project": "data-platform",
    "dativo-regulations": "gdpr",
    "dativo-tenant": "acme",
    "team": "data-engineering",
}
LABELS = {
    **{key.replace(":", "/"): value for key, value in AWS.items()},
    "dativo/business-tags": "payments__revenue",
    "dativo/classification": "pii__sensitive",
}
EXACT = {"aws": AWS, "gcp": GCP, "azure": CANONICAL, "kubernetes": LABELS}

VARIABLES = {
    "compute_cpu": "2048",
    "compute_memory": "4096",
    "environment": "prod",
    "job_name": "stripe_customers",
    "networking_subnet_ids": '["subnet-0123456789abcdef0","subnet-0123456789abcdef1"]',
    "networking_vpc_id": "vpc-0123456789abcdef0",
    "provider": "aws",
    "runtime_cluster_name": "dativo-prod-cluster",
    "runtime_service_account": "arn:aws:iam::123456789012:role/dativo-etl-role",
    "runtime_type": "ecs",
    "storage_bucket": "acme-data-lake",
    "storage_prefix": "raw/stripe/customers",
    "tags": json.dumps(AWS, separators=(",", ":")),
    "tenant_id": "acme",
}


def as_printed(result: object) -> str:
    return json.dumps(result, separators=(",", ":"), sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("provider", EXACT)
def test_the_tags_are_exactly(provider: str, process: Process) -> None:
    ran = process({"job": JOB, "provider": provider}, EXAMPLES)
    assert (ran.code, ran.out, ran.err) == (0, as_printed(EXACT[provider]), "")


def test_the_jobs_own_provider_is_the_default(process: Process) -> None:
    assert process({"job": JOB}, EXAMPLES).out == as_printed(AWS)


def test_the_variables_are_exactly(process: Process) -> None:
    ran = process({"job": JOB, "output": "variables"}, EXAMPLES)
    assert (ran.code, ran.out, ran.err) == (0, as_printed(VARIABLES), "")


def test_a_query_imports_no_module_that_takes_long() -> None:
    slow = {"click", "dataclasses", "difflib", "jsonschema", "pathlib", "pydantic", "rich", "typing"}
    code = (
        "import sys; before = {*sys.modules}; sys.argv = ['provider-bridge']; from provider_bridge import __main__;"
        f" __main__.main(); print(sorted({slow!r} & {{*sys.modules}} - before), file=sys.stderr)"
    )
    query = json.dumps({**ESTATE, "jobs": "jobs/acme/*.yaml"})
    ran = subprocess.run([sys.executable, "-c", code], input=query, cwd=EXAMPLES, capture_output=True, text=True)
    assert len(json.loads(ran.stdout)) > 1
    assert ran.stderr == "[]\n"


def test_labels_and_annotations_of_a_job_on_kubernetes(process: Process, project: Project) -> None:
    job = (EXAMPLES / JOB).read_text("utf-8").replace("type: ecs", "type: kubernetes")
    project.write("provider-bridge.yaml", "")
    project.write(JOB, job)
    project.write("assets/stripe/v1.0/customers.yaml", (EXAMPLES / "assets/stripe/v1.0/customers.yaml").read_bytes())
    found = process({"jobs": JOB}, project.root).job
    assert found["tags"] == AWS
    assert found["labels"] == LABELS
    assert found["annotations"] == {key.replace(":", "/"): value for key, value in CANONICAL.items()}


# --- the same bytes, whatever the machine is like


@pytest.fixture(scope="module")
def whole_estate() -> Ran:
    return answered({})


def answered(environment: dict[str, str], cwd: Path = EXAMPLES, query: dict[str, str] | None = None) -> Ran:
    return run(stdin=json.dumps(query or ESTATE).encode(), cwd=cwd, env=environment)


@pytest.mark.parametrize("seed", range(20))
def test_the_hash_seed_changes_nothing(seed: int, whole_estate: Ran) -> None:
    assert answered({"PYTHONHASHSEED": str(seed)}) == whole_estate


@pytest.mark.parametrize("seed", range(5))
def test_the_hash_seed_changes_no_report(seed: int) -> None:
    case = Path(__file__).parent / "invalid-examples" / "everything-together"
    query = json.loads((case / "query.json").read_text())
    expected = Ran(1, "", (case / "stderr.txt").read_text("utf-8"))
    assert answered({"PYTHONHASHSEED": str(seed)}, case, query) == expected


def test_a_system_without_letters_for_a_path_says_so(process: Process, project: Project) -> None:
    project.job("zürich/job.yaml")
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    for query in ({"jobs": "zürich/*.yaml"}, {"jobs": "z*/*.yaml", "config": "zürich/policy.yaml"}):
        ran = process({**query, "root": "."}, project.root, ascii_only)
        said = "provider-bridge: a path has characters that ascii does not support: set PYTHONUTF8=1\n"
        assert (ran.code, ran.out, ran.err) == (1, "", said)
    assert process({"job": "zürich/job.yaml"}, project.root, {**ascii_only, "PYTHONUTF8": "1"}).code == 0


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C.UTF-8"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    ],
    ids=["utf-8", "ascii", "ascii streams", "turkish"],
)
def test_the_locale_changes_no_result(locale: dict[str, str], process: Process, project: Project) -> None:
    project.job(infrastructure={"tags": {"Stadt": "Zürich", "İl": "I\u011fd\u0131r", "Città": "Forlì 東京"}})
    for provider in ("aws", "gcp", "azure"):
        query = {"job": "job.yaml", "provider": provider}
        assert process(query, project.root, locale).out == project.ask(query).out


def test_another_directory_changes_nothing(whole_estate: Ran, tmp_path: Path) -> None:
    assert answered({}, tmp_path, {**ESTATE, "jobs": f"{EXAMPLES}/jobs/**/*.yaml"}) == whole_estate
    below = EXAMPLES / "jobs" / "acme"
    assert answered({}, below, {**ESTATE, "jobs": "../**/*.yaml"}) == whole_estate


def test_a_link_to_the_project_changes_nothing(whole_estate: Ran, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(EXAMPLES)
    assert answered({}, tmp_path, {**ESTATE, "jobs": "link/jobs/**/*.yaml"}) == whole_estate


# --- how it is started


def test_the_module_is_the_program(process: Process) -> None:
    module = (sys.executable, "-m", "provider_bridge")
    query = {"job": JOB}
    assert run(stdin=json.dumps(query).encode(), cwd=EXAMPLES, program=module) == process(query, EXAMPLES)


def test_a_query_as_arguments(process: Process) -> None:
    for arguments, output in (([], "tags"), (["-q", "output=variables"], "variables")):
        ran = process.command("query", "-q", f"job={JOB}", *arguments, cwd=EXAMPLES)
        assert ran == process({"job": JOB, "output": output}, EXAMPLES)


def test_the_query_command_reads_standard_input_too(process: Process) -> None:
    ran = process.command("query", stdin=json.dumps({"job": JOB}).encode(), cwd=EXAMPLES)
    assert ran.out == as_printed(AWS)


def test_nothing_on_a_terminal_shows_the_help() -> None:
    """A person who types `provider-bridge` must not wait for a query."""
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run([PROGRAM], stdin=theirs, capture_output=True, text=True, check=False)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.stdout.startswith("Usage: provider-bridge")
    assert (done.returncode, done.stderr) == (0, "")


# --- exit codes and streams


def test_0_with_warnings_on_standard_error(process: Process, project: Project) -> None:
    project.job(infrastructure={"tags": {"R&D": "yes"}})
    ran = process({"job": "job.yaml"}, project.root)
    assert ran.result["R-D"] == "yes"
    assert ran.err == (
        "provider-bridge: 1 warning in job.yaml\n"
        'job.yaml:5:5: warning: [tag-changed] tag key "R&D" becomes "R-D" on AWS: unsupported characters replaced\n'
        '  fix: rename the key to "R-D"\n'
    )


def test_1_for_wrong_input(process: Process, project: Project) -> None:
    ran = process({"job": "job.yaml"}, project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["file-missing"])


def test_1_for_a_wrong_query_as_arguments(process: Process, project: Project) -> None:
    ran = process.command("query", "-q", "jbo=job.yaml", cwd=project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(
        'provider-bridge: 1 error in query\nquery: error: [query-key] unknown query key "jbo" (did you mean "job"?)\n'
    )


@pytest.mark.parametrize("arguments", [["tagz"], ["tags"], ["tags", "--formt", "json", "a.yaml"], ["query", "-q", "a"]])
def test_2_for_a_wrong_command_line(arguments: list[str], process: Process) -> None:
    ran = process.command(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Error: " in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_command_is_told_the_nearest(process: Process) -> None:
    assert 'No such command "tagz" (did you mean "tags"?)' in process.command("tagz").err


def test_3_for_an_internal_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_: object) -> int:
        raise KeyError("our bug")

    monkeypatch.setattr("sys.argv", ["provider-bridge"])
    monkeypatch.setattr("provider_bridge.query_mode.answer", fail)
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert __main__.main() == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("Traceback")
    assert "KeyError: 'our bug'" in shown.err
    assert "report it with the traceback above" in shown.err.splitlines()[-1]


@pytest.mark.parametrize("redirection", ["<&-", "</dev/null"])
def test_no_standard_input_is_an_empty_query(redirection: str) -> None:
    done = subprocess.run(["sh", "-c", f"'{PROGRAM}' {redirection}"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "[query-json] the query is empty" in done.stderr


def test_a_reader_that_goes_away_is_not_an_internal_error() -> None:
    for command in (f"'{PROGRAM}' schema job | :", f"'{PROGRAM}' schema job >&-"):
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr


def test_the_summary_counts_errors_warnings_and_files(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"provider": "awz", "colour": "red"}, name=[])
    assert project.ask({"jobs": "jobs/*"}).err.startswith("provider-bridge: 2 errors, 1 warning in jobs/a.yaml\n")
    project.job("jobs/b.yaml", {"provider": "awz"})
    assert project.ask({"jobs": "jobs/*"}).err.startswith("provider-bridge: 3 errors, 1 warning in 2 files\n")


def test_version_and_help(process: Process) -> None:
    assert __version__ in process.command("--version").out
    shown = process.command("--help")
    assert shown.code == 0
    assert "Example:" in shown.out
    for name in ("query", "tags", "explain", "schema"):
        assert f"  {name} " in shown.out
        assert "Example:" in process.command(name, "--help").out


def test_the_installed_package_is_typed_and_brings_its_schemas() -> None:
    files = {str(path) for path in distribution("provider-bridge").files or ()}
    if "provider_bridge/__init__.py" not in files:
        pytest.skip("installed as editable: there is no wheel to look into")
    kinds = ("job", "asset", "config", "query", "result")
    assert {"provider_bridge/py.typed", *(f"provider_bridge/schemas/{kind}.json" for kind in kinds)} <= files
