"""Completion in the shell: what is offered at a word, and the words of bash."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provider_bridge import COMPLETION
from tests.program import EXAMPLES, PROGRAM, run

if TYPE_CHECKING:
    from tests.project import Project

JOB = "jobs/acme/stripe_customers.yaml"


def offered(line: str, shell: str = "zsh", cwd: Path = EXAMPLES) -> list[str]:
    """What is offered at the end of a line, with the kind of what is not plain."""
    words = line.split(" ")
    env = {COMPLETION: f"{shell}_complete", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    ran = run(cwd=cwd, env=env)
    assert (ran.code, ran.err) == (0, "")
    if shell == "bash":
        kinds = [item.partition(",") for item in ran.out.split()]
        return [value if kind == "plain" else kind for kind, _, value in kinds]
    lines = ran.out.strip("\n").splitlines()
    return [value if kind == "plain" else kind for kind, value in zip(lines[::3], lines[1::3], strict=True)]


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("provider-bridge back", ["backend-config"]),
        ("provider-bridge tags ", ["file"]),
        ("provider-bridge validate jobs/a jo", ["file"]),
        ("provider-bridge audit pl", ["file"]),
        ("provider-bridge audit plan.json --jobs jo", ["file"]),
        ("provider-bridge tags --config ", ["file"]),
        ("provider-bridge tags --root ", ["dir"]),
        ("provider-bridge init ", ["dir"]),
        ("provider-bridge tags --provider a", ["aws", "azure", "all"]),
        ("provider-bridge tags jobs --resource s3-o", ["s3-object"]),
        ("provider-bridge tags jobs --provider gcp --resource s3-o", []),
        ("provider-bridge query -q o", ["origins=", "output="]),
        ("provider-bridge query -q output=", ["output=tags", "output=variables"]),
        ("provider-bridge query -q provider=aws -q resource=s3-o", ["resource=s3-object"]),
        ("provider-bridge query -q provider=gcp -q resource=s3-o", []),
        ("provider-bridge query -q job=jobs/g", ["job=jobs/globex/"]),
        ("provider-bridge query -q job=nowhere/g", []),
        ("provider-bridge query -q tenants=a", []),
        (f"provider-bridge explain {JOB} --tag dativo:c", ["dativo:classification", "dativo:cost-center"]),
        (
            f"provider-bridge explain {JOB} --provider gcp --tag dativo-c",
            ["dativo-classification", "dativo-cost-center"],
        ),
        ("provider-bridge explain nowhere.yaml --tag d", []),
    ],
)
def test_what_is_offered(line: str, items: list[str]) -> None:
    assert offered(line) == items


def test_jobs_with_errors_offer_no_key_and_print_nothing(project: Project) -> None:
    project.write("job.yaml", "tenant_id: [\n")
    assert offered("provider-bridge explain job.yaml --tag d", cwd=project.root) == []


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("provider-bridge query -q output = v", ["variables"]),
        ("provider-bridge query -q output =", ["tags", "variables"]),
        ("provider-bridge query -q job = jobs/g", ["jobs/globex/"]),
        (f"provider-bridge explain {JOB} --tag dativo : c", ["classification", "cost-center"]),
        ("provider-bridge tags --provider = g", ["gcp"]),
    ],
)
def test_words_that_bash_splits_are_completed_from_the_split(words: str, items: list[str]) -> None:
    assert offered(words, "bash") == items


def test_the_script_of_bash_runs_in_bash() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = run(env={COMPLETION: "bash_source"}).out
    assert "compopt -o nospace" in script
    call = 'COMP_WORDS=(provider-bridge query -q out); COMP_CWORD=3; _provider_bridge_completion "$PROGRAM"'
    path = {"PATH": f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}", "PROGRAM": PROGRAM}
    done = subprocess.run(
        [bash, "--norc", "-c", f'{script}\n{call}; printf "%s\\n" "${{COMPREPLY[@]}}"'],
        env=path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "output=\n"
