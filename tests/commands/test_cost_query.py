"""`provider-bridge cost-query`: requests that AWS's own model accepts, statements that run and count no cost twice."""

from __future__ import annotations

import functools
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import duckdb
import pytest
import sqlglot
from botocore.validate import ParamValidator

from provider_bridge.costs.dialects import DIALECTS, STORAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from botocore.model import ServiceModel

    from tests.program import Program, Ran
    from tests.project import Project

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PERIOD = ("--from", "2025-01-01", "--to", "2025-02-01")
TIME = {"Start": "2025-01-01", "End": "2025-02-01"}


class Analyst:
    """Somebody who asks what the jobs of a project cost."""

    def __init__(self, program: Program, root: Path) -> None:
        self.program, self.root = program, root

    def ask(self, *arguments: str, period: tuple[str, ...] = PERIOD) -> Ran:
        return self.program.command("cost-query", "jobs", *period, *arguments, cwd=self.root)

    def query(self, *arguments: str, period: tuple[str, ...] = PERIOD) -> str:
        ran = self.ask(*arguments, period=period)
        assert (ran.code, ran.err) == (0, "")
        return ran.out


@pytest.fixture
def analyst(program: Program, project: Project) -> Analyst:
    """Of an estate with jobs in two environments on AWS."""
    for name, environment, team in (("orders", "prod", "data"), ("events", "dev", "web & shop")):
        project.job(
            f"jobs/{name}.yaml",
            {"tags": {"CostCenter": "HR-001", "Project": "shop", "Team": team.replace("&", "and")}},
            environment=environment,
            finops={"business_tags": [name, "shared"]},
        )
    return Analyst(program, project.root)


def groups(keys: Iterable[str], flag: str = "--group-by") -> list[str]:
    return [argument for key in keys for argument in (flag, key)]


# --- AWS


@functools.lru_cache
def cost_explorer() -> ServiceModel:
    return botocore.session.get_session().get_service_model("ce")


def accepted(operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters that AWS's own model takes."""
    shape = cost_explorer().operation_model(operation).input_shape
    assert shape is not None
    report = ParamValidator().validate(parameters, shape)
    assert not report.has_errors(), report.generate_report()
    return parameters


def in_a_shell(command: str) -> list[str]:
    """A command's words, as a shell reads them."""
    program, _, rest = command.partition(" ")
    script = f"{program}() {{ printf '%s\\0' {program} \"$@\"; }}\n{program} {rest}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert shlex.split(command.replace("\\\n", "")) == done.stdout.split("\0")[:-1]
    return done.stdout.split("\0")[:-1]


def from_command(command: str) -> dict[str, Any]:
    """The request that `aws ce get-cost-and-usage` makes of its arguments, in the CLI's shorthand."""
    program, service, operation, *arguments = in_a_shell(command)
    assert (program, service, operation) == ("aws", "ce", "get-cost-and-usage")
    options: dict[str, list[str]] = {}
    for argument in arguments:
        if argument.startswith("--"):
            assert argument not in options, f"{argument} stands twice: the CLI keeps the last"
            options[argument] = []
        else:
            options[list(options)[-1]].append(argument)
    request: dict[str, Any] = {
        "TimePeriod": shorthand(*options["--time-period"]),
        "Granularity": " ".join(options["--granularity"]),
        "Metrics": options["--metrics"],
    }
    if "--group-by" in options:
        words = options["--group-by"]
        request["GroupBy"] = json.loads(*words) if words[0].startswith("[") else [shorthand(group) for group in words]
    if "--filter" in options:
        request["Filter"] = json.loads(*options["--filter"])
    return request


def shorthand(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition("=") for part in text.split(","))}


def asked_of_aws(analyst: Analyst, *arguments: str) -> dict[str, Any]:
    """The request, which the command and the JSON agree on and the model accepts."""
    request: dict[str, Any] = json.loads(analyst.query(*arguments, "--format", "json"))["aws"]
    assert from_command(analyst.query(*arguments)) == request
    return accepted("GetCostAndUsage", request)


def test_the_seeds_query_on_aws(program: Program) -> None:
    """CostCenter and tenant, of production. Two keys go into one `--group-by`: of two the CLI would keep the last."""
    ran = program.command(
        "cost-query", "quick-start-job.yaml", *PERIOD, *groups(["CostCenter", "dativo:tenant"]),
        "--where", "dativo:environment=prod", cwd=EXAMPLES / "seed",
    )  # fmt: skip
    assert (ran.code, ran.rules) == (0, ["module-unpinned"])
    assert ran.out == (
        "aws ce get-cost-and-usage \\\n"
        "  --time-period Start=2025-01-01,End=2025-02-01 \\\n"
        "  --granularity MONTHLY \\\n"
        "  --metrics UnblendedCost \\\n"
        "  --group-by Type=TAG,Key=CostCenter Type=TAG,Key=dativo:tenant \\\n"
        """  --filter '{"Tags": {"Key": "dativo:environment", "Values": ["prod"]}}'\n"""
    )
    assert accepted("GetCostAndUsage", from_command(ran.out)) == {
        "TimePeriod": TIME,
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        "GroupBy": [{"Type": "TAG", "Key": "CostCenter"}, {"Type": "TAG", "Key": "dativo:tenant"}],
        "Filter": {"Tags": {"Key": "dativo:environment", "Values": ["prod"]}},
    }


def test_everything_that_a_request_may_have_is_accepted(analyst: Analyst) -> None:
    assert "GroupBy" not in asked_of_aws(analyst)
    request = asked_of_aws(
        analyst, *groups(["Team"]), "--where", "dativo:environment=prod", "--where", "dativo:tenant=acme"
    )
    assert request["Filter"] == {
        "And": [
            {"Tags": {"Key": "dativo:environment", "Values": ["prod"]}},
            {"Tags": {"Key": "dativo:tenant", "Values": ["acme"]}},
        ]
    }


def test_several_values_of_one_key(analyst: Analyst) -> None:
    """Costs have one value of a key: both at once would be none."""
    both = ["--where", "dativo:environment=prod", "--where", "dativo:environment=dev"]
    condition = asked_of_aws(analyst, *both)["Filter"]
    assert {**condition["Tags"], "Values": sorted(condition["Tags"]["Values"])} == {
        "Key": "dativo:environment",
        "Values": ["dev", "prod"],
    }
    assert net_costs(analyst.query(*both, "--provider", "gcp")) == [("2025-01", 17.0, "EUR")]


def test_a_condition_whose_key_holds_an_equals_sign(analyst: Analyst, project: Project) -> None:
    project.job("jobs/odd.yaml", {"tags": {"a=b": "c=d"}})
    request = asked_of_aws(analyst, "--where", "a=b=c=d")
    assert request["Filter"]["Tags"] == {"Key": "a=b", "Values": ["c=d"]}


def test_a_key_that_stands_twice_is_one(analyst: Analyst) -> None:
    request = asked_of_aws(analyst, *groups(["Team", "Team", "dativo:tenant"]))
    assert [group["Key"] for group in request["GroupBy"]] == ["Team", "dativo:tenant"]


def test_values_as_aws_shows_them(analyst: Analyst) -> None:
    for written in ("orders,shared", "orders:shared"):
        request = asked_of_aws(analyst, "--where", f"dativo:business-tags={written}")
        assert request["Filter"]["Tags"]["Values"] == ["orders:shared"]


def test_keys_and_values_that_a_shell_would_read(analyst: Analyst, project: Project) -> None:
    project.job("jobs/odd.yaml", {"tags": {"Cost Center": "a b", "a=b": "c @ d"}})
    request = asked_of_aws(analyst, *groups(["Cost Center", "a=b"]), "--where", "Cost Center=a b")
    assert [group["Key"] for group in request["GroupBy"]] == ["Cost Center", "a=b"]
    assert request["Filter"]["Tags"] == {"Key": "Cost Center", "Values": ["a b"]}


def test_keys_and_values_that_a_terminal_would_read(analyst: Analyst, project: Project) -> None:
    """AWS takes separators of lines: escaped in JSON, which a shell passes on as it is."""
    project.job("jobs/odd.yaml", {"tags": {"Line\u2028End": "no\u00a0break", "Plain": "x"}})
    arguments = [*groups(["Line\u2028End", "Plain"]), "--where", "Line\u2028End=no\u00a0break"]
    request = asked_of_aws(analyst, *arguments)
    assert [group["Key"] for group in request["GroupBy"]] == ["Line\u2028End", "Plain"]
    assert request["Filter"]["Tags"] == {"Key": "Line\u2028End", "Values": ["no\u00a0break"]}
    (keys,) = activated(analyst.query(*arguments, "--format", "activation"))
    assert keys == ["Line\u2028End", "Plain"]


def activated(out: str) -> list[list[str]]:
    """The keys that each command of an activation activates."""
    batches = []
    for line in out.splitlines():
        *command, listed = in_a_shell(line)
        assert command == ["aws", "ce", "update-cost-allocation-tags-status", "--cost-allocation-tags-status"]
        entries = json.loads(listed)
        accepted("UpdateCostAllocationTagsStatus", {"CostAllocationTagsStatus": entries})
        assert {entry["Status"] for entry in entries} == {"Active"}
        batches.append([entry["TagKey"] for entry in entries])
    return batches


def test_activation(analyst: Analyst) -> None:
    out = analyst.query(*groups(["Team"]), "--where", "dativo:environment=prod", "--format", "activation")
    assert activated(out) == [["Team", "dativo:environment"]]


def test_activation_of_every_key(analyst: Analyst) -> None:
    assert activated(analyst.query("--format", "activation", period=())) == [
        [
            "CostCenter",
            "Project",
            "Team",
            "dativo:business-tags",
            "dativo:environment",
            "dativo:job",
            "dativo:tenant",
        ]
    ]


def test_activation_in_batches_of_twenty(analyst: Analyst, project: Project) -> None:
    keys = [f"Key{number:02}" for number in range(41)]
    project.job("jobs/many.yaml", {"tags": dict.fromkeys(keys, "x")})
    batches = activated(analyst.query(*groups(keys), "--format", "activation"))
    assert [len(batch) for batch in batches] == [20, 20, 1]
    assert [key for batch in batches for key in batch] == keys


# --- BigQuery


def net_costs(statement: str) -> list[tuple[Any, ...]]:
    """What a BigQuery statement makes of a small billing export: 17 € of two rows in the period, 100 € after it."""
    database = duckdb.connect()
    database.execute(
        "CREATE TABLE bill (usage_start_time TIMESTAMPTZ, cost DOUBLE, currency TEXT, credits STRUCT(amount DOUBLE)[],"
        " labels STRUCT(key TEXT, value TEXT)[], project STRUCT(id TEXT), service STRUCT(id TEXT),"
        " location STRUCT(x INTEGER))"
    )
    prod = [("dativo-environment", "prod"), ("cost-center", "hr-001"), ("dativo-tenant", "acme"), ("project", "shop")]
    dev = [("dativo-environment", "dev"), ("dativo-tenant", "globex")]
    for day, cost, credits_, labels in (
        ("2025-01-01 12:00", 10.0, [-1.0, -2.0], prod),
        ("2025-01-31 12:00", 5.0, [], prod),
        ("2025-01-31 12:00", 5.0, [], dev),
        ("2024-12-31 12:00", 100.0, [], prod),
        ("2025-02-01 12:00", 100.0, [], prod),
    ):
        database.execute(
            "INSERT INTO bill VALUES (?, ?, 'EUR', ?, ?, {id: 'p'}, {id: 's'}, {x: 1})",
            [
                day,
                cost,
                [{"amount": amount} for amount in credits_],
                [{"key": key, "value": value} for key, value in labels],
            ],
        )
    assert "`PROJECT.DATASET.gcp_billing_export_v1_XXXXXX_XXXXXX_XXXXXX`" in statement
    (parsed,) = sqlglot.parse(re.sub("`PROJECT[^`]*`", "bill", statement), dialect="bigquery")
    assert parsed is not None
    return database.execute(parsed.sql(dialect="duckdb")).fetchall()


def test_the_seeds_query_on_gcp(program: Program) -> None:
    ran = program.command(
        "cost-query", "quick-start-job.yaml", *PERIOD, *groups(["CostCenter", "dativo:tenant"]),
        "--where", "dativo:environment=prod", "--provider", "gcp", cwd=EXAMPLES / "seed",
    )  # fmt: skip
    assert (ran.code, ran.rules) == (0, ["module-unpinned"])
    statement = sqlglot.parse_one(ran.out, dialect="bigquery")
    assert isinstance(statement, sqlglot.exp.Select)
    assert [column.alias_or_name for column in statement.selects] == [
        "cost_center",
        "dativo_tenant",
        "charge_month",
        "cost",
        "currency",
    ]
    assert "label.key = 'cost-center'" in ran.out
    assert "label.key = 'dativo-tenant'" in ran.out
    assert net_costs(ran.out) == [("hr-001", "acme", "2025-01", 12.0, "EUR")]


def test_no_cost_counts_twice(analyst: Analyst) -> None:
    """However many labels and credits a row has; what has no such label is a row of its own."""
    month = "2025-01"
    assert net_costs(analyst.query("--provider", "gcp")) == [(month, 17.0, "EUR")]
    by_center = analyst.query("--provider", "gcp", *groups(["CostCenter"]))
    assert net_costs(by_center) == [("hr-001", month, 12.0, "EUR"), (None, month, 5.0, "EUR")]
    three = analyst.query("--provider", "gcp", *groups(["dativo:tenant", "dativo:environment", "CostCenter"]))
    assert net_costs(three) == [
        ("acme", "prod", "hr-001", month, 12.0, "EUR"),
        ("globex", "dev", None, month, 5.0, "EUR"),
    ]


@pytest.mark.parametrize("key", ["Project", "Service", "Location", "Cost", "Currency", "Labels", "Credits"])
def test_a_key_that_is_named_like_a_column_of_the_export(key: str, analyst: Analyst, project: Project) -> None:
    project.job("jobs/more.yaml", {"tags": {key: "shop"}}, name="more")
    (first, *_) = net_costs(analyst.query("--provider", "gcp", *groups([key])))
    assert first[0] == ("shop" if key == "Project" else None)


def test_a_table_of_ones_own(analyst: Analyst) -> None:
    out = analyst.query("--provider", "gcp", "--table", "acme.billing.export")
    assert "  FROM `acme.billing.export`\n" in out


# --- FOCUS


def effective_costs(statement: str) -> list[tuple[Any, ...]]:
    """What a statement for DuckDB makes of a small table with FOCUS data, one row of which has no JSON."""
    database = duckdb.connect()
    database.execute(
        "CREATE TABLE focus (ChargePeriodStart TIMESTAMP, EffectiveCost DOUBLE, BillingCurrency TEXT, Tags TEXT)"
    )
    for start, cost, tags in (
        ("2025-01-01 00:00:00", 10.0, {"dativo:tenant": "acme", "Project": "shop", "It's": "x"}),
        ("2025-01-31 23:59:59", 5.0, {"dativo:tenant": "acme"}),
        ("2025-01-15 00:00:00", 3.0, {"back\u202ewards": "a\u3000it's\U000e0001"}),
        ("2025-02-01 00:00:00", 100.0, {"dativo:tenant": "acme"}),
        ("2025-01-02 00:00:00", 1.0, '"Project": "shop"'),
        ("2025-01-02 00:00:00", 0.5, None),
    ):
        text = tags if isinstance(tags, str) or tags is None else json.dumps(tags)
        database.execute("INSERT INTO focus VALUES (?, ?, 'EUR', ?)", [start, cost, text])
    assert statement.endswith(";\n")
    return database.execute(statement).fetchall()


def test_focus(analyst: Analyst) -> None:
    out = analyst.query("--format", "focus", *groups(["dativo:tenant"]), "--where", "dativo:environment=prod")
    assert out == (
        "SELECT\n"
        '  "dativo_tenant",\n'
        "  charge_month,\n"
        "  SUM(charge) AS cost,\n"
        "  currency\n"
        "FROM (\n"
        "  SELECT\n"
        "    json_extract_string(readable_tags, '/dativo:tenant') AS \"dativo_tenant\",\n"
        "    json_extract_string(readable_tags, '/dativo:environment') AS \"dativo_environment\",\n"
        "    strftime(make_timestamp(epoch_us(ChargePeriodStart)), '%Y-%m') AS charge_month,\n"
        "    EffectiveCost AS charge,\n"
        "    BillingCurrency AS currency\n"
        "  FROM (\n"
        "    SELECT *, CASE WHEN LTRIM(Tags) LIKE '{%' AND json_valid(Tags) THEN Tags END AS readable_tags\n"
        "    FROM focus\n"
        "  ) AS lines_with_tags\n"
        "  WHERE ChargePeriodStart >= '2025-01-01 00:00:00+00'\n"
        "    AND ChargePeriodStart < '2025-02-01 00:00:00+00'\n"
        ") AS charges\n"
        "WHERE \"dativo_environment\" IN ('prod')\n"
        'GROUP BY "dativo_tenant", charge_month, currency\n'
        "ORDER BY charge_month, cost DESC;\n"
    )
    assert effective_costs(analyst.query("--format", "focus", *groups(["dativo:tenant"]))) == [
        ("acme", "2025-01", 15.0, "EUR"),
        (None, "2025-01", 4.5, "EUR"),
    ]
    assert effective_costs(analyst.query("--format", "focus", "--where", "Project=shop")) == [("2025-01", 10.0, "EUR")]
    assert "    FROM finops.costs\n" in analyst.query("--format", "focus", "--table", "finops.costs")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("storage", STORAGES)
def test_each_statement_is_one_of_its_dialect(dialect: str, storage: str, analyst: Analyst) -> None:
    arguments = [*groups(["dativo:tenant", "Project"]), "--where", "dativo:environment=prod", "--dialect", dialect]
    ran = analyst.ask("--format", "focus", *arguments, "--tags", storage)
    if ran.code:
        assert f'dialect "{dialect}" has no tags in the form "{storage}"' in " ".join(ran.err.split())
        return
    (parsed,) = sqlglot.parse(ran.out, dialect=dialect)
    assert isinstance(parsed, sqlglot.exp.Select)
    names = [column.alias_or_name for column in parsed.selects]
    assert [name.lower() for name in names] == ["dativo_tenant", "project", "charge_month", "cost", "currency"]


def test_focus_with_a_map(analyst: Analyst) -> None:
    """AWS's table in Athena has one."""
    out = analyst.query("--format", "focus", *groups(["Project"]), "--tags", "map", "--dialect", "athena")
    assert "element_at(Tags, 'Project')" in out


def test_focus_of_google(analyst: Analyst) -> None:
    out = analyst.query("--format", "focus", *groups(["Project"]), "--provider", "gcp", "--dialect", "bigquery")
    assert "FROM UNNEST(x_Labels) AS label WHERE label.key = 'project')" in out


def test_focus_with_a_quote_in_a_key(analyst: Analyst, project: Project) -> None:
    project.job("jobs/odd.yaml", {"provider": "azure", "tags": {"It's": "x"}})
    out = analyst.query("--format", "focus", "--provider", "azure", *groups(["It's"]), "--where", "It's=x")
    assert effective_costs(out) == [("x", "2025-01", 10.0, "EUR")]


def test_focus_with_what_a_terminal_would_read(analyst: Analyst, project: Project) -> None:
    project.job("jobs/odd.yaml", {"provider": "azure", "tags": {"back\u202ewards": "a\u3000it's\U000e0001"}})
    key, condition = "back\u202ewards", "back\u202ewards=a\u3000it's\U000e0001"
    out = analyst.query("--format", "focus", "--provider", "azure", *groups([key]), "--where", condition)
    assert effective_costs(out) == [("a\u3000it's\U000e0001", "2025-01", 3.0, "EUR")]


def test_focus_has_more_than_two_keys(analyst: Analyst) -> None:
    keys = ["dativo:tenant", "Project", "Team"]
    assert len(effective_costs(analyst.query("--format", "focus", *groups(keys)))[0]) == 6


def test_tags_that_are_named_like_columns_of_the_statement(analyst: Analyst, project: Project) -> None:
    tags = ["cost", "Charge", "charge_month", "currency", "a-b", "a_b", "a b", "date", "Tags", "EffectiveCost"]
    project.job("jobs/odd.yaml", {"tags": dict.fromkeys(tags, "x")})
    assert len(effective_costs(analyst.query("--format", "focus", *groups(tags)))[0]) == len(tags) + 3


# --- Azure


def test_azure(analyst: Analyst) -> None:
    arguments = [*groups(["CostCenter", "dativo:tenant"]), "--where", "dativo:environment=prod", "--provider", "azure"]
    request = {
        "type": "ActualCost",
        "timeframe": "Custom",
        "timePeriod": {"from": "2025-01-01T00:00:00Z", "to": "2025-01-31T23:59:59Z"},
        "dataset": {
            "granularity": "Monthly",
            "aggregation": {"totalCost": {"name": "Cost", "function": "Sum"}},
            "grouping": [{"type": "TagKey", "name": "CostCenter"}, {"type": "TagKey", "name": "dativo:tenant"}],
            "filter": {"tags": {"name": "dativo:environment", "operator": "In", "values": ["prod"]}},
        },
    }
    assert json.loads(analyst.query(*arguments, "--format", "json")) == {"azure": request}
    command = in_a_shell(analyst.query(*arguments, "--scope", "subscriptions/0000"))
    assert command[:-1] == [
        *("az", "rest", "--method", "post", "--url"),
        "https://management.azure.com/subscriptions/0000/providers/Microsoft.CostManagement/query?api-version=2025-03-01",
        "--body",
    ]
    assert json.loads(command[-1]) == request


@pytest.mark.parametrize(
    "scope",
    [
        "/subscriptions/0000",
        "subscriptions/0000/",
        "https://management.azure.com/subscriptions/0000",
        " /subscriptions/0000/ ",
    ],
)
def test_a_scope_has_no_slash_twice(scope: str, analyst: Analyst) -> None:
    out = analyst.query("--provider", "azure", "--scope", scope)
    assert "https://management.azure.com/subscriptions/0000/providers/" in out


def test_a_scope_may_be_the_id_of_a_subscription(analyst: Analyst) -> None:
    number = "00000000-0000-4000-8000-000000000000"
    assert f"/subscriptions/{number}/providers/" in analyst.query("--provider", "azure", "--scope", number)


def test_azure_takes_an_and_of_two_at_least(analyst: Analyst) -> None:
    request = json.loads(
        analyst.query(
            "--provider", "azure", "--format", "json", "--where", "Team=data", "--where", "dativo:tenant=acme"
        )
    )["azure"]
    assert [part["tags"]["name"] for part in request["dataset"]["filter"]["and"]] == ["Team", "dativo:tenant"]
    assert "grouping" not in request["dataset"]


# --- one query for each cloud


@pytest.fixture
def clouds(analyst: Analyst, project: Project) -> Analyst:
    project.job("jobs/gcp.yaml", {"provider": "gcp", "tags": {"Team": "data"}})
    project.job("jobs/azure.yaml", {"provider": "azure", "tags": {"Team": "data"}})
    return analyst


def test_each_cloud_has_its_query(clouds: Analyst) -> None:
    parts = clouds.query(*groups(["Team"])).split("\n\n")
    assert [part.splitlines()[:2] for part in parts] == [
        ["# AWS, Cost Explorer", "aws ce get-cost-and-usage \\"],
        ["# Azure, Cost Management", parts[1].splitlines()[1]],
        ["-- GCP, billing export in BigQuery", "SELECT"],
    ]
    assert parts[1].splitlines()[1].startswith("az rest --method post ")


def test_json_has_one_form_whatever_the_number_of_bills(clouds: Analyst, project: Project) -> None:
    several = json.loads(clouds.query(*groups(["Team"]), "--format", "json"))
    assert list(several) == ["aws", "azure", "gcp"]
    assert accepted("GetCostAndUsage", several["aws"])
    assert several["gcp"] == {"query": clouds.query(*groups(["Team"]), "--provider", "gcp"), "useLegacySql": False}
    for name, request in several.items():
        alone = json.loads(clouds.query(*groups(["Team"]), "--format", "json", "--provider", name))
        assert alone == {name: request}


def test_focus_by_cloud(clouds: Analyst) -> None:
    out = clouds.query(*groups(["Team"]), "--format", "focus")
    assert re.findall("^-- [A-Za-z]+|'/[^)]*", out, re.MULTILINE) == [
        "-- AWS",
        "'/Team'",
        "-- Azure",
        "'/Team'",
        "-- GCP",
        "'/team'",
    ]
    assert all(effective_costs(part.rstrip("\n") + "\n") for part in out.split("\n\n"))


def test_a_key_as_emitted_on_one_cloud_is_each_clouds_own(clouds: Analyst) -> None:
    for key in ("Team", "team"):
        out = clouds.query(*groups([key]), "--where", "team=data")
        assert "Type=TAG,Key=Team" in out
        assert '"name": "Team"' in out
        assert "label.key = 'team'" in out


def test_a_value_as_emitted_on_one_cloud_is_each_clouds_own(analyst: Analyst, project: Project) -> None:
    project.job("jobs/gcp.yaml", {"provider": "gcp", "tags": {"CostCenter": "HR-001"}})
    for condition in ("CostCenter=HR-001", "cost-center=hr-001"):
        queries = json.loads(analyst.query("--where", condition, "--format", "json"))
        assert queries["aws"]["Filter"]["Tags"] == {"Key": "CostCenter", "Values": ["HR-001"]}
        assert "`cost_center` IN ('hr-001')" in queries["gcp"]["query"]


def test_a_key_that_is_two_on_a_bill(analyst: Analyst, project: Project) -> None:
    project.job("jobs/more.yaml", {"tags": {"cost_center": "x"}})
    ran = analyst.ask(*groups(["cost-center"]), "--provider", "all")
    assert (ran.code, ran.out) == (2, "")
    assert 'tag "cost-center" is "CostCenter" and "cost_center" in the bill "aws"' in " ".join(ran.err.split())
    assert "Key=cost_center" in analyst.query(*groups(["cost_center"]))


def test_each_bill_has_the_grain_of_a_month(clouds: Analyst) -> None:
    queries = json.loads(clouds.query("--format", "json"))
    assert queries["aws"]["Granularity"].lower() == queries["azure"]["dataset"]["granularity"].lower() == "monthly"
    assert "GROUP BY charge_month, currency\n" in queries["gcp"]["query"]


# --- pods


@pytest.fixture
def clusters(project: Project, program: Program) -> Analyst:
    for name, provider in (("one", "aws"), ("two", "gcp"), ("three", "azure")):
        infrastructure = {"provider": provider, "runtime": {"type": "kubernetes"}, "tags": {"CostCenter": "HR 001"}}
        project.job(f"jobs/{name}.yaml", infrastructure, environment="prod")
    return Analyst(program, project.root)


def test_jobs_on_kubernetes_are_on_the_clusters_own_bills(clusters: Analyst) -> None:
    queries = json.loads(clusters.query(*groups(["CostCenter"]), "--where", "CostCenter=HR 001", "--format", "json"))
    assert list(queries) == ["eks", "gke", "aks"]
    assert "element_at(resource_tags, 'user_cost_center')" in queries["eks"]["QueryString"].lower().replace(
        "costcenter", "cost_center"
    )
    assert "label.key = 'k8s-label/CostCenter'" in queries["gke"]["query"]
    assert queries["aks"]["requests"] == [
        {
            "window": "2025-01-01T00:00:00Z,2025-02-01T00:00:00Z",
            "accumulate": "true",
            "aggregate": "label:CostCenter",
            "filter": 'label[CostCenter]:"HR-001"',
        }
    ]


def test_a_job_whose_cloud_is_not_named_has_all_three(analyst: Analyst, project: Project) -> None:
    project.job("jobs/cluster.yaml", {"provider": "kubernetes", "tags": {"Team": "data"}})
    assert list(json.loads(analyst.query("--format", "json"))) == ["aws", "eks", "gke", "aks"]
    own = analyst.query(*groups(["Team"]), "--provider", "aws")
    assert own.startswith("aws ce get-cost-and-usage")


def test_pods_on_eks_count_once(clusters: Analyst) -> None:
    """The row of an instance has the cost of its pods once more."""
    out = clusters.query(*groups(["dativo:environment"]), "--where", "CostCenter=HR 001")
    statement = out.split("\n\n")[0].partition("\n")[2]
    database = duckdb.connect()
    database.execute(
        "CREATE SCHEMA CUR_DATABASE; CREATE TABLE CUR_DATABASE.CUR_TABLE (line_item_usage_start_date TIMESTAMP,"
        " line_item_unblended_cost DOUBLE, split_line_item_split_cost DOUBLE, split_line_item_unused_cost DOUBLE,"
        " split_line_item_parent_resource_id TEXT, line_item_currency_code TEXT, resource_tags MAP(TEXT, TEXT))"
    )
    tags = {"user_costcenter": "HR-001", "user_dativo_environment": "prod"}
    other = {"user:CostCenter": "HR-001", "user:dativo/environment": "dev"}
    for cost, split, unused, parent, labels in (
        (10.0, None, None, "", tags),
        (0.0, 4.0, 1.0, "i-1", tags),
        (0.0, 3.0, None, "i-1", other),
        (0.0, 2.0, 0.0, "i-1", {}),
    ):
        row = ["2025-01-02", cost, split, unused, parent, "USD", labels]
        database.execute("INSERT INTO CUR_DATABASE.CUR_TABLE VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    (parsed,) = sqlglot.parse(statement, dialect="athena")
    assert parsed is not None
    assert database.execute(parsed.sql(dialect="duckdb")).fetchall() == [
        ("prod", "2025-01", 5.0, "USD"),
        ("dev", "2025-01", 3.0, "USD"),
    ]


def test_opencost_is_asked_by_month(clusters: Analyst) -> None:
    period = ("--from", "2024-12-15", "--to", "2025-02-02")
    requests = json.loads(clusters.query("--format", "json", period=period))["aks"]["requests"]
    assert [request["window"] for request in requests] == [
        "2024-12-15T00:00:00Z,2025-01-01T00:00:00Z",
        "2025-01-01T00:00:00Z,2025-02-01T00:00:00Z",
        "2025-02-01T00:00:00Z,2025-02-02T00:00:00Z",
    ]
    command = clusters.query("--where", "CostCenter=HR 001").split("\n\n")[-1].partition("\n")[2]
    assert in_a_shell(command)[-1] == 'filter=label[CostCenter]:"HR-001"'


def test_labels_of_pods_on_eks_are_activated_too(clusters: Analyst) -> None:
    assert activated(clusters.query("--format", "activation", period=())) == [
        ["CostCenter", "dativo/environment", "dativo/job", "dativo/tenant"]
    ]


# --- what can't be asked


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--group-by", "CostCentre"], 'no job emits the tag "CostCentre" (did you mean "CostCenter"?)'),
        (["--group-by", "costcenter"], 'no job emits the tag "costcenter"'),
        (["--where", "Colour=red"], 'no job emits the tag "Colour"'),
        (["--where", "CostCenter"], 'must be KEY=VALUE, found "CostCenter"'),
        (groups(["Team", "CostCenter", "dativo:job"]), "AWS, Cost Explorer groups by at most 2 keys, found 3"),
        (["--provider", "amazon"], "'amazon' is not one of"),
        (["--scope", "a b"], 'must be a scope such as "subscriptions/SUBSCRIPTION_ID", found "a b"'),
        (["--format", "focus", "--dialect", "postgres", "--tags", "map"], 'has no tags in the form "map"'),
        (["--format", "focus", "--provider", "kubernetes"], "FOCUS data has no costs of pods: use --format native"),
        (["--format", "activation", "--provider", "gcp"], "only AWS has cost allocation tags to activate"),
    ],
)
def test_a_question_that_has_no_query(arguments: list[str], said: str, analyst: Analyst) -> None:
    ran = analyst.ask(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("first", "end", "said"),
    [
        ("2025-02-01", "2025-01-01", "must be after 2025-02-01, found 2025-01-01: it is exclusive"),
        ("2025-01-01", "2025-01-01", "must be after 2025-01-01, found 2025-01-01: it is exclusive"),
        ("2025-02-30", "2025-03-01", 'must be a date such as 2025-01-31, found "2025-02-30"'),
        ("2025-01-01", "2025-13-01", 'must be a date such as 2025-01-31, found "2025-13-01"'),
        ("January", "2025-02-01", 'must be a date such as 2025-01-31, found "January"'),
        ("", "2025-02-01", 'must be a date such as 2025-01-31, found ""'),
    ],
)
def test_an_impossible_period(first: str, end: str, said: str, analyst: Analyst) -> None:
    ran = analyst.ask(period=("--from", first, "--to", end))
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_a_period_is_needed(analyst: Analyst) -> None:
    for period in ((), ("--from", "2025-01-01"), ("--to", "2025-01-01")):
        assert analyst.ask(period=period).code == 2


def test_one_day(analyst: Analyst) -> None:
    period = ("--from", "2024-02-29", "--to", "2024-03-01")
    request = json.loads(analyst.query("--provider", "azure", "--format", "json", period=period))["azure"]
    assert request["timePeriod"] == {"from": "2024-02-29T00:00:00Z", "to": "2024-02-29T23:59:59Z"}


def test_a_value_that_nobody_emits_now_is_asked_for_all_the_same(analyst: Analyst) -> None:
    """Last year's bill may have it."""
    ran = analyst.ask("--where", "Team=Former Team", "--provider", "gcp")
    assert (ran.code, ran.err) == (0, "provider-bridge: no job emits Team=Former Team now; the query includes it\n")
    assert "IN ('former-team')" in ran.out


def test_jobs_with_errors_are_left_out_and_fail_the_command(analyst: Analyst, project: Project) -> None:
    project.job("jobs/broken.yaml", {"provider": "awz"})
    ran = analyst.ask(*groups(["Team"]))
    assert (ran.code, ran.rules) == (1, ["provider-unknown"])
    assert ran.out.startswith("aws ce "), "the query of the good jobs"
