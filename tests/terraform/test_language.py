"""Modules and examples keep to the language of Terraform 1.5 and OpenTofu 1.6, whatever runs the other tests."""

from __future__ import annotations

import re

import pytest

from tests.terraform.language import beyond
from tests.terraform.running import REPOSITORY

FILES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for directory in ("examples", "terraform")
    for path in (REPOSITORY / directory).rglob("*.tf")
    if ".terraform" not in path.parts
)


@pytest.mark.parametrize("file", FILES)
def test_a_file_keeps_to_it(file: str) -> None:
    assert beyond((REPOSITORY / file).read_text("utf-8")) == []


# terragrunt.gruntwork.io/docs/reference/hcl/functions, those that the example needs.
TERRAGRUNT = {"find_in_parent_folders()", "path_relative_to_include()", "run_cmd()"}


def test_terragrunts_files_call_its_functions_only() -> None:
    files = sorted((REPOSITORY / "examples" / "terragrunt").rglob("*.hcl"))
    assert len(files) == 2
    for file in files:
        assert {name for name in beyond(file.read_text("utf-8")) if name.endswith("()")} <= TERRAGRUNT, file


def test_every_module_says_so() -> None:
    for directory in sorted({(REPOSITORY / file).parent for file in FILES}):
        text = "".join(path.read_text("utf-8") for path in directory.glob("*.tf"))
        assert re.findall(r'^  required_version = "(.*)"$', text, re.MULTILINE) == [">= 1.5"], directory


VALIDATION = 'variable "a" {\n  validation {\n    condition = %s\n    error_message = ""\n  }\n}'


@pytest.mark.parametrize(
    ("text", "found"),
    {
        "a function of Terraform 1.9": ('locals {\n  a = [templatestring("b", {})]\n}', "templatestring()"),
        "a function of OpenTofu": ('locals {\n  a = "b ${base64gunzip("c")}"\n}', "base64gunzip()"),
        "a function of a provider": ("locals {\n  a = provider::b::c(1)\n}", "provider::b::c()"),
        "a block": ("removed {\n  from = a.b\n}", "removed"),
        "an ephemeral block": ('ephemeral "a" "b" {}', "ephemeral"),
        "an argument of a variable": ('variable "a" {\n  ephemeral = true\n}', "variable.ephemeral"),
        "an argument of an output": ('output "a" {\n  deprecated = "b"\n}', "output.deprecated"),
        "a lifecycle": (
            'resource "a" "b" {\n  lifecycle {\n    enabled = true\n  }\n}',
            "resource.lifecycle.enabled",
        ),
        "a lifecycle of a module": ('module "a" {\n  lifecycle {}\n}', "module.lifecycle"),
        "a provider for each": ('provider "a" {\n  for_each = b\n}', "provider.for_each"),
        "an encrypted state": ("terraform {\n  encryption {}\n}", "terraform.encryption"),
        "a write-only argument": ('resource "a" "b" {\n  c {\n    d_wo = 1\n  }\n}', "resource.c.d_wo"),
        "another variable": (VALIDATION % "var.a == var.b", "variable.validation: var.b"),
        "another variable in a string": (VALIDATION % '"${var.b.c[0].d}" == ""', "variable.validation: var.b"),
        "a local value": (VALIDATION % "contains(local.b, var.a)", "variable.validation: local.b"),
        "a data source": (VALIDATION % "var.a == data.b.c.d", "variable.validation: data.b"),
    }.values(),
)
def test_what_is_newer_is_seen(text: str, found: str) -> None:
    assert beyond(text) == [found]


def test_what_the_language_has_is_not_refused() -> None:
    assert beyond(VALIDATION % 'alltrue([for b in var.a : b.c == "var.d" && can(regex("x", b.e))])') == []
    assert beyond('variable "a" {\n  type = map(object({ b = optional(list(string), []) }))\n}') == []
    assert beyond('resource "terraform_data" "a" {\n  input = var.b\n  lifecycle {\n    precondition {}\n  }\n}') == []
