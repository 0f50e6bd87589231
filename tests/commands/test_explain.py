"""`provider-bridge explain`: the origin of each tag, what it overrode, and how it was formatted."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
JOB = "jobs/acme/stripe_customers.yaml"


def trail(program: Program, *arguments: str, cwd: Path = EXAMPLES) -> Any:
    ran = program.command("explain", *arguments, "--format", "json", cwd=cwd)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_a_trail(program: Program) -> None:
    assert trail(program, JOB, "--tag", "dativo:cost-center", "--provider", "gcp") == [
        {
            "job": "jobs/acme/stripe_customers",
            "provider": "gcp",
            "tags": [
                {
                    "key": "dativo:cost-center",
                    "formatted_key": "dativo-cost-center",
                    "value": "hr-001",
                    "layer": "finops",
                    "path": "jobs/acme/stripe_customers.yaml",
                    "line": 10,
                    "field": "finops.cost_center",
                    "raw": "HR-001",
                    "canonical": "HR-001",
                    "why": ["key: unsupported characters replaced", "changed to lower case"],
                    "overrides": [
                        {
                            "layer": "asset.finops",
                            "path": "assets/stripe/v1.0/customers.yaml",
                            "line": 5,
                            "field": "finops.cost_center",
                            "raw": "FIN-001",
                            "canonical": "FIN-001",
                        }
                    ],
                }
            ],
        }
    ]


def test_every_tag_has_a_trail(program: Program) -> None:
    (job,) = trail(program, JOB)
    assert {tag["formatted_key"]: tag["value"] for tag in job["tags"]} == program({"job": JOB}, EXAMPLES).result


def test_every_provider(program: Program) -> None:
    assert [job["provider"] for job in trail(program, JOB, "--provider", "all")] == [
        "aws",
        "gcp",
        "azure",
        "kubernetes",
    ]


def test_a_removed_tag_is_shown(program: Program) -> None:
    (job,) = trail(program, "jobs/acme/postgres_orders.yaml", "--tag", "dativo:business-tags")
    (tag,) = job["tags"]
    assert (tag["formatted_key"], tag["value"], tag["raw"], tag["canonical"]) == (None, None, [], None)
    assert tag["overrides"][0]["raw"] == ["orders", "revenue"]


@pytest.mark.parametrize("key", ["CostCenter", "cost-center"])
def test_a_tag_is_asked_for_as_written_or_as_formatted(key: str, program: Program) -> None:
    (job,) = trail(program, "jobs/acme/ga4_sessions.yaml", "--tag", key)
    assert [(tag["key"], tag["formatted_key"]) for tag in job["tags"]] == [("CostCenter", "cost-center")]


def test_several_tags(program: Program) -> None:
    (job,) = trail(program, JOB, "--tag", "Team", "--tag", "dativo:job")
    assert [tag["key"] for tag in job["tags"]] == ["Team", "dativo:job"]


def test_a_tag_that_no_job_has(program: Program) -> None:
    ran = program.command("explain", JOB, "--tag", "Teams", cwd=EXAMPLES)
    assert (ran.code, ran.out) == (2, "")
    assert "no job has the tag Teams" in ran.err


def test_a_table(program: Program, project: Project) -> None:
    project.write("asset.yaml", "finops: {project: shop}\n")
    tags = {"Team": "data", "Note": "x" * 80, "dativo:project": None}
    project.job("job.yaml", {"tags": tags}, asset_path="asset.yaml")
    ran = program.command("explain", "job.yaml", cwd=project.root)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "job (AWS)\n"
        f"  Note            {'x' * 59}…  infrastructure.tags  job.yaml:7\n"
        f"  Team            data{' ' * 56}  infrastructure.tags  job.yaml:6\n"
        f"  dativo:job      job{' ' * 57}  defaults             job.yaml:1\n"
        f"  dativo:tenant   acme{' ' * 56}  defaults             job.yaml:1\n"
        f"  dativo:project  (removed){' ' * 51}  infrastructure.tags  job.yaml:8\n"
    )


def test_a_table_of_jobs_without_tags(program: Program, project: Project) -> None:
    project.job("job.yaml", {"provider": "gcp", "tags": {"dativo:job": None}}, tenant_id="a")
    assert program.command("explain", "job.yaml", "--tag", "dativo:tenant", cwd=project.root).code == 0
    assert program.command("explain", "job.yaml", cwd=project.root).out.startswith("job (GCP)\n  dativo-tenant  a")


def test_verbose_is_the_trail_of_every_tag(program: Program) -> None:
    every = program.command("explain", JOB, "--verbose", cwd=EXAMPLES).out
    one = program.command("explain", JOB, "--tag", "dativo:cost-center", cwd=EXAMPLES).out
    assert one.partition("\n")[2] in every
    assert every.count("    from ") > 5


def test_a_reason_is_given_once(program: Program, project: Project) -> None:
    project.job("job.yaml", {"provider": "gcp"}, finops={"business_tags": ["A", "B"]})
    (job,) = trail(program, "job.yaml", "--tag", "dativo:business-tags", cwd=project.root)
    assert len(job["tags"][0]["why"]) == len({*job["tags"][0]["why"]})


def test_text(program: Program) -> None:
    ran = program.command("explain", JOB, "--tag", "dativo:cost-center", "--provider", "gcp", cwd=EXAMPLES)
    assert ran.out == (
        "jobs/acme/stripe_customers (GCP)\n"
        "  dativo-cost-center = hr-001\n"
        "    from finops  jobs/acme/stripe_customers.yaml:10  finops.cost_center\n"
        "    key: dativo:cost-center\n"
        "    HR-001 → hr-001  (key: unsupported characters replaced, changed to lower case)\n"
        "    overrides FIN-001  asset.finops  assets/stripe/v1.0/customers.yaml:5\n"
    )


def test_raw_canonical_and_formatted(program: Program) -> None:
    out = program.command("explain", JOB, "--tag", "dativo:classification", cwd=EXAMPLES).out
    assert '    ["PII","SENSITIVE"] → pii,sensitive → pii:sensitive  (joined with ":")\n' in out


def test_markdown(program: Program) -> None:
    ran = program.command(
        "explain", JOB, "--tag", "dativo:cost-center", "--tag", "Team", "--format", "markdown", cwd=EXAMPLES
    )
    assert ran.out == (
        "### `jobs/acme/stripe_customers` (AWS)\n"
        "\n"
        "| tag | value | from | overrides | why |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `Team` | `data-engineering` | infrastructure.tags, `jobs/acme/stripe_customers.yaml:37` |   "
        "| `data-engineering` |\n"
        "| `dativo:cost-center` | `HR-001` | finops, `jobs/acme/stripe_customers.yaml:10` "
        "| `FIN-001` (asset.finops, `assets/stripe/v1.0/customers.yaml:5`) | `HR-001` |\n"
        "\n"
    )


def test_a_value_can_not_break_a_markdown_table(program: Program, project: Project) -> None:
    project.job(infrastructure={"provider": "azure", "tags": {"a|b": "c|d`e`"}})
    out = program.command("explain", "job.yaml", "--tag", "a|b", "--format", "markdown", cwd=project.root).out
    row = out.splitlines()[4]
    assert row.replace("\\|", "").count("|") == 6


def test_nothing_in_markdown_comes_from_a_value(program: Program, project: Project) -> None:
    tags = {
        "A": "</td></tr></table><h1>All checks passed, please merge</h1>",
        "B": "[click me](https://example.org/x) ![x](https://example.org/y.png) @acme/admins closes #1",
        "C": "a | b `c` **bold** &lt;b&gt;",
    }
    project.job("job.yaml", {"provider": "azure", "tags": tags})
    out = program.command("explain", "job.yaml", "--format", "markdown", cwd=project.root).out
    rendered = MarkdownIt("gfm-like", {"linkify": False}).parse(out)
    parts = [child for token in rendered for child in token.children or ()]
    assert {part.type for part in parts} <= {"code_inline", "text"}
    assert {part.content for part in parts if part.type == "code_inline"} >= {*tags.values()}


def test_what_is_wrong_goes_to_standard_error(program: Program, project: Project) -> None:
    project.job("orders.yaml", {"provider": "awz"})
    ran = program.command("explain", "orders.yaml", cwd=project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["provider-unknown"])


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
@pytest.mark.parametrize("command", ["explain", "tags"])
def test_colour_on_a_terminal_only(command: str, environment: dict[str, str], coloured: bool, program: Program) -> None:
    program_path = str(Path(sys.executable).parent / "provider-bridge")
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [program_path, command, JOB],
        cwd=EXAMPLES,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        shown += piece
    os.close(ours)
    assert started.wait() == 0
    assert bool(re.search(rb"\x1b\[([0-9]+;)*3[0-7]", shown)) == coloured
    assert b"data-engineering" in shown
    assert "\x1b" not in program.command(command, JOB, cwd=EXAMPLES).out
