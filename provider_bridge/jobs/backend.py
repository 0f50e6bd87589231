"""Location a job's Terraform state lies: `terraform.backend_config`, and whether two jobs would write to one state."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import Diagnostic, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .job import Job

_LOCATING = (
    *("bucket", "key", "prefix", "workspace_key_prefix"),  # s3, gcs
    *("storage_account_name", "container_name"),  # azurerm
    *(
        "path",
        "address",
        "schema_name",
        "conn_str",
        "secret_suffix",
        "namespace",
    ),  # local, consul, http, pg, kubernetes
    *("hostname", "organization", "workspaces"),  # remote
)
"""Settings that say where a state lies; the others say how it is reached."""
_NAMING = {*_LOCATING} - {"bucket", "storage_account_name", "container_name", "namespace", "hostname", "organization"}
"""Those of them that name a state and not what many states lie in."""
_NO_HCL = {r"\b": r"\u0008", r"\f": r"\u000c"}
"""JSON's escapes that HCL lacks, and what it has for them."""


class State(NamedTuple):
    """Location one job's state lies: the same text for the same place, None where the job doesn't say."""

    job: str
    path: str
    key: str | None


def state_of(job: Job) -> State:
    """Location a job's state lies, workspace included."""
    config: dict[str, Any] = job.blocks["terraform"]["backend_config"] or {}
    settings = {name: config[name] for name in _LOCATING if config.get(name) is not None}
    if not _NAMING & settings.keys():  # the rest is given elsewhere: Terraform's partial configuration
        return State(job.key, job.path, None)
    return State(
        job.key, job.path, json.dumps([settings, job.blocks["terraform"]["workspace"] or "default"], sort_keys=True)
    )


def shared_states(states: Iterable[State]) -> Iterator[Diagnostic]:
    """Report jobs whose state another job uses too: each apply would destroy the other's resources."""
    first: dict[str, State] = {}
    for state in states:
        if state.key is None:
            continue
        other = first.setdefault(state.key, state)
        if other is not state:
            message = "the state of this job and of {0} is one and the same"
            fix = "put ${{TENANT_ID}} and ${{JOB_NAME}} into the key"
            location = Location(state.path, ("infrastructure", "terraform", "backend_config"))
            yield Diagnostic("state-key-shared", message, fix, location, values=(other.job,))


def as_hcl(config: dict[str, Any]) -> str:
    """A file for `terraform init -backend-config=FILE`."""
    width = max(map(len, config), default=0)
    return "".join(f"{name:{width}} = {_literal(value)}\n" for name, value in sorted(config.items()))


def as_arguments(config: dict[str, Any]) -> str:
    """Arguments for `terraform init`, one a line."""
    values = {name: value if isinstance(value, str) else json.dumps(value) for name, value in config.items()}
    return "".join(f"-backend-config={name}={value}\n" for name, value in sorted(values.items()))


def is_setting(name: str) -> bool:
    """Whether HCL can name a setting so: letters, digits, `_` and `-`."""
    return name.replace("-", "_").isidentifier()


def _literal(value: Any) -> str:
    """A JSON value as HCL: the same but for templates, which HCL would evaluate, and for some escapes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = re.sub(r"\\[bf\\]", lambda escape: _NO_HCL.get(escape[0], escape[0]), text)
    text = "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)
    return text.replace("${", "$${").replace("%{", "%%{")
