"""The survey of a directory: its git repository, its jobs, its Terraform roots."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from ..files.globs import expand, yaml_glob
from ..files.root import CONFIG_NAME, FileError, Root, nearest_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TOP_LEVEL = re.compile(rb"""^["']?(infrastructure|tenant_id)["']?[ ]*:""", re.MULTILINE)
"""A key at the start of a line is at the top level of a YAML mapping; nothing is parsed to see it."""
_SHARED = re.compile(rb"""^tenant_id:[ ]*["']?\$\{TENANT_ID[:}]""", re.MULTILINE)
_FOREIGN = {"node_modules", "venv", "site-packages"}
"""Directories of other people's files."""
_MODULES = {"modules", "module"}
"""Directories of Terraform modules, which are no roots."""
_CLOUDS = {"aws": "aws", "google": "gcp", "azurerm": "azure", "kubernetes": "kubernetes"}
_CI = {"github": ".github", "gitlab": ".gitlab-ci.yml"}


class TerraformRoot(NamedTuple):
    """A directory with Terraform code that no other directory uses as a module."""

    directory: str
    caller: str
    """The first file that names provider-bridge; empty where none does."""
    has_required_providers: bool
    """Whether its code has `required_providers`, of which Terraform allows one block."""
    clouds: frozenset[str]
    """The clouds whose Terraform providers it configures or requires."""


class Survey(NamedTuple):
    """The contents of a directory, with paths relative to it."""

    directory: str
    repository: str | None
    """The top directory of the git repository, relative, as in `..`; None outside of one."""
    config: str | None
    """The configuration file of the directory or of one above."""
    jobs: tuple[str, ...]
    """YAML files with `infrastructure`."""
    unfinished: tuple[str, ...]
    """YAML files with `tenant_id`, and without `infrastructure`."""
    has_shared_jobs: bool
    """Whether a job has the tenant `${TENANT_ID}`."""
    terraform: tuple[TerraformRoot, ...]
    ci: tuple[str, ...]
    """The CI services that the repository has files of."""

    @property
    def clouds(self) -> set[str]:
        """The clouds of all Terraform roots."""
        return {cloud for root in self.terraform for cloud in root.clouds}


def survey(directory: str) -> Survey:
    """Return what a directory has already; one that does not exist has nothing.

    Raises:
        OSError: A directory below cannot be listed.

    """
    root = Root(directory)
    yaml = (path for path in _paths(root, yaml_glob(root.directory)) if os.path.basename(path) != CONFIG_NAME)
    texts = {path: _text(root, path) for path in yaml}
    keys = {path: set(_TOP_LEVEL.findall(text)) for path, text in texts.items()}
    repository, config = (nearest_with(name, root.directory) for name in (".git", CONFIG_NAME))
    return Survey(
        root.directory,
        None if repository is None else os.path.relpath(repository, root.directory).replace(os.sep, "/"),
        None if config is None else root.relative(os.path.join(config, CONFIG_NAME)),
        tuple(path for path, names in keys.items() if b"infrastructure" in names),
        tuple(path for path, names in keys.items() if names == {b"tenant_id"}),
        any(map(_SHARED.search, texts.values())),
        tuple(_terraform_roots(root)),
        tuple(name for name, path in _CI.items() if os.path.exists(os.path.join(repository or root.directory, path))),
    )


def _paths(root: Root, pattern: str) -> Iterable[str]:
    files = expand(pattern, lambda path: os.path.basename(path) in _FOREIGN) or ()
    return sorted(root.relative(path) for path, _ in files)


def _text(root: Root, path: str) -> bytes:
    try:
        return root.read(path)
    except FileError:  # `validate` reports it
        return b""


def _terraform_roots(root: Root) -> Iterator[TerraformRoot]:
    files: dict[str, dict[str, bytes]] = {}
    for path in _paths(root, os.path.join(root.directory, "**", "*.tf")):
        directory = os.path.dirname(path) or "."
        if not _MODULES.intersection(directory.split("/")):
            files.setdefault(directory, {})[path] = _text(root, path)
    for directory, texts in files.items():
        text = b"".join(texts.values())
        clouds = {name.decode() for name in re.findall(rb'(?:provider\s+"|hashicorp/)([a-z]+)"', text)}
        yield TerraformRoot(
            directory,
            next((path for path, code in texts.items() if b"provider-bridge" in code), ""),
            re.search(rb"\brequired_providers\b", text) is not None,
            frozenset(_CLOUDS[name] for name in clouds & _CLOUDS.keys()),
        )
