"""What a query may say; what it may not is in invalid-examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from provider_bridge import protocol

if TYPE_CHECKING:
    from conftest import Project


@pytest.fixture
def three(project: Project) -> Project:
    project.write("provider-bridge.yaml", "")
    project.job("jobs/a.yaml", name="orders")
    project.job("jobs/b.yaml", name="customers")
    project.job("more/c.yaml", name="products")
    return project


@pytest.mark.parametrize(
    ("jobs", "keys"),
    [
        ("jobs/a.yaml", ["jobs/a"]),
        ("jobs/*.yaml", ["jobs/a", "jobs/b"]),
        ("**/*.yaml", ["jobs/a", "jobs/b", "more/c"]),
        ("./jobs/../jobs/[ab].yaml", ["jobs/a", "jobs/b"]),
        ('["jobs/a.yaml"]', ["jobs/a"]),
        ('["more/*.yaml", "jobs/b.yaml"]', ["jobs/b", "more/c"]),
        ('[ "jobs/*.yaml","jobs/a.yaml" , "jobs/a.yaml"]', ["jobs/a", "jobs/b"]),
    ],
)
def test_jobs_is_a_glob_or_a_list_of_globs_and_paths(jobs: str, keys: list[str], three: Project) -> None:
    assert list(three.ask({"jobs": jobs}).jobs) == keys


def test_absolute_and_relative_paths_name_the_same_job(three: Project) -> None:
    absolute = three.ask({"jobs": f"{three.root}/jobs/a.yaml"})
    assert absolute == three.ask({"jobs": "jobs/a.yaml"})


@pytest.mark.parametrize("tenants", ["globex,acme", " globex , acme ,", '["globex", "acme"]', "acme,globex,acme"])
def test_tenants_is_a_list_of_either_kind(tenants: str, project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("shared.yaml", tenant_id="${TENANT_ID}")
    jobs = project.ask({"jobs": "shared.yaml", "tenants": tenants}).jobs
    assert list(jobs) == ["shared@acme", "shared@globex"]
    assert [job["tags"]["dativo:tenant"] for job in jobs.values()] == ["acme", "globex"]


def test_a_dedicated_job_knows_nothing_of_tenants(three: Project) -> None:
    jobs = three.ask({"jobs": "jobs/a.yaml", "tenants": "globex"}).jobs
    assert list(jobs) == ["jobs/a"]
    assert jobs["jobs/a"]["tenant_id"] == "acme"


def test_a_tenant_wins_over_the_environment(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job("shared.yaml", tenant_id="${TENANT_ID}")
    query = {"jobs": "shared.yaml", "tenants": "acme", "env.TENANT_ID": "globex"}
    assert project.ask(query, {"TENANT_ID": "initech"}).jobs["shared@acme"]["tenant_id"] == "acme"


def test_a_query_wins_over_the_environment(project: Project) -> None:
    project.job(environment="${STAGE}", finops={"region": "${REGION}", "team": "${TEAM:-data}"})
    tags = project.ask({"job": "job.yaml", "env.STAGE": "dev"}, {"STAGE": "prod", "REGION": "eu"}).result
    assert tags["dativo:environment"] == "dev"
    assert tags["dativo:region"] == "eu"
    assert tags["dativo:team"] == "data"


def test_an_empty_variable_is_a_value(project: Project) -> None:
    project.job(finops={"team": "a${EMPTY}b"})
    assert project.ask({"job": "job.yaml", "env.EMPTY": ""}).result["dativo:team"] == "ab"


def test_strict_makes_an_error_of_a_warning(project: Project) -> None:
    project.job(infrastructure={"tags": {"R&D": "yes"}})
    assert project.ask({"job": "job.yaml", "strict": "false"}).code == 0
    ran = project.ask({"job": "job.yaml", "strict": "true"})
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("provider-bridge: 1 error in job.yaml\njob.yaml:5:5: error: [tag-changed]")


def test_api_1_is_the_contract(three: Project) -> None:
    assert three.ask({"jobs": "jobs/*.yaml", "api": "1"}) == three.ask({"jobs": "jobs/*.yaml"})


def test_config_names_another_policy(three: Project) -> None:
    three.write("policies/teams.yaml", {"required_tags": ["Team"], "tag_prefix": "acme"})
    assert three.ask({"job": "jobs/a.yaml", "config": "policies/teams.yaml"}).rules == ["required-tag"]
    three.write("policies/teams.yaml", {"tag_prefix": "acme"})
    assert three.ask({"job": "jobs/a.yaml", "config": "policies/teams.yaml"}).result == {
        "acme:job": "orders",
        "acme:tenant": "acme",
    }


def test_a_policy_may_lie_outside_the_root(three: Project) -> None:
    three.write("organisation.yaml", {"tag_prefix": "org"})
    three.write("jobs/provider-bridge.yaml", "")
    assert "org:tenant" in three.ask({"job": "jobs/a.yaml", "config": "organisation.yaml"}).result


def test_root_makes_the_keys(three: Project) -> None:
    assert list(three.ask({"jobs": "jobs/*.yaml", "root": "jobs"}).jobs) == ["a", "b"]
    job = three.ask({"jobs": "jobs/a.yaml", "root": "jobs"}).job
    assert (job["path"], job["container_path"]) == ("a.yaml", "/app/a.yaml")


def test_resource_chooses_the_limits(project: Project) -> None:
    project.job(infrastructure={"tags": {f"Tag{number}": "x" for number in range(8)}})
    assert len(project.tags(resource="s3-object")) == 10
    project.job(infrastructure={"tags": {f"Tag{number}": "x" for number in range(9)}})
    assert project.ask({"job": "job.yaml", "resource": "s3-object"}).rules == ["tag-count"]
    assert len(project.tags(resource="resource")) == 11


@pytest.mark.parametrize("query", [{"job": "job.yaml"}, {"jobs": "job.yaml", "root": "."}])
def test_a_resource_of_another_cloud_is_refused(query: dict[str, str], project: Project) -> None:
    project.job()
    ran = project.ask({**query, "resource": "dataproc"})
    assert (ran.code, ran.out, ran.rules) == (1, "", ["query-value"])
    assert "s3-object" in ran.err


def test_provider_chooses_the_format_only(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(infrastructure={"runtime": {"type": "kubernetes"}}, name="j" * 60)
    own = project.ask({"jobs": "job.yaml"}).job
    other = project.ask({"jobs": "job.yaml", "provider": "gcp"}).job
    assert other["tags"]["dativo-tenant"] == own["tags"]["dativo:tenant"]
    assert {**other, "tags": own["tags"]} == own
    assert len(own["slug"]) == 48


def test_provider_stands_in_for_a_job_that_names_none(project: Project) -> None:
    project.write("job.yaml", {"tenant_id": "acme", "finops": {"project": "shop"}})
    assert project.ask().rules == ["infrastructure-missing"]
    assert project.tags("gcp")["dativo-project"] == "shop"


def test_a_file_for_later_is_left_out_of_a_glob_only(three: Project) -> None:
    three.write("jobs/later.yaml", {"tenant_id": "acme", "source": {"tables": []}})
    assert list(three.ask({"jobs": "jobs/*.yaml"}).jobs) == ["jobs/a", "jobs/b"]
    assert three.ask({"jobs": '["jobs/*.yaml", "jobs/later.yaml"]'}).rules == ["infrastructure-missing"]
    assert "jobs/later" in three.ask({"jobs": "jobs/*.yaml", "provider": "aws"}).jobs


def test_the_policy_file_is_no_job(three: Project) -> None:
    assert list(three.ask({"jobs": "**/*.yaml"}).jobs) == ["jobs/a", "jobs/b", "more/c"]
    three.write("provider-bridge.yaml", {"required_tags": ["dativo:tenant"]})
    assert list(three.ask({"jobs": "**/*.yaml"}).jobs) == ["jobs/a", "jobs/b", "more/c"]


def test_a_finding_of_a_query_stands_at_its_key() -> None:
    text = '{"api" : "1",\n  "jo\\u0062s": "[\\"x\\"]", \n\t"röot": "\\\\" }'
    with pytest.raises(protocol.Refused) as refused:
        protocol.parse(text.encode())
    assert [str(found).partition(" error: ")[0] for found in refused.value.diagnostics] == ["query:3:2:"]


def test_all_that_is_wrong_with_a_query_is_said_together(project: Project) -> None:
    ran = project.ask({"jbo": "a", "provider": "amazon", "strict": "no", "env.": "x", "api": "7"})
    assert ran.rules == ["query-key", "provider-unknown", "query-value", "query-key", "api-version"]


def test_a_result_is_sorted_utf8_with_one_newline(project: Project) -> None:
    project.job(infrastructure={"tags": {"Ort": "Zürich", "A": "東京"}})
    assert project.ask().out == '{"A":"東京","Ort":"Zürich","dativo:job":"job","dativo:tenant":"acme"}\n'


def test_every_value_of_a_result_is_text(three: Project) -> None:
    for query in ({"job": "jobs/a.yaml", "output": "variables"}, {"jobs": "**/*.yaml", "origins": "true"}):
        result = json.loads(three.ask(query).out)
        assert all(isinstance(value, str) for value in result.values())
