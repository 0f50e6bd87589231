"""The tools: each in a virtual environment of its own, with policies for the same required tags."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

Failures = set[tuple[str, str]]
"""A rule and the address of a resource, without its key."""
VALUES = {
    "Team": "^.+$",
    "CostCenter": "^[A-Z]{2,3}-[0-9]{3}$",
    "dativo:tenant": "^(acme|globex)$",
    "dativo:environment": "^(prod|dev)$",
    "dativo:job": "^.+$",
}
"""The required tags and what their values may be: what an organization knows of all resources."""
LABELS = {re.sub("(?<=[a-z])(?=[A-Z])", "-", key).replace(":", "-").lower(): value for key, value in VALUES.items()}
LABELS |= dict.fromkeys(["team", "dativo-job"], "^[a-z0-9_-]+$")
LABELS["cost-center"] = "^[a-z]{2,3}-[0-9]{3}$"


@dataclass(frozen=True)
class Tool:
    """A tool: the package that brings it, and how it is run in a directory with jobs, plan and HCL."""

    name: str
    package: str | None
    run: Callable[[Path, Path, Path], Failures]
    """Of the directory of its programs, that of the estate, and that of the plan."""


def installed(tool: Tool, environments: Path) -> tuple[Path, str]:
    """The directory of a tool's programs, and its version; installs it where it is not."""
    if tool.package is None:
        return Path(sys.executable).parent, ""
    home = environments / tool.package
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    if not (programs / tool.package).exists():
        venv.create(home, with_pip=True)
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", tool.package], check=True)
    ask = f"from importlib.metadata import version; print(version({tool.package!r}))"
    done = subprocess.run([programs / "python", "-c", ask], capture_output=True, text=True, check=True)
    return programs, done.stdout.strip()


def audit(programs: Path, estate: Path, directory: Path) -> Failures:
    """What `provider-bridge audit` reports as errors."""
    plan = str(directory / "plan.json")
    command = [str(programs / "provider-bridge"), "audit", plan, "--jobs", "jobs", "--format", "json"]
    done = subprocess.run(command, cwd=estate, capture_output=True, text=True, check=False)
    findings = json.loads(done.stdout)["findings"]
    return {(each["rule"], bare(each["address"])) for each in findings if each["severity"] == "error"}


def checkov(programs: Path, estate: Path, directory: Path) -> Failures:
    """What checkov reports: our policies for all types in the plan, and its own checks, secrets too."""
    checks = estate / "checkov"
    checks.mkdir(exist_ok=True)
    resources = json.loads((directory / "plan.json").read_text("utf-8"))["planned_values"]["root_module"]["resources"]
    types = {each["type"] for each in resources}
    for attribute, values, of in (
        ("tags", VALUES, [each for each in types if each.startswith(("aws_", "azurerm_"))]),
        ("labels", LABELS, [each for each in types if each.startswith("google_")]),
    ):
        for key, pattern in values.items():
            name = re.sub("[^a-z]", "_", f"{attribute}_{key}".lower())
            condition = {"cond_type": "attribute", "resource_types": sorted(of), "attribute": f"{attribute}.{key}"}
            conditions = ({"operator": "exists"}, {"operator": "regex_match", "value": pattern})
            definition = {"and": [{**condition, **each} for each in conditions]}
            metadata = {"id": f"CKV2_ORG_{name}", "name": name, "category": "CONVENTION"}
            (checks / f"{name}.yaml").write_text(yaml.safe_dump({"metadata": metadata, "definition": definition}))
    options = ["--framework", "terraform_plan", "secrets", "--external-checks-dir", str(checks), "--output", "json"]
    command = [str(programs / "checkov"), "--file", str(directory / "plan.json"), *options, "--compact"]
    done = subprocess.run([*command, "--skip-download"], cwd=estate, capture_output=True, text=True, check=False)
    reports = json.loads(done.stdout)
    failed = [each for report in _list(reports) for each in report["results"]["failed_checks"]]
    return {(each["check_id"], bare(each["resource"])) for each in failed}


def terraform_compliance(programs: Path, estate: Path, directory: Path) -> Failures:
    """What terraform-compliance reports for a feature of required tags and their values."""
    features = estate / "features"
    features.mkdir(exist_ok=True)
    lines = ["Feature: tags"]
    for given, attribute, values in (
        ("resource that supports tags", "tags", VALUES),
        ("google_storage_bucket", "labels", LABELS),
        ("google_pubsub_topic", "labels", LABELS),
    ):
        for key, pattern in values.items():
            there = [f"Then it must contain {attribute}", f"Then it must contain {key}"]
            right = [f"When it contains {each}" for each in (attribute, key)]
            right.append(f'Then its value must match the "{pattern}" regex')
            for what, steps in (("there", there), ("right", right)):
                lines += ["", f"  Scenario: {given} {key} is {what}", f"    Given I have {given} defined"]
                lines += [f"    {step}" for step in steps]
    (features / "tags.feature").write_text("\n".join([*lines, ""]), "utf-8")
    plan = str(directory / "plan.json")
    command = [str(programs / "terraform-compliance"), "--planfile", plan, "--features", str(features)]
    done = subprocess.run([*command, "--no-ansi"], cwd=estate, capture_output=True, text=True, check=False)
    failures = re.findall(r"Failure: .*", re.sub(r"\x1b\[[0-9;]*m", "", done.stdout))
    return {
        (re.sub(r"\S+\[.*?\]", "", line), bare(address))
        for line in failures
        for address in re.findall(r"(?:aws|google|azurerm|kubernetes)_\w+\.\w+(?=[\[ ])", line)
    }


def c7n_left(programs: Path, estate: Path, directory: Path) -> Failures:
    """What c7n-left reports for policies of required tags and their values; it reads HCL, not the plan."""
    policies = estate / "c7n"
    policies.mkdir(exist_ok=True)
    made: list[dict[str, Any]] = []
    for cloud, attribute, values in (
        ("aws", "tags", VALUES),
        ("azurerm", "tags", VALUES),
        ("google", "labels", LABELS),
    ):
        for key, pattern in values.items():
            value = {"type": "value", "key": f'{attribute}."{key}"'}
            absent = {**value, "value": "absent"}
            wrong = {"not": [{**value, "op": "regex", "value": pattern}]}
            name = re.sub("[^a-z]", "-", f"{cloud}-{key}".lower())
            made.append({"name": name, "resource": [f"terraform.{cloud}_*"], "filters": [{"or": [absent, wrong]}]})
    (policies / "tags.yaml").write_text(yaml.safe_dump({"policies": made}), "utf-8")
    output = directory / "c7n.json"
    options = ["--policy-dir", str(policies), "--directory", str(directory), "--output", "json"]
    subprocess.run(
        [str(programs / "c7n-left"), "run", *options, "--output-file", str(output)],
        cwd=estate,
        capture_output=True,
        check=False,
    )
    results = json.loads(output.read_text("utf-8"))["results"]
    return {(each["policy"]["name"], bare(each["resource"]["__tfmeta"]["path"])) for each in results}


def bare(address: str) -> str:
    """An address without its key."""
    return address.partition("[")[0]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


TOOLS = (
    Tool("`audit`", None, audit),
    Tool("checkov", "checkov", checkov),
    Tool("terraform-compliance", "terraform-compliance", terraform_compliance),
    Tool("c7n-left", "c7n-left", c7n_left),
)
