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
    assert list(data) == ["project", "coverage", "diagnostics", "exemptions", "budget", "cost", "jobs"]
    assert data["project"] == {"jobs": 2, "failed": 0, "tenants": 2}
    assert data["jobs"][0] == {
        "key": "jobs/a",
        "path": "jobs/a.yaml",
        "line": 1,
        "tenant": "acme",
        "environment": "prod",
        "provider": "aws",
        "runtime": "ecs",
        "tags": 4,
        "allowed": 45,
    }
    assert [(each["class"], each["most"], each["allowed"], each["job"]) for each in data["budget"]] == [
        ("AWS ecs-task", 4, 45, "jobs/a"),
        ("GCP resource", 3, 63, "jobs/b"),
    ]
    assert data["cost"] is None


def test_the_coverage_counts_jobs_with_errors(reporter: Reporter) -> None:
    reporter.project.job("jobs/c.yaml", environment="prod")
    data = reporter.data()
    assert data["project"] == {"jobs": 3, "failed": 1, "tenants": 2}
    assert data["coverage"]["required"] == [{"tag": "Team", "have": 2, "total": 3}]
    assert [each["rule"] for each in data["diagnostics"]] == ["required-tag"]
    assert data["coverage"]["tags"][0] == {"tag": "Team", "jobs": 2}


def test_a_required_tag_of_some_jobs(reporter: Reporter) -> None:
    required = [{"key": "Team", "when": {"provider": "gcp"}}, {"key": "Owner", "when": {"tenant_id": "nobody"}}]
    reporter.project.write("provider-bridge.yaml", {"required_tags": required})
    coverage = reporter.data()["coverage"]
    assert coverage["required"] == [{"tag": "Team", "have": 1, "total": 1}, {"tag": "Owner", "have": 0, "total": 0}]
    assert coverage["tenants"] == [{"tenant": "globex", "have": 1, "total": 1}]


def test_the_cost_is_that_of_allocate_by_month(reporter: Reporter) -> None:
    reporter.project.write("bill.csv", focus({"Tags": identity("a")}, {"ChargePeriodStart": "2025-02-02"}))
    cost = reporter.data("--bill", "bill.csv")["cost"]
    assert [(each["period"], each["total"]) for each in cost["currencies"]["USD"]["periods"]] == [
        ("2025-01", "1.00"),
        ("2025-02", "1.00"),
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
        (("--plan", "no.json", "--format", "json"), "[file-unreadable] the plan cannot be read: No such file"),
    ],
)
def test_an_input_that_cannot_be_read(reporter: Reporter, arguments: tuple[str, ...], message: str) -> None:
    ran = reporter.ask(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def test_jobs_with_errors_have_no_cost(reporter: Reporter) -> None:
    reporter.project.write("bill.csv", focus({}))
    reporter.project.job("jobs/c.yaml", {"provider": "awz"})
    ran = reporter.ask("--bill", "bill.csv", "--output", "page.html")
    assert (ran.code, ran.err) == (1, "provider-bridge: the report has no cost: the jobs have errors\n")
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
