"""The files that a directory lacks, as drafts: nothing is written here."""

from __future__ import annotations

import os
import posixpath
import re
import shlex
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, NamedTuple

from .. import __version__
from ..files.root import CONFIG_NAME
from ..wording import compact_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .survey import Survey, TerraformRoot

BLOCK = "provider-bridge.tf"
RUNTIMES = {"aws": "ecs", "gcp": "cloud_run", "azure": "container_apps", "kubernetes": "kubernetes"}
"""The runtime of a first job, by provider."""
_EXTERNAL = """\
terraform {
  required_providers {
    external = {
      source  = "hashicorp/external"
      version = "~> 2.3"
    }
  }
}

"""


class Choices(NamedTuple):
    """The choices of the options of `init`."""

    provider: str | None = None
    """The provider of a first job; None is the one that the Terraform code uses, else aws."""
    tenants: tuple[str, ...] = ()
    ci: str | None = None
    pre_commit: bool = False
    archive: str | None = None
    """The bundle that runs, relative to the surveyed directory or absolute; None is the installed program."""


class Draft(NamedTuple):
    """A file to write, or the reason not to; the path is relative to the surveyed directory."""

    path: str
    text: str
    skipped: str = ""


def drafts(survey: Survey, choices: Choices) -> list[Draft]:
    """Return the files of a start, in the order in which they are read."""
    drafted = [_config(survey, choices), *_first_job(survey, choices), _block(survey, choices)]
    if choices.ci == "github":
        drafted.append(_in_repository(survey, ".github/workflows/provider-bridge.yml", "github.yml"))
    if choices.ci == "gitlab":
        job = _in_repository(survey, ".gitlab/provider-bridge.yml", "gitlab.yml")
        include = Draft(_at_top(survey, ".gitlab-ci.yml"), "include:\n  - local: .gitlab/provider-bridge.yml\n")
        drafted += [job, include]
    if choices.pre_commit:
        drafted.append(_in_repository(survey, ".pre-commit-config.yaml", "pre-commit.yaml"))
    return drafted


def advice(path: str) -> str:
    """Return what to add to a file that is there already, where it may lack something; empty for others."""
    name = posixpath.basename(path)
    if name == ".gitlab-ci.yml":
        return 'to run the job, add "- local: .gitlab/provider-bridge.yml" under "include"'
    if name == ".pre-commit-config.yaml":
        return 'to run the hook, add the repository of provider-bridge under "repos"'
    return ""


def job_directories(survey: Survey) -> list[str]:
    """Return the top directories of the jobs.

    `.` alone if a job has no directory, and `jobs` if there is no job.
    """
    tops = {path.partition("/")[0] if "/" in path else "." for path in survey.jobs or survey.unfinished}
    return ["."] if "." in tops else sorted(tops) or ["jobs"]


def _config(survey: Survey, choices: Choices) -> Draft:
    if survey.config not in (None, CONFIG_NAME):
        return Draft(CONFIG_NAME, "", f"the project has {survey.config}")
    tenants = f"tenants: {_flow(choices.tenants)}" if choices.tenants else "# tenants: [acme, globex]"
    return Draft(CONFIG_NAME, _filled("provider-bridge.yaml", TENANTS=tenants))


def _first_job(survey: Survey, choices: Choices) -> Iterator[Draft]:
    if survey.jobs or survey.unfinished:
        return
    clouds = sorted(survey.clouds)
    provider = choices.provider or (clouds[0] if len(clouds) == 1 else "aws")
    path = _first_path(choices)
    tenant = compact_json(path.split("/")[1])
    yield Draft(path, _filled("job.yaml", TENANT=tenant, PROVIDER=provider, RUNTIME=RUNTIMES[provider], PATH=path))


def _first_path(choices: Choices) -> str:
    return f"jobs/{(*choices.tenants, 'acme')[0]}/first_job.yaml"


def _first_key(survey: Survey, choices: Choices) -> str:
    path = os.path.join(survey.directory, (*survey.jobs, _first_path(choices))[0])
    project = os.path.join(survey.directory, os.path.dirname(survey.config or CONFIG_NAME))
    return posixpath.splitext(os.path.relpath(path, project).replace(os.sep, "/"))[0]


def _block(survey: Survey, choices: Choices) -> Draft:
    """Return the Terraform code that calls the program, for the only root or for a new one."""
    callers = [root.caller for root in survey.terraform if root.caller]
    if callers:
        return Draft(BLOCK, "", f"{callers[0]} calls provider-bridge already")
    here = [root for root in survey.terraform if root.directory == "."]
    roots: Sequence[TerraformRoot] = here or survey.terraform
    if len(roots) > 1:
        listed = ", ".join(root.directory for root in roots[:5]) + (", …" if len(roots) > 5 else "")
        return Draft(BLOCK, "", f"there are several Terraform roots ({listed}): run init in one, or copy the block")
    directory = roots[0].directory if roots else "."
    text = _filled(
        "block.tf",
        REQUIRED="" if roots and roots[0].has_required_providers else _EXTERNAL,
        PROGRAM=_flow(_program(directory, choices.archive)),
        JOBS=_flow([f"{_from(directory, top)}/**/*.y*ml" for top in job_directories(survey)]),
        KEY=compact_json(_first_key(survey, choices)),
    )
    return Draft(posixpath.normpath(posixpath.join(directory, BLOCK)), text)


def _program(directory: str, archive: str | None) -> list[str]:
    """Return the command with which Terraform code in a directory starts this program."""
    if archive is None:
        return ["provider-bridge"]
    return ["python3", "-I", "-S", archive if os.path.isabs(archive) else _from(directory, archive)]


def _from(directory: str, path: str) -> str:
    """Return a path below the surveyed directory as Terraform code in another directory writes it."""
    relative = posixpath.relpath(path, directory)
    return "${path.root}" if relative == "." else "${path.root}/" + relative.replace("${", "$${").replace("%{", "%%{")


def _in_repository(survey: Survey, path: str, template: str) -> Draft:
    """Return a file at the top of the git repository, with the jobs relative to it."""
    below = os.path.relpath(survey.directory, os.path.join(survey.directory, survey.repository or "."))
    jobs = [posixpath.normpath(posixpath.join(below.replace(os.sep, "/"), top)) for top in job_directories(survey)]
    validate = shlex.join(["provider-bridge", "validate", *jobs])
    text = _filled(template, VALIDATE=validate, JOBS=_flow(jobs), VERSION=__version__)
    return Draft(_at_top(survey, path), text)


def _at_top(survey: Survey, path: str) -> str:
    return posixpath.normpath(posixpath.join(survey.repository or ".", path))


def _flow(items: Sequence[str]) -> str:
    """Return strings as a list on one line, in the notation of YAML and HCL."""
    return f"[{', '.join(map(compact_json, items))}]"


def _filled(template: str, **values: str) -> str:
    return re.sub("@([A-Z]+)@", lambda match: values[match[1]], _template(template))


@cache
def _template(name: str) -> str:
    content = get_data(__package__, f"files/{name}")  # from a zip file too
    assert content is not None
    return content.decode()
