"""Plans that cannot be read are refused with the way to get one that can."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.audit.auditing import Auditing
    from tests.program import Program

COMMAND = "[command]/path/to/terraform-bin show -json plan.out"
WRAPPER = 'set "terraform_wrapper: false" in the step that uses hashicorp/setup-terraform'
AFTER = "::debug::Terraform exited with code 0.\n::debug::stdout: {}\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (f"{COMMAND}\n", "", 'stdin:1:1: error: [plan-json] unexpected "[command]/path/to'),
        (f"{COMMAND}\n", f"\n\n{AFTER}", 'stdin:1:1: error: [plan-json] unexpected "[command]'),
        ("", f"\n\n{AFTER}", 'stdin:3:1: error: [plan-json] unexpected "::debug::Terraform'),
    ],
)
def test_the_wrapper_of_setup_terraform(before: str, after: str, expected: str, auditing: Auditing) -> None:
    auditing.job()
    plan = auditing.plan(auditing.resource('aws_sqs_queue.a["jobs/a"]', {"tags": None})).decode()
    code, out = auditing.run(f"{before}{plan}{after}".encode())
    assert (code, expected in out) == (1, True)
    assert f"  fix: {WRAPPER}\n" in out


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "\nWarning: deprecated\n\n",
            "",
            'stdin:2:1: error: [plan-json] unexpected "Warning: d',
        ),
        (
            "",
            "\nReleasing state lock\n",
            'stdin:2:1: error: [plan-json] unexpected "Releasing st',
        ),
    ],
)
def test_other_text_around_a_plan(before: str, after: str, expected: str, auditing: Auditing) -> None:
    auditing.job()
    code, out = auditing.run(f"{before}{auditing.plan().decode()}{after}".encode())
    assert (code, expected in out) == (1, True)
    assert "fix: create it with: terraform plan" in out


@pytest.mark.parametrize("version", ["0.1", "2.0", "10.1", "", "x", None, 1, 1.2])
def test_a_plan_of_another_format(version: object, auditing: Auditing) -> None:
    auditing.job()
    plan = {**json.loads(auditing.plan()), "format_version": version}
    code, out = auditing.run(json.dumps(plan).encode())
    assert (code, "[plan-format]" in out) == (1, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_waited_for(auditing: Auditing, program: Program) -> None:
    auditing.job()
    os.mkfifo(auditing.project.root / "plan.json")
    ran = program.command("audit", "plan.json", "--jobs", "jobs", cwd=auditing.project.root)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "provider-bridge: 1 error in plan.json\n"
        "plan.json: error: [file-unreadable] the plan must be a file, found a named pipe\n"
        '  fix: use the path of a file, or "-" for standard input\n'
    )
