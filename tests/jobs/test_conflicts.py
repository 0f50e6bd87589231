"""What can only be seen over all jobs of one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.program import Program
    from tests.project import Project


@pytest.fixture(autouse=True)
def root(project: Project) -> None:
    project.write("provider-bridge.yaml", "")


def test_two_jobs_with_one_slug(project: Project) -> None:
    project.job("jobs/shop/orders.yaml", name="Daily Orders")
    project.job("jobs/web/daily_orders.yaml")
    ran = project.ask({"jobs": "jobs/**/*.yaml"})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["slug-collision"])
    assert '"jobs/shop/orders"' in ran.err
    assert '"acme-daily-orders"' in ran.err
    assert '  fix: set a different "name" in one of them' in ran.err


@pytest.mark.parametrize(
    "difference",
    [{"environment": "dev"}, {"tenant_id": "globex"}, {"name": "x"}, {"infrastructure": {"provider": "gcp"}}],
)
def test_slugs_may_be_equal_in_other_places(difference: dict[str, object], project: Project) -> None:
    project.job("jobs/a.yaml", name="orders", environment="prod")
    project.job("jobs/b.yaml", **{"name": "orders", "environment": "prod", **difference})  # type: ignore[arg-type]
    assert project.ask({"jobs": "jobs/*.yaml"}).code == 0


def test_three_jobs_with_one_slug_are_two_errors(project: Project) -> None:
    for name in "abc":
        project.job(f"jobs/{name}.yaml", name="orders")
    assert project.ask({"jobs": "jobs/*.yaml"}).rules == ["slug-collision"] * 2


def test_two_files_with_one_key(project: Project) -> None:
    project.job("jobs/a.yaml", name="one")
    project.job("jobs/a.yml", name="two")
    ran = project.ask({"jobs": "jobs/*"})
    assert (ran.code, ran.rules) == (1, ["key-collision"])


def test_two_files_whose_names_are_equal_as_terraform_composes_them(project: Project) -> None:
    """One of two equal keys would be lost there."""
    project.job("jobs/\u00e9.yaml", tenant_id="acme")
    if (project.root / "jobs/e\u0301.yaml").exists():
        pytest.skip("the file system composes names")
    project.job("jobs/e\u0301.yaml", tenant_id="globex")
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["key-collision"])


def test_tenants_that_become_one_on_the_bill(project: Project) -> None:
    project.job("jobs/a.yaml", {"provider": "gcp"}, tenant_id="Acme", name="a")
    project.job("jobs/b.yaml", {"provider": "gcp"}, tenant_id="acme", name="b")
    project.job("jobs/c.yaml", {"provider": "gcp"}, tenant_id="globex", name="c")
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert (ran.code, ran.rules) == (0, ["value-merged"])
    (warning,) = ran.lines
    assert warning == (
        'jobs/b.yaml:1:12: warning: [value-merged] "acme" and "Acme" (job "jobs/a") both become "acme" '
        'in the label "dativo-tenant" on GCP'
    )
    jobs = ran.jobs
    assert [jobs[key]["warnings"] for key in jobs] == [[warning], [warning], []]


def test_all_values_that_become_one_are_named_in_every_job_that_has_one(project: Project) -> None:
    teams = ["a_b", "a-b", "a.b", "a_b", "other"]
    for name, team in zip("abcde", teams, strict=True):
        project.job(f"jobs/{name}.yaml", {"provider": "gcp", "tags": {"Team": team}}, name=name)
    ran = project.ask({"jobs": "jobs/*.yaml"})
    warning = (
        'jobs/b.yaml:6:11: warning: [value-merged] "a-b", "a_b" (job "jobs/a"), "a.b" (job "jobs/c") all become '
        '"a-b" in the label "team" on GCP'
    )
    assert ran.lines == [warning]
    assert [job["warnings"] for job in ran.jobs.values()] == [[warning]] * 4 + [[]]


def test_of_very_many_values_ten_are_named_besides_their_number(project: Project) -> None:
    for number in range(15):
        tags = {"Team": "a" + "-_. :/+=@,"[number % 10] * (number // 10 + 1) + "b"}
        project.job(f"jobs/{number:02}.yaml", {"provider": "gcp", "tags": tags}, name=f"n{number}")
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert ran.rules == ["value-merged"]
    assert ', "a-b" (job "jobs/00"), "a-b"' not in ran.err
    assert '"a_b", "a-b" (job "jobs/00"), "a.b" (job "jobs/02"), ' in ran.err
    assert ran.lines[0].endswith(
        '"a,b" (job "jobs/09"), "a__b" (job "jobs/11"), 3 more all become "a-b" in the label "team" on GCP'
    )


def test_tenants_of_one_file_whose_names_clash_are_all_named(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("job.yaml", tenant_id="${TENANT_ID}")
    ran = project.ask({"jobs": "job.yaml", "tenants": "Acme,acme,ACME"})
    said = 'job.yaml:1:1: error: [slug-collision] jobs "job@{}" and "job@Acme" have the same resource name '
    assert ran.lines == [f'{said.format(tenant)}"acme-job"' for tenant in ("ACME", "acme")]


def test_values_that_stay_apart_or_are_equal_are_fine(project: Project) -> None:
    project.job("jobs/a.yaml", {"provider": "aws", "tags": {"Team": "Data"}}, tenant_id="Acme", name="a")
    project.job("jobs/b.yaml", {"provider": "aws", "tags": {"Team": "data"}}, tenant_id="acme", name="b")
    project.job("jobs/c.yaml", {"provider": "gcp", "tags": {"Team": "data"}}, tenant_id="acme", name="c")
    project.job("jobs/d.yaml", {"provider": "gcp", "tags": {"Team": "data"}}, tenant_id="acme", name="d")
    assert project.ask({"jobs": "jobs/*.yaml"}).err == ""


def test_labels_that_become_one(project: Project) -> None:
    infrastructure = {"provider": "azure", "runtime": {"type": "kubernetes"}}
    project.job("jobs/a.yaml", {**infrastructure, "tags": {"Team": "a & b"}}, name="a")
    project.job("jobs/b.yaml", {**infrastructure, "tags": {"Team": "a, b"}}, name="b")
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert ran.rules == ["value-merged"]
    assert "on Kubernetes" in ran.err


def test_a_job_with_an_error_is_compared_with_none(project: Project) -> None:
    project.job("jobs/a.yaml", name="orders")
    project.job("jobs/b.yaml", {"provider": "awz"}, name="orders")
    assert project.ask({"jobs": "jobs/*.yaml"}).rules == ["provider-unknown"]


def test_a_warning_is_in_its_job(project: Project) -> None:
    project.job("jobs/a.yaml", {"tags": {"R&D": "x"}}, name="a")
    project.job("jobs/b.yaml", name="b")
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert {key: job["warnings"] for key, job in ran.jobs.items()} == {"jobs/a": ran.lines, "jobs/b": []}


def test_a_jobs_own_warnings_come_in_the_order_of_its_lines_then_those_it_shares(project: Project) -> None:
    for name, team in (("a", "a b"), ("b", "a-b")):
        tags = {"R&D": "x", "A": "b,c", "C": "d,e", "Team": team}
        project.job(f"jobs/{name}.yaml", {"runtime": {"type": "kubernetes"}, "tags": tags}, name=name)
    ran = project.ask({"jobs": "jobs/*.yaml"})
    shared = (
        'jobs/b.yaml:11:11: warning: [value-merged] "a-b" and "a b" (job "jobs/a") both become "a-b" '
        'in the label "Team" on Kubernetes'
    )
    changed = [
        ':8:5: warning: [tag-changed] tag key "R&D" becomes "R-D" on AWS: unsupported characters replaced',
        ':9:8: warning: [tag-changed] value "b,c" of tag "A" becomes "b-c" on AWS: unsupported characters replaced',
        ':10:8: warning: [tag-changed] value "d,e" of tag "C" becomes "d-e" on AWS: unsupported characters replaced',
    ]
    assert {key: job["warnings"] for key, job in ran.jobs.items()} == {
        "jobs/a": [*(f"jobs/a.yaml{warning}" for warning in changed), shared],
        "jobs/b": [*(f"jobs/b.yaml{warning}" for warning in changed), shared],
    }


def test_a_warning_about_an_asset_is_in_each_job_that_names_it(project: Project) -> None:
    project.write("asset.yaml", {"finops": {"team": "a,b"}})
    for name in "ab":
        project.job(f"jobs/{name}.yaml", asset_path="asset.yaml", name=name)
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert ran.lines == [
        'asset.yaml:2:9: warning: [tag-changed] value "a,b" of tag "dativo:team" becomes "a-b" on AWS: '
        "unsupported characters replaced"
    ]
    assert [job["warnings"] for job in ran.jobs.values()] == [ran.lines, ran.lines]


def test_composed_and_decomposed_letters_are_one_value(project: Project) -> None:
    for name, city in (("a", "K\u00f6ln"), ("b", "Ko\u0308ln")):
        project.job(f"jobs/{name}.yaml", {"provider": "aws", "tags": {"City": city}})
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert (ran.code, ran.rules) == (0, [])


def test_of_two_files_with_one_job_key_the_first_is_the_job(project: Project, program: Program) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", {"tags": {"Team": "x", "R&D": "y"}})
    project.job("jobs/a.yml", {"tags": {"Team": "z"}})
    ran = program.command("tags", "jobs", "--format", "csv", cwd=project.root)
    assert ran.rules == ["tag-changed", "key-collision"]
    assert "jobs/a,aws,Team,x\n" in ran.out
    assert "z" not in ran.out
