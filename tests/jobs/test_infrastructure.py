"""The blocks of `infrastructure`: every field present, with its type; providers and runtimes that go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.project import Project

EVERY_FIELD = {
    "runtime": {"type", "cluster_name", "namespace", "service_account"},
    "compute": {"cpu", "memory", "instance_type", "max_runtime_seconds"},
    "networking": {"vpc_id", "subnet_ids", "security_group_ids", "private_networking"},
    "storage": {"bucket", "prefix", "kms_key_id"},
    "dagster": {"code_location", "repository", "op_config", "resource_requirements"},
    "terraform": {"module_source", "module_version", "workspace", "backend_config", "variables"},
}
RUNTIMES = {
    "aws": {"ecs", "kubernetes", "dagster", "airflow"},
    "gcp": {"cloud_run", "kubernetes", "dagster", "airflow"},
    "azure": {"container_apps", "kubernetes", "dagster", "airflow"},
    "kubernetes": {"kubernetes", "dagster", "airflow"},
}


@pytest.fixture
def resolved(project: Project) -> Any:
    """A job with this `infrastructure`, as a `jobs` query gives it."""
    project.write("provider-bridge.yaml", "")

    def resolve(**infrastructure: Any) -> dict[str, Any]:
        project.job(infrastructure=infrastructure)
        return project.ask({"jobs": "job.yaml"}).job

    return resolve


def test_what_a_job_does_not_set_is_null(resolved: Any) -> None:
    job = resolved()
    for block, fields in EVERY_FIELD.items():
        assert set(job[block]) == fields
    assert job["dagster"]["resource_requirements"] == dict.fromkeys(
        ("request_cpu", "request_memory", "limit_cpu", "limit_memory")
    )
    assert job["networking"]["private_networking"] is True
    assert job["environment"] is None


def test_types(resolved: Any) -> None:
    job = resolved(
        compute={"cpu": 2048, "memory": "4096", "max_runtime_seconds": 3600},
        networking={"subnet_ids": ["a", 1], "private_networking": False},
        dagster={"resource_requirements": {"request_cpu": 1, "limit_memory": "2Gi"}},
    )
    assert job["dagster"]["resource_requirements"] == {
        "request_cpu": "1",
        "request_memory": None,
        "limit_cpu": None,
        "limit_memory": "2Gi",
    }
    assert job["compute"] == {"cpu": "2048", "memory": "4096", "instance_type": None, "max_runtime_seconds": 3600}
    assert job["networking"]["subnet_ids"] == ["a", "1"]
    assert job["networking"]["private_networking"] is False


@pytest.mark.parametrize("seconds", ["0", "-1", "1.5", "1e3", "60s", "", "१", "1_000", "1" * 10])
def test_seconds_are_a_whole_number(seconds: str, project: Project) -> None:
    project.job(infrastructure={"compute": {"max_runtime_seconds": seconds}})
    assert project.ask().rules == ["field-type"]


@pytest.mark.parametrize("seconds", [1, 9, 999_999_999])
def test_seconds_have_up_to_nine_digits(seconds: int, resolved: Any) -> None:
    assert resolved(compute={"max_runtime_seconds": str(seconds)})["compute"]["max_runtime_seconds"] == seconds


@pytest.mark.parametrize("value", ["true", "True", "TRUE", "false", "False", "FALSE"])
def test_true_and_false_may_be_written_as_yaml_has_them(value: str, resolved: Any) -> None:
    assert resolved(networking={"private_networking": value})["networking"]["private_networking"] is (
        value.lower() == "true"
    )


@pytest.mark.parametrize("value", ["yes", "1", "tRUE", "private"])
def test_private_networking_is_true_or_false(value: str, project: Project) -> None:
    project.job(infrastructure={"networking": {"private_networking": value}})
    assert project.ask().rules == ["field-type"]


def test_free_form_blocks_have_jsons_types(project: Project) -> None:
    project.write("provider-bridge.yaml", "")
    project.write(
        "job.yaml",
        """\
tenant_id: acme
infrastructure:
  provider: aws
  dagster:
    op_config: {a: 3, b: -1.5, c: true, d: false, e: null, f: text, g: [1, {h: 0}]}
  terraform:
    backend_config: {encrypt: true, use_lockfile: "true"}
    variables:
      text: ["3", 3.10, 012, 1e3, .5, 5., +1, True, yes, 0x1F, 1_000, -0, 2024-01-01, .inf, NaN,
        -Infinity, '', "null"]
      numbers: [0, -3, 1.5, 0.1, 123456789012345678]
""",
    )
    job = project.ask({"jobs": "job.yaml"}).job
    assert job["dagster"]["op_config"] == {
        "a": 3,
        "b": -1.5,
        "c": True,
        "d": False,
        "e": None,
        "f": "text",
        "g": [1, {"h": 0}],
    }
    assert job["terraform"]["backend_config"] == {"encrypt": True, "use_lockfile": "true"}
    written = ["3", "3.10", "012", "1e3", ".5", "5.", "+1", "True", "yes", "0x1F", "1_000", "-0", "2024-01-01", ".inf"]
    written += ["NaN", "-Infinity"]
    assert job["terraform"]["variables"]["text"] == [*written, "", "null"]
    assert job["terraform"]["variables"]["numbers"] == [0, -3, 1.5, 0.1, 123456789012345678]


@pytest.mark.parametrize("provider", RUNTIMES)
def test_each_provider_has_its_runtimes(provider: str, project: Project) -> None:
    for runtime in set().union(*RUNTIMES.values()):
        project.job(infrastructure={"provider": provider, "runtime": {"type": runtime}})
        assert project.ask().rules == ([] if runtime in RUNTIMES[provider] else ["runtime-mismatch"])


def test_a_job_needs_no_runtime(project: Project) -> None:
    project.job()
    assert project.ask().err == ""


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_labels_come_with_a_kubernetes_runtime_only(provider: str, resolved: Any) -> None:
    assert resolved(provider=provider, runtime={"type": "kubernetes"})["labels"]["dativo/tenant"] == "acme"
    without = resolved(provider=provider, runtime={"type": "dagster"})
    assert (without["labels"], without["annotations"]) == ({}, {})


def test_labels_come_with_the_kubernetes_provider(resolved: Any) -> None:
    job = resolved(provider="kubernetes")
    assert job["labels"] == job["tags"] == {"dativo/job": "job", "dativo/tenant": "acme"}


@pytest.mark.parametrize("misspelt", ["run_time", "Runtime", "tag", "kms_key"])
def test_an_unknown_field_is_a_warning(misspelt: str, project: Project) -> None:
    project.job(infrastructure={misspelt: {"type": "ecs"}})
    ran = project.ask()
    assert (ran.code, ran.rules) == (0, ["field-unknown"])
    assert ran.lines[0].startswith("job.yaml:4:3: warning: ")


def test_fields_of_the_etl_are_ignored(project: Project) -> None:
    project.job(
        source={"tables": [{"name": "${TABLE}"}]},
        infrastructures={"provider": "none"},
        asset={"finops": {"tenant": "other"}},
        compliance={"tenant": "other"},
        tags=["a", {"b": "c"}],
    )
    assert project.ask().err == ""
    assert project.tags() == {"dativo:job": "job", "dativo:tenant": "acme"}


WRONG = ["foo", "5", '""', "true", "[]", "[a]", "[{a: b}]"]


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize(
    "job",
    [
        "infrastructure: VALUE",
        "finops: VALUE\ninfrastructure: {provider: aws}",
        *(f"infrastructure: {{provider: aws, {block}: VALUE}}" for block in ("tags", *EVERY_FIELD)),
        *(
            f"infrastructure: {{provider: aws, terraform: {{{field}: VALUE}}}}"
            for field in ("variables", "backend_config")
        ),
    ],
)
def test_a_value_in_place_of_a_mapping_is_one_error_at_the_value(job: str, value: str, project: Project) -> None:
    before = f"tenant_id: acme\n{job}".partition("VALUE")[0].split("\n")
    project.write("job.yaml", f"tenant_id: acme\n{job.replace('VALUE', value)}\n")
    (line,) = project.ask().lines
    assert line.startswith(f"job.yaml:{len(before)}:{len(before[-1]) + 1}: error: [field-type] ")


@pytest.mark.parametrize("value", ["[]", "[aws]", "{a: b}"])
def test_a_provider_that_is_no_string_is_not_missing_too(value: str, project: Project) -> None:
    project.write("job.yaml", f"tenant_id: acme\ninfrastructure:\n  provider: {value}\n  runtime: {{type: ecs}}\n")
    (line,) = project.ask().lines
    assert line.startswith('job.yaml:3:13: error: [field-type] "infrastructure.provider" must be a string')


def test_a_provider_without_a_value_is_reported_where_the_value_goes(project: Project) -> None:
    project.write("job.yaml", "tenant_id: acme\ninfrastructure:\n  runtime: {type: ecs}\n  provider:\n")
    (line,) = project.ask().lines
    assert line.startswith("job.yaml:4:12: error: [provider-missing]")


def test_an_empty_runtime_is_one_error(project: Project) -> None:
    project.job(infrastructure={"runtime": {"type": ""}})
    assert project.ask().rules == ["field-type"]
