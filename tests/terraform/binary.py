"""The program that runs the HCL: Terraform, or what the variable TERRAFORM names (`TERRAFORM=tofu`: OpenTofu)."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess

NAME = os.environ.get("TERRAFORM") or "terraform"


def here() -> bool:
    """Whether this machine has it."""
    return shutil.which(NAME) is not None


@functools.cache
def opentofu() -> bool:
    return _version_says().startswith("OpenTofu ")


def registry() -> str:
    """The host of providers whose source names none."""
    return "registry.opentofu.org" if opentofu() else "registry.terraform.io"


@functools.cache
def version() -> tuple[int, int]:
    major, minor, *_ = json.loads(_version_says("-json"))["terraform_version"].split(".")
    return int(major), int(minor)


@functools.cache
def platform() -> str:
    """Its name for this platform, as in `linux_amd64`."""
    return str(json.loads(_version_says("-json"))["platform"])


def lacks_mocks() -> str:
    """Why it can't mock providers in tests; empty where it can."""
    title, since = ("OpenTofu", (1, 8)) if opentofu() else ("Terraform", (1, 7))
    return "" if version() >= since else f"mocked providers need {title} {since[0]}.{since[1]}"


def _version_says(*arguments: str) -> str:
    return subprocess.run(
        [NAME, "version", *arguments],
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
