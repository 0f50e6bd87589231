"""Variables: `${NAME}`, `${NAME:-default}`, `$${`; whose value they take, and which are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.project import Project

ENV = {"REGION": "eu", "EMPTY": "", "NESTED": "${REGION}", "QUOTE": 'a"b', "_mM5": "any"}


def value(project: Project, text: str) -> str:
    """What a tag says that is written as `text`."""
    project.job(infrastructure={"tags": {"Tag": text}})
    return project.ask({"job": "job.yaml", "provider": "azure"}, ENV).result["Tag"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${REGION}", "eu"),
        ("a-${REGION}-${REGION}-b", "a-eu-eu-b"),
        ("${REGION:-us}", "eu"),
        ("${NOTHING:-us}", "us"),
        ("${NOTHING:-}x", "x"),
        ("${NOTHING:-a:-b c/d}", "a:-b c/d"),
        ("${EMPTY:-us}", "us"),
        ("x${EMPTY}", "x"),
        ("$${REGION}", "${REGION}"),
        ("$$${REGION}", "$${REGION}"),
        ("$REGION $$ {REGION} $", "$REGION $$ {REGION} $"),
        ("${NESTED}", "${REGION}"),
        ("${QUOTE}", 'a"b'),
        ("${_mM5}", "any"),
        ("${NOTHING:-a{b$}", "a{b$"),
        ("${REGION}}", "eu}"),
    ],
)
def test_a_reference_becomes_its_value(text: str, expected: str, project: Project) -> None:
    assert value(project, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("${NOTHING}", "${}", "${1ST}", "${A B}", "${REGION", "${REGION:us}", "${A-b}", "${", "${É}"),
        *("${NOTHING:-${REGION}}", "${NOTHING:-a"),
    ],
)
def test_what_names_no_value_is_refused(text: str, project: Project) -> None:
    project.job(infrastructure={"tags": {"Tag": text}})
    assert project.ask(env=ENV).rules == ["variable-undefined"]


def test_of_a_long_text_that_names_no_value_40_characters_are_shown(project: Project) -> None:
    project.job(infrastructure={"tags": {"Tag": "a${" + "b" * 100}})
    (found,) = project.ask().lines
    assert found.endswith(' invalid variable reference "${' + "b" * 38 + '…"')


def test_what_has_no_value_is_reported_once(project: Project) -> None:
    project.job(
        infrastructure={
            "provider": "${CLOUD}",
            "runtime": {"type": "${RUNTIME}"},
            "compute": {"max_runtime_seconds": "${SECONDS}"},
            "networking": {"private_networking": "${PRIVATE}"},
        },
        asset_path="${ASSET}",
    )
    assert project.ask().rules == ["variable-undefined"] * 5


def test_variables_bring_1_mib_at_most_into_a_job(project: Project) -> None:
    env = {"LONG": "x" * 65_536, "SHORT": "x"}
    project.job(infrastructure={"tags": {"Tag": "${LONG}" * 16}})
    assert project.ask(env=env).rules == ["tag-cut"]
    project.job(infrastructure={"tags": {"Tag": "${LONG}" * 16, "Team": "${SHORT}"}})
    ran = project.ask(env=env)
    assert ran.lines == [
        "job.yaml:6:11: error: [file-too-large] variables add more than 1,048,576 characters to this job"
    ]
    assert ran.err.endswith("  fix: use long values less often, or shorten them\n")


def test_variables_in_every_field_that_is_read(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write("assets/eu.yaml", {"asset": {"compliance": {"area": {"region": "${REGION}"}}}, "other": "${NOTHING}"})
    project.job(
        environment="${STAGE}",
        name="orders-${REGION}",
        asset_path="assets/${REGION}.yaml",
        finops={"codes": ["${REGION}", "x"]},
        infrastructure={
            "provider": "${CLOUD}",
            "runtime": {"type": "${RUNTIME}"},
            "compute": {"max_runtime_seconds": "${SECONDS}"},
            "storage": {"prefix": "${TENANT_ID}/${ENVIRONMENT}/${JOB_NAME}"},
            "terraform": {"variables": {"deep": [{"region": "${REGION}"}], "count": "${SECONDS}"}},
        },
        source={"uri": "${NESSIE_URI}"},
    )
    env = {"STAGE": "dev", "REGION": "eu", "CLOUD": "aws", "RUNTIME": "ecs", "SECONDS": "60"}
    job = project.ask({"jobs": "job.yaml"}, env).job
    assert (job["environment"], job["name"], job["provider"]) == ("dev", "orders-eu", "aws")
    assert job["tags"]["dativo:area-region"] == "eu"
    assert job["tags"]["dativo:codes"] == "eu:x"
    assert job["runtime"]["type"] == "ecs"
    assert job["compute"]["max_runtime_seconds"] == 60
    assert job["storage"]["prefix"] == "acme/dev/orders-eu"
    assert job["terraform"]["variables"] == {"deep": [{"region": "eu"}], "count": "60"}


def test_keys_are_left_as_written(project: Project) -> None:
    project.job(infrastructure={"tags": {"Tag ${REGION}": "x"}})
    assert project.tags("azure")["Tag ${REGION}"] == "x"


def test_the_jobs_own_names_mean_its_own_values(project: Project) -> None:
    project.job(environment="prod", name="orders", finops={"path": "${TENANT_ID}/${ENVIRONMENT}/${JOB_NAME}"})
    query = {"job": "job.yaml", "env.TENANT_ID": "other", "env.ENVIRONMENT": "dev", "env.JOB_NAME": "x"}
    assert project.ask(query).result["dativo:path"] == "acme/prod/orders"


def test_inside_their_own_fields_they_mean_the_callers(project: Project) -> None:
    project.job(tenant_id="${TENANT_ID}", environment="${ENVIRONMENT:-dev}-1")
    tags = project.ask({"job": "job.yaml", "env.TENANT_ID": "acme"}, {"TENANT_ID": "x", "ENVIRONMENT": "prod"}).result
    assert (tags["dativo:tenant"], tags["dativo:environment"]) == ("acme", "prod-1")


def test_the_own_fields_may_name_one_another(project: Project) -> None:
    project.job(environment="${TENANT_ID}-prod", name="${ENVIRONMENT}-orders")
    assert project.tags()["dativo:job"] == "acme-prod-orders"


def test_job_name_is_the_files_stem(project: Project) -> None:
    project.job("jobs/daily.orders.yaml", finops={"name": "${JOB_NAME}"})
    assert project.ask({"job": "jobs/daily.orders.yaml"}).result["dativo:name"] == "daily.orders"


def test_a_field_that_names_the_callers_value_may_be_named(project: Project) -> None:
    project.job(tenant_id="${ENVIRONMENT}-shop", environment="${ENVIRONMENT}")
    tags = project.ask(env={"ENVIRONMENT": "prod"}).result
    assert (tags["dativo:tenant"], tags["dativo:environment"]) == ("prod-shop", "prod")


def test_a_name_may_not_name_itself(project: Project) -> None:
    """TENANT_ID and ENVIRONMENT in their own fields are the caller's; JOB_NAME is nobody's but the job's."""
    project.job(name="daily ${JOB_NAME}")
    assert project.ask({"job": "job.yaml", "env.JOB_NAME": "x"}, {"JOB_NAME": "y"}).rules == ["variable-undefined"]


def test_a_job_without_environment_has_none_to_name(project: Project) -> None:
    project.job(finops={"stage": "${ENVIRONMENT}"})
    ran = project.ask(env={"ENVIRONMENT": "prod"})
    assert ran.rules == ["variable-undefined"]
    assert 'set "environment" in the job' in ran.err


@pytest.mark.parametrize("name", ["TOKEN", "token", "DB_PASSWORD", "apiKey", "DATABASE_URL"])
def test_a_name_that_says_secret_is_refused(name: str, project: Project) -> None:
    project.job(infrastructure={"tags": {"Tag": f"${{{name}:-default}}"}})
    ran = project.ask(env={name: "hunter2"})
    assert ran.rules == ["variable-secret"]
    assert "hunter2" not in ran.err + ran.out


def test_a_value_that_is_not_utf8_is_refused(project: Project) -> None:
    project.job(infrastructure={"tags": {"Tag": "${REGION}"}})
    ran = project.ask(env={"REGION": "\udcff"})
    assert ran.lines == ['job.yaml:5:10: error: [variable-undefined] the value of variable "REGION" must be UTF-8']
    assert ran.err.endswith("  fix: set it to a UTF-8 string\n")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ('environment: [a]\nname: "x-${ENVIRONMENT}"', 'job.yaml:2:14: error: [field-type] "environment"'),
        (
            'environment: "${UNSET}"\nname: "${ENVIRONMENT}"',
            'job.yaml:2:14: error: [variable-undefined] variable "UNSET"',
        ),
        ('environment: "${JOB_NAME}"\nname: "${UNSET}"', 'job.yaml:3:7: error: [variable-undefined] variable "UNSET"'),
    ],
)
def test_a_field_that_names_a_wrong_one_is_not_reported_too(fields: str, line: str, project: Project) -> None:
    tags = 'tags: {a: "${ENVIRONMENT}-${JOB_NAME}"}'
    project.write("job.yaml", f"tenant_id: acme\n{fields}\ninfrastructure: {{provider: aws, {tags}}}\n")
    (reported,) = project.ask().lines
    assert reported.startswith(line)


def test_a_missing_tenant_is_not_reported_at_its_variable_too(project: Project) -> None:
    project.write("job.yaml", 'infrastructure: {provider: aws, tags: {a: "${TENANT_ID}"}}\n')
    assert project.ask().rules == ["field-missing"]


def test_fields_that_refer_to_each_other_are_one_error(project: Project) -> None:
    project.job(environment="${JOB_NAME}", name="${ENVIRONMENT}")
    ran = project.ask()
    (line,) = ran.lines
    assert line == 'job.yaml:3:7: error: [variable-undefined] "environment" and "name" refer to each other'
    assert 'fix: write the value of "name" without "${ENVIRONMENT}"' in ran.err


def test_tenants_are_no_fix_for_a_job_that_is_not_shared(project: Project) -> None:
    project.write("provider-bridge.yaml", "tenants: [acme]\n")
    project.job(tenant_id="${TENANT_ID}-eu")
    ran = project.ask({"jobs": "job.yaml"})
    assert ran.rules == ["variable-undefined"]
    assert 'or write "${TENANT_ID}" alone' in ran.err
    project.job(tenant_id="${TENANT_ID}")
    assert project.ask({"jobs": "job.yaml"}).job["key"] == "job@acme"
