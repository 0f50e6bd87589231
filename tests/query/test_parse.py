"""What a query may say; what it may not is in invalid-examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from provider_bridge.query.parse import QueryError, parse

if TYPE_CHECKING:
    from tests.project import Project


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


def test_a_policy_may_be_outside_the_root(three: Project) -> None:
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
    query = {**query, "resource": "dataproc"}
    ran = project.ask(query)
    assert (ran.code, ran.out, ran.rules) == (1, "", ["query-value"])
    column = json.dumps(query).index('"resource"') + 1
    assert ran.lines[0].startswith(f"query:1:{column}: ")
    assert 'unknown resource class "dataproc" of AWS' in ran.err
    assert "fix: use one of: accessanalyzer, " in ran.err


def test_provider_chooses_the_format_only(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.job(infrastructure={"runtime": {"type": "kubernetes"}}, name="j" * 60)
    own = project.ask({"jobs": "job.yaml"}).job
    other = project.ask({"jobs": "job.yaml", "provider": "gcp"}).job
    assert other["tags"]["dativo-tenant"] == own["tags"]["dativo:tenant"]
    assert {**other, "tags": own["tags"]} == own
    assert len(own["slug"]) == 48


def test_provider_of_the_query_replaces_a_missing_one(project: Project) -> None:
    project.write("job.yaml", {"tenant_id": "acme", "finops": {"project": "shop"}})
    assert project.ask().rules == ["infrastructure-missing"]
    assert project.tags("gcp")["dativo-project"] == "shop"


def test_a_file_for_later_is_left_out_of_a_glob_only(three: Project) -> None:
    three.write("jobs/later.yaml", {"tenant_id": "acme", "source": {"tables": []}})
    assert list(three.ask({"jobs": "jobs/*.yaml"}).jobs) == ["jobs/a", "jobs/b"]
    assert three.ask({"jobs": "jobs/l*.yaml"}).out == "{}\n"
    assert three.ask({"jobs": '["jobs/*.yaml", "jobs/later.yaml"]'}).rules == ["infrastructure-missing"]
    assert list(three.ask({"jobs": "jobs/*.yaml", "provider": "aws"}).jobs) == ["jobs/a", "jobs/b"]


@pytest.mark.parametrize("content", ["- a\n", "text\n"])
def test_a_file_without_a_mapping_is_not_skipped(content: str, three: Project) -> None:
    three.write("jobs/later.yaml", content)
    assert three.ask({"jobs": "jobs/*.yaml"}).rules == ["field-type"]


def test_the_policy_file_is_not_a_job(three: Project) -> None:
    assert list(three.ask({"jobs": "**/*.yaml"}).jobs) == ["jobs/a", "jobs/b", "more/c"]
    three.write("provider-bridge.yaml", {"required_tags": ["dativo:tenant"]})
    assert list(three.ask({"jobs": "**/*.yaml"}).jobs) == ["jobs/a", "jobs/b", "more/c"]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (b"true", '"job" must be a string, found true'),
        (b"false", '"job" must be a string, found false'),
        (b"0", '"job" must be a string, found a number'),
        (b"1.5", '"job" must be a string, found a number'),
        (b"[]", '"job" must be a string, found a list'),
        (b"{}", '"job" must be a string, found an object'),
        (b'""', '"job" must not be empty'),
        (b'"a\\u0000"', '"job" must be valid Unicode, found half a character or a NUL'),
        (b'"\\ud800"', '"job" must be valid Unicode, found half a character or a NUL'),
        (b'"\\udfff"', '"job" must be valid Unicode, found half a character or a NUL'),
    ],
)
def test_a_value_is_text_with_something_in_it(value: bytes, problem: str, project: Project) -> None:
    assert project.ask(b'{"job": ' + value + b"}").lines == [f"query:1:2: error: [query-value] {problem}"]


@pytest.mark.parametrize("value", ["[]", '[""]', '["jobs/a.yaml", ""]', '["jobs/a.yaml", 1]', '["a", ' + "[" * 50_000])
@pytest.mark.parametrize("key", ["jobs", "tenants"])
def test_a_list_holds_texts_with_something_in_them(key: str, value: str, three: Project) -> None:
    assert three.ask({"jobs": "jobs/*.yaml", key: value}).rules == ["query-value"]


def test_a_comma_in_a_path_is_part_of_it(three: Project) -> None:
    three.job("jobs/x,y.yaml", name="x")
    assert list(three.ask({"jobs": "jobs/x,y.yaml"}).jobs) == ["jobs/x,y"]


@pytest.mark.parametrize(
    ("api", "which"),
    [
        ("2", "provider-bridge"),
        ("9" * 5000, "provider-bridge"),
        ("0", "the Terraform module"),
        ("v1", "the Terraform module"),
    ],
)
def test_another_contract_is_refused_with_what_to_upgrade(api: str, which: str, three: Project) -> None:
    ran = three.ask({"jobs": "jobs/*.yaml", "api": api})
    assert ran.rules == ["api-version"]
    assert f"  fix: upgrade {which} to a version" in ran.err


def test_an_unknown_resource_class_is_compared_with_those_that_could_be_meant(three: Project) -> None:
    query = {"job": "jobs/a.yaml", "resource": "ecs-tusk"}
    any_cloud, gcp = three.ask(query).lines, three.ask({**query, "provider": "gcp"}).lines
    assert any_cloud == [
        'query:1:24: error: [query-value] unknown resource class "ecs-tusk" (did you mean "ecs-task"?)'
    ]
    assert gcp == ['query:1:24: error: [query-value] unknown resource class "ecs-tusk" of gcp']


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"\xff{}", "query: error: [query-json] the query must be UTF-8, found another byte at offset 0"),
        (b'{"job": "\xc3"}', "query: error: [query-json] the query must be UTF-8, found another byte at offset 9"),
        (b" \n", "query: error: [query-json] the query is empty, expected a JSON object on standard input"),
        (b'{"job":\n', "query:2:1: error: [query-json] the query must be JSON: Expecting value"),
        (b"[" * 50_000, "query:1:1: error: [query-json] the query has too many nested levels"),
        (b"null", "query:1:1: error: [query-json] the query must be a JSON object"),
    ],
)
def test_a_query_must_be_a_json_object(raw: bytes, found: str, project: Project) -> None:
    ran = project.ask(raw)
    assert ran.lines == [found]
    assert ran.err.endswith('  fix: send one JSON object, for example {"job": "jobs/acme/a.yaml"}\n')


def test_a_finding_of_a_query_is_at_its_key() -> None:
    text = '{"api" : "1",\n  "jo\\u0062s": "[\\"x\\"]", \n\t"röot": "\\\\" }'
    with pytest.raises(QueryError) as error:
        parse(text.encode())
    assert [str(each).partition(" error: ")[0] for each in error.value.diagnostics] == ["query:3:2:"]


def test_lines_and_columns_count_what_stands_before_the_query(project: Project) -> None:
    ran = project.ask(b'\n\t {"strict": "yes",\r\n"job" :"a", "job": "b", "x": "{", "y" : "c"}')
    places = [line.partition(" error: ")[0] for line in ran.lines]
    assert places == ["query:2:4:", "query:3:13:", "query:3:25:", "query:3:35:"]


def test_all_that_is_wrong_with_a_query_is_reported_together(project: Project) -> None:
    ran = project.ask({"jbo": "a", "provider": "amazon", "strict": "no", "env.": "x", "api": "7"})
    assert ran.rules == ["query-key", "provider-unknown", "query-value", "query-key", "api-version"]


def test_a_result_is_sorted_utf8_with_one_newline(project: Project) -> None:
    project.job(infrastructure={"tags": {"Ort": "Zürich", "A": "東京"}})
    assert project.ask().out == '{"A":"東京","Ort":"Zürich","dativo:job":"job","dativo:tenant":"acme"}\n'


def test_a_jobs_object_is_compact_json_with_sorted_keys(three: Project) -> None:
    three.job("jobs/a.yaml", {"terraform": {"variables": {"b": {"d": 1, "c": "é"}, "a": 2}}}, name="orders")
    text = three.ask({"jobs": "jobs/a.yaml", "origins": "true"}).result["jobs/a"]
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert '"variables":{"a":2,"b":{"c":"é","d":1}}' in text


def test_every_value_of_a_result_is_text(three: Project) -> None:
    for query in ({"job": "jobs/a.yaml", "output": "variables"}, {"jobs": "**/*.yaml", "origins": "true"}):
        result = json.loads(three.ask(query).out)
        assert all(isinstance(value, str) for value in result.values())
