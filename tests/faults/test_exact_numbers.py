"""A number reaches Terraform and a plan's report as the same number, or as the text that was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.terraform.running import Terraform

if TYPE_CHECKING:
    from tests.program import Process
    from tests.project import Project

HUGE = "1" * 5000
"""More digits than Python makes a number of."""
EXACT = "1" * 153 + "7"
"""As many digits as Terraform keeps: 512 bits."""
NUMBERS: dict[str, Any] = {
    "0": 0,
    "-1": -1,
    "9007199254740993": 9007199254740993,
    EXACT: int(EXACT),
    f"1{EXACT}": f"1{EXACT}",
    HUGE: HUGE,
    f"-{HUGE}": f"-{HUGE}",
    f"0.{HUGE}": f"0.{HUGE}",
    f"0x{'f' * 5000}": f"0x{'f' * 5000}",
    f"1e{HUGE}": f"1e{HUGE}",
    "1e400": "1e400",
    "-1e400": "-1e400",
    "1e-400": "1e-400",
    "-0": "-0",
    "-0.0": "-0.0",
    "+1": "+1",
    "1_000": "1_000",
    "1.10": "1.10",
    "007": "007",
    ".inf": ".inf",
    ".nan": ".nan",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "-Infinity": "-Infinity",
}
"""What is written, and what programs get: a number where it stays the same one, else the text."""
IDS = [text if len(text) < 20 else f"{text[:6]}… {len(text)}" for text in NUMBERS]


@pytest.mark.parametrize(("written", "given"), NUMBERS.items(), ids=IDS)
def test_a_number_in_a_free_form_block(written: str, given: Any, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write(
        "job.yaml",
        "tenant_id: acme\ninfrastructure:\n  provider: aws\n"
        f"  terraform:\n    variables: {{a: {written}}}\n    backend_config: {{a: {written}}}\n"
        f"  dagster:\n    op_config: {{a: [{written}]}}\n",
    )
    job = project.ask({"jobs": "job.yaml"}).job
    found = [
        job["terraform"]["variables"]["a"],
        job["terraform"]["backend_config"]["a"],
        job["dagster"]["op_config"]["a"][0],
    ]
    assert [repr(each) for each in found] == [repr(given)] * 3
    assert project.tags(output="variables")["a"] == written


@pytest.mark.parametrize("digits", ["640", "0"])
def test_the_interpreters_limit_of_digits_changes_nothing(digits: str, process: Process, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    numbers = ", ".join(f"n{length}: {'1' * length}" for length in (100, 154, 155, 639, 641, 4301))
    project.write(
        "job.yaml", f"tenant_id: a\ninfrastructure: {{provider: aws, terraform: {{variables: {{{numbers}}}}}}}\n"
    )
    query = {"jobs": "job.yaml"}
    limited = process(query, project.root, {"PYTHONINTMAXSTRDIGITS": digits})
    assert limited.result == process(query, project.root).result


def test_terraform_reads_the_same_number(project: Project, terraform_environment: dict[str, str]) -> None:
    """One digit more, and `jsondecode` would round: such a number reaches it as text."""
    terraform = Terraform(project.root, terraform_environment)
    project.write("provider-bridge.yaml", "")
    project.write(
        "job.yaml",
        f"tenant_id: a\ninfrastructure: {{provider: aws, terraform: {{variables: {{a: {EXACT}, b: 1{EXACT}}}}}}}\n",
    )
    job = json.dumps(project.ask({"jobs": "job.yaml"}).result["job"])
    for name, number in (("a", EXACT), ("b", f"1{EXACT}")):
        asked = f"tostring(jsondecode({job}).terraform.variables.{name})\n".replace("${", "$${")
        done = terraform("console", stdin=asked)
        assert done.stdout == f'"{number}"\n'


@pytest.mark.parametrize(
    "number", [HUGE, f"-{HUGE}", f"{HUGE}.5", "1e400", "-1e400", "1e-400", "-0"], ids=lambda text: text[:8]
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_number_in_a_plan(form: str, number: str, process: Process, project: Project) -> None:
    """In a value it is shown or passed over; the rest of the plan is judged all the same."""
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml")
    planned = {
        "address": 'aws_s3_bucket.a["jobs/a"]',
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": "a",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": {"tags": {"dativo:job": "a", "dativo:tenant": "NUMBER"}, "size": "NUMBER"},
    }
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [planned]}}}
    project.write("plan.json", json.dumps(plan).replace('"NUMBER"', number))
    ran = process.command("audit", "plan.json", "--jobs", "jobs", "--format", form, cwd=project.root)
    assert (ran.code, ran.err) == (1, "")
    assert "audit-different" in ran.out
    if form == "json":
        json.loads(ran.out, parse_int=str, parse_constant=pytest.fail)
