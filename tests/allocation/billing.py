"""Bills of our own in the published shapes, and a project whose jobs they are about."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.program import Program, Ran
    from tests.project import Project

JOBS = {
    "jobs/orders.yaml": {"tenant_id": "acme", "environment": "prod"},
    "jobs/events.yaml": {"tenant_id": "acme", "environment": "prod"},
    "jobs/clicks.yaml": {"tenant_id": "globex", "environment": "prod"},
}
LINE = {
    "ProviderName": "AWS",
    "BillingCurrency": "USD",
    "ChargeCategory": "Usage",
    "ChargePeriodStart": "2025-01-01T00:00:00Z",
    "ServiceName": "Amazon ECS",
    "SubAccountId": "111",
    "EffectiveCost": "1",
    "Tags": "{}",
}


def identity(
    job: str | None = "orders", tenant: str | None = "acme", environment: str | None = "prod", **more: Any
) -> str:
    """The tags of a job, as FOCUS has them."""
    tags = {"dativo:tenant": tenant, "dativo:environment": environment, "dativo:job": job, **more}
    return json.dumps({key: value for key, value in tags.items() if value is not None})


def focus(*lines: Mapping[str, Any]) -> str:
    """A FOCUS file with these lines, what they don't set as in LINE."""
    columns = list(dict.fromkeys([*LINE, *(name for line in lines for name in line)]))
    return table(columns, [[{**LINE, **line}.get(name, "") for name in columns] for line in lines])


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([columns, *rows])
    return buffer.getvalue()


def to_parquet(statement: str, path: Path) -> None:
    """Write the result of a statement as a Parquet file."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"COPY ({statement}) TO '{path}' (FORMAT parquet)")


class Biller:
    """Somebody who asks what the jobs of a project cost."""

    def __init__(self, program: Program, project: Project) -> None:
        self.program, self.project = program, project
        project.write("provider-bridge.yaml", "")
        for path, fields in JOBS.items():
            project.job(path, None, **fields)

    def configure(self, **allocation: Any) -> None:
        """Set what the configuration file says about allocation."""
        self.project.write("provider-bridge.yaml", {"allocation": allocation})

    def ask(self, *arguments: str) -> Ran:
        return self.program.command("allocate", *arguments, "--jobs", "jobs", cwd=self.project.root)

    def data(self, *arguments: str) -> dict[str, Any]:
        """The answer as JSON, which must come without a diagnostic."""
        ran = self.ask(*arguments, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        data = json.loads(ran.out)
        assert isinstance(data, dict)
        return data

    def of(self, *lines: Mapping[str, Any], currency: str = "USD") -> dict[str, Any]:
        """What a FOCUS bill of these lines costs in a currency."""
        self.project.write("bill.csv", focus(*lines))
        cost = self.data("bill.csv")["currencies"][currency]
        assert isinstance(cost, dict)
        return cost

    def jobs(self, *lines: Mapping[str, Any]) -> dict[str, str]:
        """The total of each job."""
        return {job["key"]: job["total"] for job in self.of(*lines)["jobs"]}

    def reason(self, **line: Any) -> str:
        """The reason of one line beside one that names its job."""
        (reason,) = self.of({"Tags": identity()}, line)["reasons"]
        return str(reason["reason"])
