"""An estate of job files, and the command `audit` on plans that are written as Terraform does."""

from __future__ import annotations

import io
import json
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from provider_bridge.cli import cli

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.project import Project

Finding = dict[str, Any]


class Auditing:
    """A project with jobs, which is the working directory, and audits of plans against them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        project.write("provider-bridge.yaml", "")

    def job(self, provider: str = "aws", path: str = "jobs/a.yaml", **tags: str | None) -> None:
        """Write a job of the tenant acme in the environment prod."""
        self.project.job(path, {"provider": provider, "tags": tags}, environment="prod")

    def resource(self, address: str, values: Any = None, provider: str = "", **change: Any) -> dict[str, Any]:
        """Return a resource as a plan's changes hold it; `change` adds to it, as `after_unknown`."""
        type_ = re.sub(r"^(module\.\w+(\[[^]]*])?\.)*", "", address).partition(".")[0]
        provider = provider or type_.partition("_")[0]
        return {
            "address": address,
            "mode": "managed",
            "type": type_,
            "name": address.partition(".")[2].partition("[")[0],
            "provider_name": f"registry.terraform.io/hashicorp/{provider}",
            "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": {}, **change},
        }

    def plan(self, *resources: Mapping[str, Any], **parts: Any) -> bytes:
        """Return a plan that changes resources; `parts` adds to it, as `configuration`."""
        planned = [
            {name: each for name, each in resource.items() if name != "change"}
            | {"values": resource["change"]["after"], "sensitive_values": resource["change"].get("after_sensitive", {})}
            for resource in resources
        ]
        plan = {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": planned}},
            "resource_changes": list(resources),
            **parts,
        }
        return json.dumps(plan).encode()

    def run(self, plan: bytes, *options: str) -> tuple[int, str]:
        """Audit a plan against the jobs, and return the exit code and what is printed."""
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        stdin = io.TextIOWrapper(io.BytesIO(plan))
        with mock.patch.object(sys, "stdin", stdin), redirect_stdout(out), redirect_stderr(err):
            code = cli.main(["audit", "-", "--jobs", "jobs", *options], standalone_mode=False)
        buffer = out.buffer
        assert isinstance(buffer, io.BytesIO)
        return code, buffer.getvalue().decode() + err.getvalue()

    def findings(self, plan: bytes, *options: str) -> list[Finding]:
        """Return the findings of an audit, as JSON has them."""
        _, out = self.run(plan, "--format", "json", *options)
        findings = json.loads(out)["findings"]
        assert isinstance(findings, list)
        return findings

    def rules(self, *resources: Mapping[str, Any], **parts: Any) -> list[tuple[str, str]]:
        """Return severity and rule of each finding in a plan that changes resources."""
        return [(each["severity"], each["rule"]) for each in self.findings(self.plan(*resources, **parts))]


@pytest.fixture
def auditing(project: Project) -> Auditing:
    return Auditing(project)
