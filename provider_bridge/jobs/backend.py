"""The backend of a job: the Terraform state that it uses, and the backend's settings as text."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping

from ..diagnostics import Diagnostic, Location
from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .job import Job

_S3_SETTINGS = frozenset(
    {"dynamodb_table", "use_lockfile", "workspace_key_prefix", "kms_key_id", "encrypt", "acl", "role_arn", "profile"}
)
"""Settings of the s3 backend: one of them without a `key` means that the key is set elsewhere."""
_GCS_SETTINGS = frozenset(
    {"bucket", "prefix", "credentials", "access_token", "impersonate_service_account", "encryption_key"}
    | {"impersonate_service_account_delegates", "kms_encryption_key", "storage_custom_endpoint"}
)
"""All settings of the gcs backend: https://developer.hashicorp.com/terraform/language/backend/gcs (read 2026-11-30)."""
_COS_OR_OSS_SETTINGS = frozenset(
    {"prefix", "secret_id", "security_token", "accelerate", "domain", "ecs_role_name", "tablestore_endpoint"}
    | {"tablestore_instance_name", "tablestore_table", "assume_role_role_arn"}
)
"""Settings of the cos and oss backends that s3 does not have."""
_NOT_S3 = _COS_OR_OSS_SETTINGS | {"container_name", "namespace"}
"""Settings of other backends with a `key`."""
_CONSUL_SETTINGS = frozenset({"address", "datacenter", "scheme", "access_token", "http_auth", "gzip", "lock"})
"""Settings of the consul backend that the local one does not have."""
_CLUSTER_SETTINGS = ("host", "config_path", "config_paths", "config_context", "config_context_cluster")
"""Settings of the kubernetes backend that choose the cluster."""
_FILE = "terraform.tfstate"
"""The default name of a state."""
_AWS_SERVER = re.compile(r"^(?:https?://)?[\w.-]+\.amazonaws\.com(?:\.cn)?$")
"""A server of AWS itself, where a bucket's name is enough."""
_NO_HCL = {r"\b": r"\u0008", r"\f": r"\u000c"}
"""Escapes of JSON that HCL does not have, and their replacements."""


class State(NamedTuple):
    """The state of one job. Equal keys are the same state; None if the job does not set it."""

    job: str
    path: str
    key: str | None


def state_of(job: Job) -> State:
    """Return the state of a job, workspace included."""
    terraform = job.blocks["terraform"]
    config: dict[str, Any] = terraform["backend_config"] or {}
    settings = {name: _text(value) for name, value in config.items() if value not in (None, "")}
    workspace = terraform["workspace"] or _DEFAULT
    state = next(filter(None, (locate(settings, workspace) for locate in _BACKENDS)), None)
    return State(job.key, job.path, None if state is None else json.dumps(state))


def _text(value: Any) -> str:
    """Return a setting as Terraform reads it: `1` and `"1"` are equal."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


_DEFAULT = "default"
"""The name of the default workspace."""
_Settings = Mapping[str, str]
_StateLocation = tuple[str, ...]


def _s3(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/s3 (read 2026-11-30)."""
    if "key" not in settings or _NOT_S3 & settings.keys():
        return None
    return "s3", _s3_endpoint(settings), settings.get("bucket", ""), _below_prefix(settings, settings["key"], workspace)


def _below_prefix(settings: _Settings, key: str, workspace: str) -> str:
    """Return the key of a workspace. Terraform cleans the path of one that is not the default."""
    if workspace == _DEFAULT:
        return key
    return posixpath.normpath(posixpath.join(settings.get("workspace_key_prefix", "env:"), workspace, key.lstrip("/")))


def _s3_endpoint(settings: _Settings) -> str:
    """Return the server of a bucket, empty for AWS: `endpoints.s3`, or `endpoint` in older versions."""
    try:
        endpoints = json.loads(settings.get("endpoints", "{}"))
    except ValueError:
        return settings["endpoints"]
    named = endpoints.get("s3") if isinstance(endpoints, dict) else None
    server = str(named or settings.get("endpoint", "")).rstrip("/")
    return "" if _AWS_SERVER.search(server) else server


def _oci(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/oci (read 2026-11-30)."""
    if not {"bucket", "namespace"} <= settings.keys():
        return None
    key = _below_prefix(settings, settings.get("key", _FILE), workspace)
    return "oci", settings.get("region", ""), settings["namespace"], settings["bucket"], key


def _gcs(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/gcs (read 2026-11-30)."""
    if "bucket" not in settings or not settings.keys() <= _GCS_SETTINGS:
        return None
    name = posixpath.normpath(posixpath.join(settings.get("prefix", "").lstrip("/"), f"{workspace}.tfstate"))
    return "gcs", settings.get("storage_custom_endpoint", ""), settings["bucket"], name


def _cos_or_oss(settings: _Settings, workspace: str) -> _StateLocation | None:
    """Both backends have the same paths in a bucket, whose region is part of its address.

    https://developer.hashicorp.com/terraform/language/backend/cos and .../backend/oss (read 2026-11-30).
    """
    is_either = _COS_OR_OSS_SETTINGS & settings.keys() or not ("key" in settings or _S3_SETTINGS & settings.keys())
    if "bucket" not in settings or "container_name" in settings or not is_either:
        return None
    prefix, key = settings.get("prefix", "env:").strip("/"), settings.get("key", _FILE)
    path = posixpath.normpath(posixpath.join(prefix, "" if workspace == _DEFAULT else workspace, key))
    return "cos or oss", settings.get("endpoint", ""), settings.get("region", ""), settings["bucket"], path


def _azurerm(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/azurerm (read 2026-11-30)."""
    if "container_name" not in settings or "key" not in settings:
        return None
    key = settings["key"] + ("" if workspace == _DEFAULT else f"env:{workspace}")
    cloud = settings.get("metadata_host", "management.azure.com").removeprefix("management.azure.com")
    cloud = cloud or settings.get("environment", "public")
    return "azurerm", cloud, settings.get("storage_account_name", ""), settings["container_name"], key


def _remote(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/remote (read 2026-11-30)."""
    if "workspaces" not in settings:
        return None
    try:
        workspaces = json.loads(settings["workspaces"])
    except ValueError:
        workspaces = None
    if isinstance(workspaces, list) and len(workspaces) == 1:  # a block may be a list of one
        (workspaces,) = workspaces
    named = workspaces if isinstance(workspaces, dict) else {}
    selected = settings["workspaces"] if workspace == _DEFAULT else workspace  # by tags or in a project
    name = named.get("name") or (f"{named['prefix']}{workspace}" if named.get("prefix") else selected)
    return "remote", settings.get("hostname", "app.terraform.io"), settings.get("organization", ""), str(name)


def _pg(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/pg (read 2026-11-30)."""
    if "conn_str" not in settings and "schema_name" not in settings:
        return None
    table = settings.get("table_name", "states")  # of OpenTofu: https://opentofu.org/docs/language/settings/backends/pg
    return "pg", settings.get("conn_str", ""), settings.get("schema_name", "terraform_remote_state"), table, workspace


def _kubernetes(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/kubernetes (read 2026-11-30)."""
    if "secret_suffix" not in settings:
        return None
    cluster = [settings.get(name, "") for name in _CLUSTER_SETTINGS]
    secret = f"tfstate-{workspace}-{settings['secret_suffix']}"
    return "kubernetes", *cluster, settings.get("namespace", "default"), secret


def _consul(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/consul (read 2026-11-30)."""
    if "path" not in settings or not _CONSUL_SETTINGS & settings.keys():
        return None
    path = settings["path"] + ("" if workspace == _DEFAULT else f"-env:{workspace}")
    return "consul", settings.get("address", "127.0.0.1:8500"), settings.get("datacenter", ""), path


def _local(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/local (read 2026-11-30)."""
    if workspace == _DEFAULT:
        return ("local", posixpath.normpath(settings["path"])) if "path" in settings else None
    if not {"path", "workspace_dir"} & settings.keys():
        return None
    directory = settings.get("workspace_dir", f"{_FILE}.d")
    return "local", posixpath.normpath(posixpath.join(directory, workspace, _FILE))


def _http(settings: _Settings, workspace: str) -> _StateLocation | None:
    """https://developer.hashicorp.com/terraform/language/backend/http (read 2026-11-30)."""
    return ("http", settings["address"]) if "address" in settings else None


_BACKENDS = (_oci, _s3, _gcs, _cos_or_oss, _azurerm, _remote, _pg, _kubernetes, _consul, _http, _local)
"""The state of each backend. A job does not name its backend: the first whose settings match applies."""


def shared_states(states: Iterable[State]) -> Iterator[Diagnostic]:
    """Report jobs whose state another job uses too: each apply would destroy the other's resources."""
    first: dict[str, State] = {}
    for state in states:
        if state.key is None:
            continue
        other = first.setdefault(state.key, state)
        if other is not state:
            message = "this job and {0} use the same Terraform state"
            fix = 'add "${{TENANT_ID}}" and "${{JOB_NAME}}" to the state key'
            location = Location(state.path, ("infrastructure", "terraform", "backend_config"))
            yield Diagnostic("state-key-shared", message, fix, location, values=(other.job,))


def as_hcl(config: dict[str, Any]) -> str:
    """Return a file for `terraform init -backend-config=FILE`."""
    width = max(map(len, config), default=0)
    return "".join(f"{name:{width}} = {_literal(value)}\n" for name, value in sorted(config.items()))


def as_arguments(config: dict[str, Any]) -> str:
    """Return arguments for `terraform init`, one a line."""
    given = {name: value for name, value in config.items() if value is not None}  # there, null would be a string
    values = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return "".join(f"-backend-config={name}={value}\n" for name, value in sorted(values.items()))


def is_setting(name: str) -> bool:
    """Return whether HCL allows the name of a setting: letters, digits, `_` and `-`."""
    return name.replace("-", "_").isidentifier()


def _literal(value: Any) -> str:
    """Return a JSON value as HCL, with templates and some escapes written differently."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = re.sub(r"\\[bf\\]", lambda escape: _NO_HCL.get(escape[0], escape[0]), text)
    text = "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)
    return text.replace("${", "$${").replace("%{", "%%{")
