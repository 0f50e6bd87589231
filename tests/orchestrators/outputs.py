"""Apply a root of each cloud and keep what `terraform output -json` prints.

On AWS by the real provider, in moto. Elsewhere by the stand-ins; where Terraform finds the real provider instead, by a
`terraform test` that mocks it, for its cloud is not there.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from tests.terraform import binary, cli_config
from tests.terraform.running import REPOSITORY, Terraform
from tests.test_docs import blocks_that_are_not_run

if TYPE_CHECKING:
    from pathlib import Path

ROOTS = {
    "aws": ("tests/terraform/live", "hashicorp/aws"),
    "gcp": ("tests/orchestrators/roots/gcp", "hashicorp/google"),
    "azure": ("tests/orchestrators/roots/azure", "hashicorp/azurerm"),
    "kubernetes": ("tests/orchestrators/roots/kubernetes", "hashicorp/kubernetes"),
}


def write(tree: Path, environment: dict[str, str], directory: Path) -> dict[str, str]:
    """Write each root's outputs to NAME.json, or to NAME.txt why there are none; the latter, by name.

    `tree` is a copy of the project, for Terraform to leave its files in.
    """
    missing = {}
    for name, (root, provider) in ROOTS.items():
        source = cli_config.where(provider)
        applies = name == "aws" or source == "stand-in"
        if source is None:
            lack = f"the provider {provider} can't be had, or there is no Terraform"
        else:
            lack = "" if applies else binary.lacks_mocks()
        if lack:
            missing[name] = f"{name}: {lack}"
            (directory / f"{name}.txt").write_text(missing[name], "utf-8")
            continue
        print(f"{name}: applying {root}", flush=True)
        terraform = Terraform(tree / root, environment).ready()
        found = applied(terraform) if applies else mocked(terraform)
        (directory / f"{name}.json").write_text(found, "utf-8")
        if applies:
            export_as_the_pages_say(name, terraform, json.loads(found))
    return missing


def export_as_the_pages_say(cloud: str, terraform: Terraform, outputs: dict[str, Any]) -> None:
    """Run each `terraform output` of the modules' READMEs."""
    for page in sorted((REPOSITORY / "terraform" / cloud).glob("*/README.md")):
        for words in itertools.chain.from_iterable(blocks_that_are_not_run(page)):
            if words[:2] == ["terraform", "output"]:
                assert json.loads(done(terraform, *words[1:])) == outputs[words[-1]]["value"], words


def applied(terraform: Terraform) -> str:
    """The outputs of an apply."""
    done(terraform, "apply", "-auto-approve", "-input=false", "-no-color")
    return done(terraform, "output", "-json")


def mocked(terraform: Terraform) -> str:
    """The outputs of the only run of the root's tests, in the form of `terraform output -json`."""
    for line in done(terraform, "test", "-json", "-verbose").splitlines():
        message: dict[str, Any] = json.loads(line)
        if message["type"] == "test_plan":
            changes = message["test_plan"]["output_changes"].items()
            return json.dumps({name: {"value": change["after"]} for name, change in changes})
    raise RuntimeError(f"terraform test planned nothing in {terraform.directory}")


def done(terraform: Terraform, *arguments: str) -> str:
    """The output of a command that has to work."""
    ran = terraform(*arguments)
    if ran.returncode:
        raise RuntimeError(f"terraform {arguments[0]} in {terraform.directory}:\n{ran.stdout}{ran.stderr}")
    return ran.stdout
