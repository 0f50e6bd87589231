"""`provider-bridge allocate`: what jobs cost on a bill, in every format."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from tests.allocation.billing import Biller, focus, identity

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project, Repository

LINES = (
    {"Tags": identity(), "EffectiveCost": "10.005", "BilledCost": "9", "SubAccountId": "222"},
    {"Tags": identity("events"), "EffectiveCost": "5", "BilledCost": "4", "ChargePeriodStart": "2025-02-01T00:00:00Z"},
    {"Tags": identity("clicks", "globex"), "EffectiveCost": "2.5", "BillingCurrency": "EUR"},
    {"Tags": json.dumps({"Team": "web"}), "EffectiveCost": "4", "BilledCost": "3", "ServiceName": "Amazon S3"},
    {"ChargeCategory": "Tax", "EffectiveCost": "1", "BilledCost": "2", "ServiceName": ""},
)
TEXT = """\
effective cost, 2025-01-01 to 2025-02-01, 1 file, 5 lines

EUR 2.50: direct 2.50 (100.0%), split 0.00 (0.0%), unallocated 0.00 (0.0%)

  job          tenant  direct  split  total  lines
  jobs/clicks  globex    2.50   0.00   2.50      1

USD 20.01: direct 15.01 (75.0%), split 1.00 (5.0%), unallocated 4.00 (20.0%)

  job          tenant  direct  split  total  lines
  jobs/events  acme      5.00   0.34   5.34      1
  jobs/orders  acme     10.01   0.66  10.67      1

  pool  by      cost  unallocated
  tax   direct  1.00         0.00

  reason       services   cost  lines
  no-identity  Amazon S3  4.00      1
fix for no-identity: add the identity tags of a job to the resources, or add a pool to "allocation.shared"
"""


@pytest.fixture
def biller(program: Program, project: Project) -> Biller:
    biller = Biller(program, project)
    biller.configure(shared=[{"name": "tax", "where": {"category": "Tax"}}])
    project.write("bill.csv", focus(*LINES))
    return biller


def test_text_is_for_people(biller: Biller) -> None:
    ran = biller.ask("bill.csv")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == TEXT


def test_json_has_every_part(biller: Biller) -> None:
    data = biller.data("bill.csv")
    assert {**data, "currencies": [*data["currencies"]]} == {
        "period": {"from": "2025-01-01", "to": "2025-02-02"},
        "cost": "effective",
        "currencies": ["EUR", "USD"],
        "sources": [{"path": "bill.csv", "format": "focus", "rows": 5, "total": {"EUR": "2.5", "USD": "20.005"}}],
    }
    assert data["currencies"]["USD"] == {
        "total": "20.01",
        "direct": "15.01",
        "split": "1.00",
        "unallocated": "4.00",
        "jobs": [
            {"key": "jobs/events", "tenant": "acme", "direct": "5.00", "split": "0.34", "total": "5.34", "rows": 1},
            {"key": "jobs/orders", "tenant": "acme", "direct": "10.01", "split": "0.66", "total": "10.67", "rows": 1},
        ],
        "reasons": [
            {
                "reason": "no-identity",
                "cost": "4.00",
                "rows": 1,
                "services": ["Amazon S3"],
                "fix": 'add the identity tags of a job to the resources, or add a pool to "allocation.shared"',
            }
        ],
        "pools": [{"name": "tax", "by": "direct", "cost": "1.00", "unallocated": "0.00"}],
    }


def test_csv_has_a_row_for_each_part(biller: Biller) -> None:
    ran = biller.ask("bill.csv", "--format", "csv")
    assert ran.out == (
        "period,currency,job,tenant,reason,direct,split,unallocated,total,lines\n"
        ",EUR,jobs/clicks,globex,,2.50,0.00,0.00,2.50,1\n"
        ",USD,jobs/events,acme,,5.00,0.34,0.00,5.34,1\n"
        ",USD,jobs/orders,acme,,10.01,0.66,0.00,10.67,1\n"
        ",USD,,,no-identity,0.00,0.00,4.00,4.00,1\n"
    )


def test_markdown_has_tables(biller: Biller) -> None:
    ran = biller.ask("bill.csv", "--format", "markdown", "--by", "tenant")
    assert "| tenant | direct | split | total | lines |\n| --- | ---: | ---: | ---: | ---: |\n" in ran.out
    assert "| `acme` | 15.01 | 1.00 | 16.01 | 2 |" in ran.out


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (["tenant"], {("acme",): "16.01"}),
        (["CostCenter"], {("web",): "5.34", ("",): "10.67"}),
        (["cost-center", "tenant"], {("web", "acme"): "5.34", ("", "acme"): "10.67"}),
        (["job"], {("jobs/events",): "5.34", ("jobs/orders",): "10.67"}),
    ],
)
def test_jobs_are_grouped_by_what_is_asked(biller: Biller, by: list[str], groups: Any) -> None:
    biller.project.job("jobs/events.yaml", {"tags": {"CostCenter": "web"}}, environment="prod")
    data = biller.data("bill.csv", *(argument for name in by for argument in ("--by", name)))
    listed = data["currencies"]["USD"]["groups"]
    assert {tuple(group["by"].values()): group["total"] for group in listed} == groups
    assert all(list(group["by"]) == by for group in listed)


def test_a_tag_that_no_job_has_is_refused(biller: Biller) -> None:
    biller.project.job("jobs/events.yaml", {"tags": {"CostCenter": "web"}}, environment="prod")
    ran = biller.ask("bill.csv", "--by", "CostCentre")
    assert ran.code == 2
    assert 'no job has the tag "CostCentre" (did you mean "CostCenter"?)' in ran.err


def test_each_period_has_its_parts(biller: Biller) -> None:
    cost = biller.data("bill.csv", "--grain", "month")["currencies"]["USD"]
    assert [(each["period"], each["total"], each["direct"]) for each in cost["periods"]] == [
        ("2025-01", "15.01", "10.01"),
        ("2025-02", "5.00", "5.00"),
    ]
    days = biller.data("bill.csv", "--grain", "day")["currencies"]["USD"]["periods"]
    assert [each["period"] for each in days] == ["2025-01-01", "2025-02-01"]


@pytest.mark.parametrize(
    ("arguments", "total", "period"),
    [
        ((), "20.01", ("2025-01-01", "2025-02-02")),
        (("--from", "2025-02-01"), "5.00", ("2025-02-01", "2025-02-02")),
        (("--to", "2025-02-01"), "15.01", ("2025-01-01", "2025-02-01")),
        (("--from", "2024-12-01", "--to", "2025-03-01"), "20.01", ("2024-12-01", "2025-03-01")),
        (("--cost", "billed"), "18.00", ("2025-01-01", "2025-02-02")),
        (("--where", "service=Amazon S3"), "4.00", ("2025-01-01", "2025-02-02")),
        (("--where", "account=222"), "10.01", ("2025-01-01", "2025-02-02")),
        (("--where", "category=tax"), "1.00", ("2025-01-01", "2025-02-02")),
        (("--where", "team=web"), "4.00", ("2025-01-01", "2025-02-02")),
        (("--where", "dativo:tenant=acme", "--where", "dativo:job=orders"), "10.01", ("2025-01-01", "2025-02-02")),
    ],
)
def test_only_the_lines_that_are_asked_for_count(
    biller: Biller, arguments: tuple[str, ...], total: str, period: tuple[str, str]
) -> None:
    biller.project.write("bill.csv", focus(*({**line, "BilledCost": line.get("BilledCost", "0")} for line in LINES)))
    data = biller.data("bill.csv", *arguments)
    assert (data["currencies"]["USD"]["total"], *data["period"].values()) == (total, *period)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--where", "team"), '"team" is not KEY=VALUE'),
        (("--where", "category=Taxes"), '"Taxes" is not a charge category (did you mean "Tax"?)'),
        (("--where", "Team=a", "--where", "Team=b"), '"Team" has two values, and no line has both'),
        (("--from", "2025-02-01", "--to", "2025-02-01"), "2025-02-01 is not after 2025-02-01"),
        (("--memory", "lots"), '"lots" is not a size'),
        (
            ("--output", "no/such/directory.json"),
            '"no/such/directory.json" cannot be written: No such file or directory',
        ),
    ],
)
def test_a_wrong_command_line(biller: Biller, arguments: tuple[str, ...], message: str) -> None:
    ran = biller.ask("bill.csv", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize(("percent", "code"), [("80", 0), ("80.1", 1), ("0", 0), ("100", 1)])
def test_less_cost_of_jobs_than_asked_for_fails(biller: Biller, percent: str, code: int) -> None:
    ran = biller.ask("bill.csv", "--fail-under", percent)
    assert (ran.code, ran.out) == (code, TEXT)
    assert ran.err == (
        "" if code == 0 else f"provider-bridge: 80.0% of the cost in USD leads to jobs, less than {percent}%\n"
    )


def test_a_part_is_never_rounded_to_what_it_is_less_than(biller: Biller) -> None:
    biller.project.write("cents.csv", focus({"Tags": identity(), "EffectiveCost": "97.56"}, {"EffectiveCost": "2.44"}))
    ran = biller.ask("cents.csv", "--fail-under", "97.6")
    assert ran.code == 1
    assert "97.5% of the cost in USD leads to jobs, less than 97.6%" in ran.err


def test_the_result_goes_to_a_file(biller: Biller) -> None:
    biller.project.write("out.txt", "before")
    ran = biller.ask("bill.csv", "--output", "out.txt")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (biller.project.root / "out.txt").read_text("utf-8") == TEXT
    assert sorted(path.name for path in biller.project.root.iterdir()) == [
        *("bill.csv", "jobs", "out.txt", "provider-bridge.yaml"),
    ]


def test_a_pipe_and_a_link_stay_what_they_are(biller: Biller) -> None:
    """Only a regular file is replaced: /dev/null must stay a device."""
    pipe, link, target = (biller.project.root / name for name in ("pipe", "link", "target"))
    os.mkfifo(pipe)
    target.write_text("before", "utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert biller.ask("bill.csv", "--output", "pipe").code == 0
        assert os.read(reading, 10_000).decode() == TEXT
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert biller.ask("bill.csv", "--output", "link").code == 0
    assert link.is_symlink()
    assert (target.read_text("utf-8"), stat.S_IMODE(target.stat().st_mode)) == (TEXT, 0o640)


def test_the_bill_itself_is_not_overwritten(biller: Biller) -> None:
    ran = biller.ask("bill.csv", "--output", "./bill.csv")
    assert ran.code == 2
    assert '"./bill.csv" is a file of the bill' in ran.err
    assert (biller.project.root / "bill.csv").read_text("utf-8") == focus(*LINES)


def test_an_error_writes_no_file(biller: Biller) -> None:
    assert biller.ask("no.csv", "--output", "out.txt").code == 1
    assert not (biller.project.root / "out.txt").exists()


def test_a_job_that_lacks_a_tag_has_its_cost(biller: Biller) -> None:
    allocation = {"shared": [{"name": "tax", "where": {"category": "Tax"}}]}
    biller.project.write("provider-bridge.yaml", {"allocation": allocation, "required_tags": ["Owner"]})
    ran = biller.ask("bill.csv")
    assert (ran.code, ran.out) == (1, TEXT)
    assert {*ran.rules} == {"required-tag"}


def test_there_is_no_result_where_an_error_hides_tags(biller: Biller) -> None:
    biller.project.job("jobs/clicks.yaml", {"provider": "awz"})
    ran = biller.ask("bill.csv", "--output", "out.txt")
    assert (ran.code, ran.out, ran.rules) == (1, "", ["provider-unknown"])
    assert not (biller.project.root / "out.txt").exists()


@pytest.mark.parametrize(("jobs", "rule"), [("jobs", "config-invalid"), ("no/*.yaml", "glob-empty")])
def test_there_is_no_result_of_a_project_with_an_error(biller: Biller, jobs: str, rule: str) -> None:
    if rule == "config-invalid":
        biller.configure(shared=[{"name": "tax", "where": {"category": "Taxes"}}])
    ran = biller.program.command("allocate", "bill.csv", "--jobs", jobs, "--jobs", "jobs", cwd=biller.project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", [rule])


def test_jobs_of_another_revision(biller: Biller, repository: Repository) -> None:
    biller.configure(shared=[{"name": "tax", "where": {"category": "Tax"}}])
    repository.commit({})
    biller.project.job("jobs/orders.yaml", None, environment="prod", name="renamed")
    (biller.project.root / "jobs/clicks.yaml").unlink()
    now = biller.data("bill.csv")["currencies"]["USD"]
    assert [job["key"] for job in now["jobs"]] == ["jobs/events"]
    ran = biller.ask("bill.csv", "--revision", "HEAD")
    assert (ran.code, ran.out) == (0, TEXT)


def test_a_revision_that_is_none(biller: Biller, repository: Repository) -> None:
    repository.commit({})
    ran = biller.ask("bill.csv", "--revision", "v9")
    assert (ran.code, ran.out) == (1, "")
    assert 'revision "v9" not found in this repository' in ran.err


def test_no_job(biller: Biller) -> None:
    biller.project.write("none/provider-bridge.yaml", "")
    biller.project.write("none/etl.yaml", "a: 1\n")
    ran = biller.program.command("allocate", "bill.csv", "--jobs", "none", cwd=biller.project.root)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["glob-empty"])


def test_hostile_values_are_inert(biller: Biller) -> None:
    hostile = '=cmd()|"<script>[x](http://e)\x1b[31m'
    biller.project.job("jobs/events.yaml", {"provider": "kubernetes"}, environment="prod")
    biller.project.job("jobs/orders.yaml", {"tags": {"Note": "=1+1"}}, environment="prod")
    lines = [{**LINES[0], "BillingCurrency": "=USD"}, {**LINES[3], "BillingCurrency": "=USD", "ServiceName": hostile}]
    biller.project.write("bill.csv", focus(*lines))
    text = biller.ask("bill.csv").out
    assert "\x1b" not in text
    assert "<script>" in text
    markdown = biller.ask("bill.csv", "--format", "markdown").out
    assert "\x1b" not in markdown
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    assert "<code>" in html
    assert not re.search("<(a|img|script)", html)
    rows = [*csv.DictReader(io.StringIO(biller.ask("bill.csv", "--format", "csv", "--by", "Note").out))]
    assert [(row["currency"], row["Note"]) for row in rows] == [("'=USD", "'=1+1"), ("'=USD", "")]
    assert "\x1b" not in biller.ask("bill.csv", "--format", "json").out


def test_the_same_bytes_whatever_the_hash_seed(biller: Biller, process: Any) -> None:
    outputs = {
        process.command(
            "allocate",
            "bill.csv",
            "--jobs",
            "jobs",
            "--format",
            "json",
            cwd=biller.project.root,
            env={"PYTHONHASHSEED": seed},
        ).out
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_query_imports_no_engine(biller: Biller, process: Any) -> None:
    code = (
        "import sys, io; sys.argv = ['provider-bridge']; from provider_bridge.__main__ import main; main();"
        " print(sorted({'duckdb', 'jinja2', 'provider_bridge.allocation'} & {*sys.modules}), file=sys.stderr)"
    )
    ran = process.command(
        *("-c", code),
        stdin=b'{"job": "jobs/orders.yaml"}',
        cwd=biller.project.root,
        program=(__import__("sys").executable,),
    )
    assert (ran.code, ran.err) == (0, "[]\n")


def test_focus_has_the_rows_with_what_they_lead_to(biller: Biller) -> None:
    biller.project.write("second.csv", focus({"Tags": identity("nobody"), "x_Extra": 'a, "b"'}))
    ran = biller.ask("bill.csv", "second.csv", "--format", "focus")
    assert (ran.code, ran.err) == (0, "")
    rows = [*csv.DictReader(io.StringIO(ran.out))]
    added = [{name: value for name, value in row.items() if name.startswith("x_ProviderBridge")} for row in rows]
    nothing = dict.fromkeys(added[0], "")
    job = {"x_ProviderBridgeEligible": "true", "x_ProviderBridgeLayer": "defaults", "x_ProviderBridgeLine": "1"}
    assert added == [
        {**nothing, **job, "x_ProviderBridgeJob": f"jobs/{name}", "x_ProviderBridgeFile": f"jobs/{name}.yaml"}
        for name in ("orders", "events", "clicks")
    ] + [
        {**nothing, "x_ProviderBridgeEligible": "false", "x_ProviderBridgeReason": "no-identity"},
        {**nothing, "x_ProviderBridgeEligible": "true", "x_ProviderBridgePool": "tax"},
        {**nothing, "x_ProviderBridgeEligible": "false", "x_ProviderBridgeReason": "no-such-job"},
    ]
    assert [row["EffectiveCost"] for row in rows] == ["10.005", "5", "2.5", "4", "1", "1"]
    assert [row["x_Extra"] for row in rows] == ["", "", "", "", "", 'a, "b"']
    assert rows[0]["Tags"] == identity()


def test_focus_goes_to_a_file_and_is_a_bill_again(biller: Biller) -> None:
    assert biller.ask("bill.csv", "--format", "focus", "--output", "out.csv", "--where", "account=222").code == 0
    cost = biller.data("out.csv")["currencies"]["USD"]
    assert (cost["total"], cost["direct"]) == ("10.01", "10.01")


def test_focus_needs_a_focus_bill(biller: Biller) -> None:
    biller.project.write(
        "lines.csv",
        "charge_period,billing_currency,charge_category,tags_state,cost,row_count,"
        "tag_dativo_tenant,tag_dativo_environment,tag_dativo_job\n2025-01-01,USD,Usage,none,1,1,,,\n",
    )
    ran = biller.ask("lines.csv", "--format", "focus", "--output", "out.csv")
    assert (ran.code, ran.out, ran.rules) == (1, "", ["bill-format"])
    assert not (biller.project.root / "out.csv").exists()
