"""A project of job files, and the command `inventory` on exports that are written as the clouds write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.program import run_here

if TYPE_CHECKING:
    from tests.program import Ran
    from tests.project import Project

Finding = dict[str, Any]
ORDERS = {"Team": "data", "dativo:environment": "prod", "dativo:job": "orders", "dativo:tenant": "acme"}
"""The tags of the only job."""
LABELS = {"team": "data", "dativo-environment": "prod", "dativo-job": "orders", "dativo-tenant": "acme"}
"""The labels of the only job on GCP."""


class Inventorying:
    """A project with one job, which is the working directory, and inventories of exports against it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        project.write("provider-bridge.yaml", "")
        self.job("jobs/orders.yaml")

    def job(self, path: str, provider: str = "aws", **fields: Any) -> None:
        """Write a job of the tenant acme in the environment prod."""
        name = path.rpartition("/")[2].removesuffix(".yaml")
        infrastructure = {"provider": provider, "tags": {"Team": "data"}}
        self.project.job(path, infrastructure, **{"environment": "prod", "name": name, **fields})

    def run(self, export: bytes | Any, *options: str) -> Ran:
        """Compare an export on standard input with the jobs."""
        raw = export if isinstance(export, bytes) else json.dumps(export).encode()
        return run_here("inventory", "-", "--jobs", "jobs", *options, stdin=raw)

    def findings(self, export: bytes | Any, *options: str) -> list[Finding]:
        """Return the findings of an inventory, as JSON has them."""
        ran = self.run(export, "--format", "json", *options)
        assert ran.err == ""
        findings = json.loads(ran.out)["findings"]
        assert isinstance(findings, list)
        return findings

    def rules(self, export: bytes | Any, *options: str) -> list[str]:
        """Return the rule of each finding."""
        return [each["rule"] for each in self.findings(export, *options)]

    def refusal(self, export: bytes | Any, *options: str) -> str:
        """Return the only diagnostic of an export that is refused, and its fix."""
        ran = self.run(export, *options)
        assert (ran.code, ran.out) == (1, "")
        summary, *lines = ran.err.splitlines()
        assert summary == "provider-bridge: 1 error in stdin"
        return "\n".join(lines)


def aws(*maps: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return an export of queues with these tags; `more` adds to it."""
    listed = [
        {
            "ResourceARN": f"arn:aws:sqs:eu-west-1:123456789012:q{number}",
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }
        for number, tags in enumerate(maps)
    ]
    return {"ResourceTagMappingList": listed, **more}


@pytest.fixture
def inventorying(project: Project) -> Inventorying:
    return Inventorying(project)
