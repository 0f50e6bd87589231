"""`provider-bridge report`: its data, its files and its errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.allocation.billing import focus, identity

if TYPE_CHECKING:
    from tests.program import Program, Ran
    from tests.project import Project


class Reporter:
    """Somebody who asks for the report of a project."""

    def __init__(self, program: Program, project: Project) -> None:
        self.program, self.project = program, project
        project.write("provider-bridge.yaml", {"required_tags": ["Team"]})
        project.job("jobs/a.yaml", {"tags": {"Team": "web"}, "runtime": {"type": "ecs"}}, environment="prod")
        project.job("jobs/b.yaml", {"provider": "gcp", "tags": {"Team": "data"}}, tenant_id="globex")

    def ask(self, *arguments: str) -> Ran:
        return self.program.command("report", "jobs", *arguments, cwd=self.project.root)

    def data(self, *arguments: str) -> dict[str, Any]:
        ran = self.ask("--format", "json", *arguments)
        assert (ran.code, ran.err) == (0, "")
        data = json.loads(ran.out)
        assert isinstance(data, dict)
        return data


@pytest.fixture
def reporter(program: Program, project: Project) -> Reporter:
    return Reporter(program, project)


def test_the_data_of_jobs(reporter: Reporter) -> None:
    data = reporter.data()
    names = ["project", "cost", "coverage", "diagnostics", "exemptions", "exports", "budget", "jobs"]
    assert list(data) == ["generator", *names]
    assert data["project"] == {"jobs": 2, "failed": 0, "unread": 0, "tenants": 2}
    assert data["jobs"][0] == {
        "key": "jobs/a",
        "path": "jobs/a.yaml",
        "line": 1,
        "tenant": "acme",
        "environment": "prod",
        "provider": "aws",
        "runtime": "ecs",
        "values": {"Team": "web"},
        "tags": 4,
        "allowed": 45,
        "missing": [],
        "errors": 0,
        "warnings": 0,
    }
    assert [(each["class"], each["most"], each["allowed"], each["job"]) for each in data["budget"]] == [
        ("AWS ecs-task", 4, 45, "jobs/a"),
        ("GCP resource", 3, 63, "jobs/b"),
    ]
    assert data["cost"] is None


def test_the_coverage_counts_jobs_with_errors(reporter: Reporter) -> None:
    """All tags of a job that lacks one are known; of a job with another error none is."""
    reporter.project.job("jobs/c.yaml", environment="prod")
    reporter.project.job("jobs/d.yaml", {"provider": "awz"})
    data = reporter.data()
    assert data["project"] == {"jobs": 4, "failed": 2, "unread": 1, "tenants": 2}
    coverage = data["coverage"]
    assert coverage["complete"] == {"have": 2, "total": 3}
    assert coverage["required"] == [{"tag": "Team", "have": 2, "total": 3}]
    assert coverage["tags"][0] == {"tag": "dativo:job", "jobs": 3}
    assert [(each["command"], each["rule"]) for each in data["diagnostics"]] == [
        ("validate", "required-tag"),
        ("validate", "provider-unknown"),
    ]
    assert [(each["key"], each["missing"], each["errors"]) for each in data["jobs"]] == [
        *(("jobs/a", [], 0), ("jobs/b", [], 0), ("jobs/c", ["Team"], 1)),
    ]


def test_groups_have_their_coverage_the_least_first(reporter: Reporter) -> None:
    reporter.project.job("jobs/c.yaml", environment="prod")
    groups = {each["by"]: each["values"] for each in reporter.data()["coverage"]["groups"]}
    assert list(groups) == ["tenant", "provider", "Team"]
    assert groups["tenant"] == [
        {"value": "acme", "jobs": 2, "required": {"Team": {"have": 1, "total": 2}}},
        {"value": "globex", "jobs": 1, "required": {"Team": {"have": 1, "total": 1}}},
    ]
    assert [each["value"] for each in groups["Team"]] == ["", "data", "web"]


def test_by_names_other_tags(reporter: Reporter) -> None:
    reporter.project.write("bill.csv", focus({"Tags": identity("a")}))
    data = reporter.data("--by", "dativo:environment", "--bill", "bill.csv")
    assert [each["by"] for each in data["coverage"]["groups"]] == ["tenant", "provider", "dativo:environment"]
    assert data["cost"]["currencies"]["USD"]["groups"] == [
        {"by": by, "values": [{"value": value, "direct": "1.00", "split": "0.00", "total": "1.00", "rows": 1}]}
        for by, value in (("tenant", "acme"), ("dativo:environment", "prod"))
    ]
    for name, message in (("Teem", 'no job has the tag "Teem" (did you mean "Team"?)'), ("tenant", "in any case")):
        ran = reporter.ask("--format", "json", "--by", name)
        assert ran.code == 2
        assert message in " ".join(ran.err.split())


def test_a_required_tag_of_some_jobs(reporter: Reporter) -> None:
    required = [{"key": "Team", "when": {"provider": "gcp"}}, {"key": "Owner", "when": {"tenant_id": "nobody"}}]
    reporter.project.write("provider-bridge.yaml", {"required_tags": required})
    coverage = reporter.data()["coverage"]
    assert coverage["required"] == [{"tag": "Team", "have": 1, "total": 1}, {"tag": "Owner", "have": 0, "total": 0}]
    assert coverage["groups"][0]["values"][1] == {
        "value": "globex",
        "jobs": 1,
        "required": {"Team": {"have": 1, "total": 1}, "Owner": {"have": 0, "total": 0}},
    }


@pytest.mark.parametrize(("last", "periods"), [("2025-02-02", ["2025-01-01", "2025-02-02"]), ("2025-03-04", None)])
def test_the_cost_is_that_of_allocate_over_time(last: str, periods: list[str] | None, reporter: Reporter) -> None:
    """By day for two months at most, otherwise by month."""
    reporter.project.write("bill.csv", focus({"Tags": identity("a")}, {"ChargePeriodStart": last}))
    cost = reporter.data("--bill", "bill.csv")["cost"]
    assert cost["grain"] == ("day" if periods else "month")
    assert [(each["period"], each["total"], each["reasons"]) for each in cost["currencies"]["USD"]["periods"]] == [
        *zip(periods or ["2025-01", "2025-03"], ["1.00", "1.00"], [{}, {"no-tags": "1.00"}], strict=True),
    ]
    assert cost["currencies"]["USD"]["direct"] == "1.00"


def test_the_findings_of_a_plan(reporter: Reporter) -> None:
    bucket = {"address": "aws_s3_bucket.a", "mode": "managed", "type": "aws_s3_bucket", "name": "a"}
    bucket["provider_name"] = "registry.terraform.io/hashicorp/aws"
    change = {"actions": ["create"], "before": None, "after": {"tags": {"Team": "web"}}, "after_unknown": {}}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{**bucket, "values": change["after"]}]}},
        "resource_changes": [{**bucket, "change": change}],
        "configuration": {},
    }
    reporter.project.write("plan.json", json.dumps(plan))
    rules = {each["rule"] for each in reporter.data("--plan", "plan.json")["diagnostics"]}
    assert rules & {"audit-missing", "audit-unmatched", "audit-none"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--bill", "no.csv", "--format", "json"), "[bill-missing] file not found"),
        (("--plan", "no.json", "--format", "json"), "[file-missing] plan not found"),
        (("--inventory", "no.json", "--format", "json"), "[file-missing] export not found"),
    ],
)
def test_an_input_that_cannot_be_read(reporter: Reporter, arguments: tuple[str, ...], message: str) -> None:
    ran = reporter.ask(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def test_a_job_that_lacks_a_tag_has_its_cost(reporter: Reporter) -> None:
    reporter.project.job("jobs/c.yaml", environment="prod")
    reporter.project.write("bill.csv", focus({"Tags": identity("c")}))
    assert reporter.data("--bill", "bill.csv")["cost"]["currencies"]["USD"]["direct"] == "1.00"


def test_warnings_about_the_bill_are_diagnostics(reporter: Reporter) -> None:
    tags = json.dumps({**json.loads(identity("a")), "user:dativo:job": "b"})
    reporter.project.write("bill.csv", focus({"Tags": tags}))
    rules = [(each["command"], each["rule"]) for each in reporter.data("--bill", "bill.csv")["diagnostics"]]
    assert rules == [("allocate", "tag-ambiguous")]


def test_jobs_that_a_bill_cannot_tell_apart_are_reported_as_by_allocate(reporter: Reporter) -> None:
    for name in ("a", "b"):
        reporter.project.job(f"jobs/{name}.yaml", {"tags": {"dativo:job": "x", "Team": "web"}}, environment="prod")
    reporter.project.write("bill.csv", focus({"Tags": identity("x")}))
    of_allocate = reporter.program.command("allocate", "bill.csv", "--jobs", "jobs", cwd=reporter.project.root)
    ran = reporter.ask("--bill", "bill.csv", "--output", "page.html")
    assert (ran.code, ran.err) == (of_allocate.code, of_allocate.err)
    assert "jobs/b.yaml:1:1: error: [job-ambiguous]" in ran.err


def test_the_findings_of_an_inventory(reporter: Reporter) -> None:
    tags = [{"Key": "dativo:tenant", "Value": "acme"}, {"Key": "dativo:job", "Value": "a"}]
    mappings = [{"ResourceARN": "arn:aws:s3:::lake", "Tags": tags}, {"ResourceARN": "arn:aws:sqs:::q", "Tags": []}]
    reporter.project.write("live.json", json.dumps({"ResourceTagMappingList": mappings}))
    reporter.project.write("labels.json", json.dumps([{"name": "//storage/b", "assetType": "storage/Bucket"}]))
    data = reporter.data("--inventory", "live.json", "--inventory", "labels.json")
    assert [(each["path"], each["kind"], each["resources"]) for each in data["exports"]] == [
        *(("live.json", "aws", 2), ("labels.json", "gcp", 1)),
    ]
    assert {(each["command"], each["rule"], each["severity"]) for each in data["diagnostics"]} == {
        ("inventory", "live-missing", "error"),
        ("inventory", "live-unowned", "warning"),
        ("inventory", "job-without-resources", "warning"),
    }
    reporter.project.write("provider-bridge.yaml", {"severity": {"live-unowned": "off"}})
    rules = {each["rule"] for each in reporter.data("--inventory", "live.json")["diagnostics"]}
    assert rules == {"live-missing"}


def test_exemptions_count_what_they_accept(reporter: Reporter) -> None:
    exemption = {"rule": "required-tag", "tags": ["Owner"], "reason": "r", "owner": "o", "expires": "2999-12-31"}
    reporter.project.write("provider-bridge.yaml", {"required_tags": ["Owner"], "exemptions": [exemption]})
    data = reporter.data()
    assert data["exemptions"] == [
        {"rule": "required-tag", "for": ["Owner"], "reason": "r", "owner": "o", "expires": "2999-12-31", "accepted": 2}
    ]
    assert data["project"]["failed"] == 0


def test_jobs_with_errors_have_no_cost(reporter: Reporter) -> None:
    reporter.project.write("bill.csv", focus({}))
    reporter.project.job("jobs/c.yaml", {"provider": "awz"})
    ran = reporter.ask("--bill", "bill.csv", "--output", "page.html")
    assert (ran.code, ran.err) == (1, "provider-bridge: the report has no cost: errors hide the tags of 1 job\n")
    assert "provider-unknown" in (reporter.project.root / "page.html").read_text("utf-8")


def test_only_a_report_is_overwritten(reporter: Reporter) -> None:
    reporter.project.write("page.html", "<html>mine</html>")
    ran = reporter.ask("--output", "page.html")
    assert ran.code == 2
    assert '"page.html" is not a report: use --force to overwrite it' in ran.err
    assert (reporter.project.root / "page.html").read_text("utf-8") == "<html>mine</html>"
    for _ in range(2):
        assert reporter.ask("--output", "page.html", "--force").code == 0
    assert reporter.ask("--output", "page.html").code == 0
    reporter.project.write("page.json", '{"generator": "me"}')
    assert reporter.ask("--output", "page.json", "--format", "json").code == 2
    for force in (["--force"], []):
        assert reporter.ask("--output", "page.json", "--format", "json", *force).code == 0


@pytest.mark.parametrize("option", ["--bill", "--inventory", "--plan"])
def test_a_file_that_the_report_is_about_is_not_overwritten(option: str, reporter: Reporter) -> None:
    reporter.project.write("input.csv", focus({}))
    ran = reporter.ask(option, "input.csv", "--output", "./input.csv", "--force")
    assert ran.code == 2
    assert '"./input.csv" is a file that the report is about' in ran.err
    assert (reporter.project.root / "input.csv").read_text("utf-8") == focus({})


@pytest.mark.parametrize("text", ['mine: <meta name="generator" content="provider-bridge report">', ""])
def test_a_file_that_only_names_the_report_is_not_one(text: str, reporter: Reporter) -> None:
    reporter.project.write("page.html", text)
    assert reporter.ask("--output", "page.html").code == 2


def test_html_needs_a_file(reporter: Reporter) -> None:
    ran = reporter.ask()
    assert (ran.code, ran.out) == (2, "")
    assert "name the HTML file with --output, or use --format json" in ran.err


def test_jinja_is_not_installed(reporter: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "jinja2", None)
    ran = reporter.ask("--output", "page.html")
    assert (ran.code, ran.out) == (1, "")
    assert "[extra-missing] Jinja is not installed" in ran.err
    assert not (reporter.project.root / "page.html").exists()
    assert reporter.data()["project"]["jobs"] == 2
