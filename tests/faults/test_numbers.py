"""Numbers that no machine holds: digits by the thousand stay text, or are refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.project import Project

HUGE = "9" * 6000
"""Python itself turns no text of more than 4,300 digits into a number."""
NUMBERS = {
    "an integer": HUGE,
    "a negative integer": f"-{HUGE}",
    "an integer with underscores": "1_" * 3000 + "1",
    "a hexadecimal number": "0x" + "f" * 6000,
    "a binary number": "0b" + "1" * 20_000,
    "an octal number": "0" + "7" * 6000,
    "a sexagesimal number": "1" + ":59" * 2000,
    "a fraction": "0." + "3" * 6000,
    "too large a float": "1e400",
    "too small a float": "1e-400",
    "a huge exponent": f"1.0e+{HUGE}",
    "infinity": ".inf",
    "no number": ".nan",
}

numbers = pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)


@numbers
def test_a_tag_is_cut_as_text_is(number: str, project: Project) -> None:
    project.write("job.yaml", f"tenant_id: acme\ninfrastructure:\n  provider: aws\n  tags: {{size: {number}}}\n")
    ran = project.ask()
    assert ran.rules == (["tag-cut"] if len(number) > 256 else [])
    size = ran.result["size"]
    assert size == number if len(number) <= 256 else len(size) == 256


@pytest.mark.parametrize("number", [*NUMBERS.values(), "9" * 400], ids=[*NUMBERS, "400 digits"])
def test_a_time_that_no_machine_can_count_is_refused(number: str, project: Project) -> None:
    infrastructure = f"infrastructure:\n  provider: aws\n  compute: {{max_runtime_seconds: {number}}}\n"
    project.write("job.yaml", f"tenant_id: acme\n{infrastructure}")
    ran = project.ask({"jobs": "job.yaml", "root": "."})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["field-type"])
    assert ran.lines[0].startswith(
        'job.yaml:4:34: error: [field-type] "infrastructure.compute.max_runtime_seconds" must be '
    )


@pytest.mark.parametrize("seconds", ["1", "86400", "999999999"])
def test_a_time_that_terraform_can_count_is_a_number(seconds: str, project: Project) -> None:
    project.job(infrastructure={"compute": {"max_runtime_seconds": int(seconds)}})
    job = project.ask({"jobs": "job.yaml", "root": "."}).job
    assert job["compute"]["max_runtime_seconds"] == int(seconds)


@pytest.mark.parametrize("keyword", ["minProperties", "maxProperties", "minLength", "multipleOf"])
@numbers
def test_a_policy_that_counts_with_it_is_checked_or_refused(keyword: str, number: str, project: Project) -> None:
    project.job(infrastructure={"tags": {"size": "1"}})
    schema = f"{{{keyword}: {number}}}" if "Prop" in keyword else f"{{properties: {{size: {{{keyword}: {number}}}}}}}"
    project.write("provider-bridge.yaml", f"rules: [{{name: size, schema: {schema}}}]\n")
    ran = project.ask()
    assert ran.code == 0 or (ran.out, ran.rules) in (("", ["config-invalid"]), ("", ["policy/size"]))


@pytest.mark.parametrize("number", [HUGE, f"-{HUGE}", f"1e{HUGE}", "1e400", "NaN", "-Infinity"])
def test_a_tag_policy_that_holds_it(number: str, project: Project) -> None:
    project.job()
    project.write("provider-bridge.yaml", "aws_tag_policies: [policy.json]\n")
    project.write("policy.json", f'{{"tags": {{"a": {{"tag_key": {{"@@assign": {number}}}}}}}}}')
    ran = project.ask()
    assert (ran.code, ran.out, ran.rules) == (1, "", ["config-invalid"])
    assert ran.lines[0].startswith("provider-bridge.yaml:1:20: error: [config-invalid] ")


def test_a_query_that_holds_it(project: Project) -> None:
    project.job()
    for number in (HUGE, f"-{HUGE}", f"1e{HUGE}", f"[{HUGE}]"):
        ran = project.ask(f'{{"job": {number}}}'.encode())
        assert (ran.code, ran.out, ran.rules) == (1, "", ["query-value"])
    ran = project.ask({"job": "job.yaml", "api": HUGE})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["api-version"])
