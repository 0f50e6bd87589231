"""The stages of one job of one tenant, as functions on plain data."""

from __future__ import annotations

import posixpath
import re

from ..diagnostics import Diagnostic, Location
from ..documents.document import as_map
from ..files.container_paths import in_container
from ..light_typing import TYPE_CHECKING, NamedTuple
from ..policy.rules import Condition
from ..providers import limits_for
from ..tags import layers as tag_layers
from . import infrastructure
from .job import Job, slug
from .variables import IDENTITY_FIELDS, Identity, Variables, resolve_identity, substitute_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ..documents.data import Data
    from ..documents.document import Document, Map, Path
    from ..policy.config import Config
    from ..providers.limits import Limits
    from ..query.parse import Query
    from ..tags.format import FormattedTag
    from ..tags.layers import Layer, Value
    from ..tags.merge import Merged, Tag

TENANT_ID = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_FIELDS = ("asset_path", "finops", "infrastructure")
_GOVERNANCE = ("compliance", "finops")


class Source(NamedTuple):
    """A job of one tenant with its variables substituted."""

    document: Document
    tenant: str | None
    """The tenant that a shared job is resolved for."""
    identity: Identity
    variables: Variables
    data: Map
    """The fields that Provider Bridge reads, substituted."""
    unknown: frozenset[Path]
    """Paths of values that are wrong or could not be substituted. Already reported, so later stages skip them."""
    asset: Document | None = None
    governance: Map = {}  # noqa: RUF012 (a tuple's default is never changed)
    """`compliance` and `finops` of the asset, substituted."""


class Facts(NamedTuple):
    """The provider, runtime and limits of a job."""

    provider: str
    """The job's own, else that of the query."""
    format: str
    """The provider whose format the tags get."""
    blocks: dict[str, dict[str, Any]]
    runtime: str | None
    limits: Limits
    condition: Condition
    location: Location
    """The location of `infrastructure.tags`, for diagnostics about all tags."""


def tenants_of(document: Document, tenants: tuple[str, ...]) -> tuple[str | None, ...]:
    """Return the tenants to resolve a job for: those given for a shared job, else None for its own."""
    return tenants if tenants and _is_shared(as_map(document.data).get("tenant_id")) else (None,)


def _is_shared(tenant_id: Data) -> bool:
    return isinstance(tenant_id, str) and re.fullmatch(r"\$\{TENANT_ID(?::-[^}]*)?\}", tenant_id) is not None


def identify(document: Document, tenant: str | None, environ: Mapping[str, str]) -> tuple[Identity, list[Diagnostic]]:
    """Resolve a job's tenant, environment and name."""
    environ = {**environ, "TENANT_ID": tenant} if tenant else environ
    identity, diagnostics = resolve_identity(document, _stem(document.path), environ)
    return identity, [*diagnostics, *_identity_problems(identity, document.path)]


def substitute(
    document: Document, tenant: str | None, identity: Identity, environ: Mapping[str, str]
) -> tuple[Source, list[Diagnostic]]:
    """Substitute the variables in the fields that Provider Bridge reads."""
    data, path = as_map(document.data), document.path
    own = dict(zip(IDENTITY_FIELDS, identity[:3], strict=True))
    variables = Variables(own, {**environ, "TENANT_ID": tenant} if tenant else environ, identity.failed, identity.left)
    values: Map = {field: data[field] for field in _FIELDS if field in data}
    diagnostics: list[Diagnostic] = []
    unknown = document.refused
    for field in values if document.may_have_variables else ():
        at = Location(path, (field,))
        values[field], of_field, unknown_in_field, variables = substitute_tree(values[field], variables, at)
        diagnostics, unknown = diagnostics + of_field, unknown | unknown_in_field
    return Source(document, tenant, identity, variables, values, unknown), diagnostics


def check(source: Source, query: Query) -> list[Diagnostic]:
    """Return the errors in a job's infrastructure."""
    path, platform = source.document.path, source.data.get("infrastructure")
    if ("infrastructure",) in source.unknown:
        return []
    if platform is None and "infrastructure" in source.data:
        message, fix = (
            '"infrastructure" must be a mapping, found null',
            'add "provider: aws" or another provider below it',
        )
        return [Diagnostic("infrastructure-missing", message, fix, Location(path, ("infrastructure",), True))]
    if platform is None and query.provider is None:
        message, fix = 'required field "infrastructure" is missing', 'add "infrastructure: {{provider: aws}}"'
        return [Diagnostic("infrastructure-missing", message, fix, Location(path))]
    location = Location(path, ("infrastructure",))
    problems = infrastructure.problems(as_map(platform), query, location)
    return [each for each in problems if each.location.path not in source.unknown]


def asset_of(source: Source) -> tuple[str | None, Location]:
    """Return the path of a job's asset, or None, and its location."""
    path = source.data.get("asset_path")
    is_known = isinstance(path, str) and path and ("asset_path",) not in source.unknown
    return str(path) if is_known else None, Location(source.document.path, ("asset_path",))


def substitute_asset(source: Source, asset: Document | None) -> tuple[Source, list[Diagnostic]]:
    """Substitute the job's variables in its asset."""
    if asset is None:
        return source, []
    governance: Data = _governance(as_map(asset.data))
    diagnostics: list[Diagnostic] = []
    if asset.may_have_variables:
        governance, diagnostics, _, _ = substitute_tree(governance, source.variables, Location(asset.path))
    return source._replace(asset=asset, governance=as_map(governance)), [*_duplicate_governance(asset), *diagnostics]


def facts(source: Source, query: Query) -> Facts:
    """Return the provider, runtime and limits of a job."""
    platform = as_map(source.data.get("infrastructure"))
    provider = str(platform.get("provider") or query.provider)
    blocks = infrastructure.blocks(platform)
    condition = Condition(
        (source.identity.environment or "",),
        (query.provider or provider,),
        (str(source.identity.tenant_id),),
        (blocks["runtime"]["type"] or "",),
    )
    location = Location(source.document.path, ("infrastructure", "tags"))
    runtime, format_provider = blocks["runtime"]["type"], query.provider or provider
    limits = limits_for(format_provider, query.resource, runtime)
    return Facts(provider, format_provider, blocks, runtime, limits, condition, location)


def layers(source: Source, prefix: str) -> list[Layer]:
    """Return the layers of a job's tags, highest precedence first."""
    path, data = source.document.path, as_map(source.document.data)
    of_job = as_map(as_map(source.data.get("infrastructure")).get("tags"))
    raw = as_map(as_map(data.get("infrastructure")).get("tags"))
    finops = as_map(source.data.get("finops"))
    of_files = [
        tag_layers.written_layer(of_job, raw, Location(path, ("infrastructure", "tags")), prefix),
        tag_layers.field_layer(
            tag_layers.FINOPS, finops, as_map(data.get("finops")), Location(path, ("finops",)), prefix
        ),
        *(_asset_layers(source, source.asset, prefix) if source.asset else ()),
    ]
    identity = source.identity
    defaults = [
        ("tenant", identity.tenant_id, Location(path, ("tenant_id",)), data.get("tenant_id")),
        ("environment", identity.environment, Location(path, ("environment",)), data.get("environment")),
        ("job", identity.name, Location(path, ("name",)), data.get("name", _stem(path))),
    ]
    return [*of_files, tag_layers.default_layer(prefix, defaults)]


def _asset_layers(source: Source, asset: Document, prefix: str) -> Iterator[Layer]:
    for layer, field in ((tag_layers.ASSET_FINOPS, "finops"), (tag_layers.ASSET_COMPLIANCE, "compliance")):
        steps = (field,) if source.governance.get(field) is not None else ("asset", field)
        data, raw = as_map(_at(source.governance, steps)), as_map(_at(as_map(asset.data), steps))
        yield tag_layers.field_layer(layer, data, raw, Location(asset.path, steps), prefix)


def assemble(
    source: Source,
    known: Facts,
    merged: Merged,
    tags: Mapping[str, FormattedTag],
    labels: Mapping[str, FormattedTag],
    config: Config,
) -> Job:
    """Return the resolved job."""
    path, identity = source.document.path, source.identity
    name, tenant_id = str(identity.name), str(identity.tenant_id)
    return Job(
        key=job_key(path, source.tenant),
        path=path,
        asset=source.asset and source.asset.path,
        container_path=in_container(path, config.path_map),
        name=name,
        slug=slug(tenant_id, name, known.provider),
        tenant_id=tenant_id,
        environment=identity.environment or None,
        provider=known.provider,
        format=known.format,
        blocks=known.blocks,
        canonical=merged.tags,
        removed=merged.removed,
        tags=tags,
        labels=labels,
        budget=_budget(merged.tags, config.tag_prefix),
    )


def _budget(tags: Mapping[str, Tag], prefix: str) -> dict[str, Any] | None:
    """Return the budget that `finops.budget` sets, or None if it is not a number above 0."""
    for key, currency in (("budget", None), ("budget-monthly-limit", tags.get(f"{prefix}:budget-currency"))):
        tag = tags.get(f"{prefix}:{key}")
        amount = _amount(tag.value) if tag else None
        if amount is not None and amount > 0:
            return {"amount": amount, "currency": currency.canonical if currency else None}
    return None


def _amount(value: Value) -> float | None:
    """Return a plain number, with any number of decimals: `10.50`."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,15}(\.[0-9]+)?", value):
        return None
    amount = float(value)
    return int(amount) if amount.is_integer() else amount


def job_key(path: str, tenant: str | None) -> str:
    """Return a job's key: its path without extension, and `@tenant` for a shared job."""
    return posixpath.splitext(path)[0] + (f"@{tenant}" if tenant else "")


def _identity_problems(identity: Identity, path: str) -> Iterator[Diagnostic]:
    if identity.tenant_id is not None and not TENANT_ID.fullmatch(identity.tenant_id):
        yield Diagnostic(
            "tenant-invalid",
            '"tenant_id" must match [A-Za-z0-9][A-Za-z0-9._-]{{0,62}} without "..", found {0}',
            'use letters, digits, ".", "_" and "-" only',
            Location(path, ("tenant_id",)),
            values=(identity.tenant_id,),
        )
    if identity.name == "":
        fix = 'set "name", or remove the field to use the file name'
        yield Diagnostic("field-type", '"name" must not be empty', fix, Location(path, ("name",)))


def _duplicate_governance(asset: Document) -> Iterator[Diagnostic]:
    data = as_map(asset.data)
    for field in _GOVERNANCE:
        if data.get(field) is not None and as_map(data.get("asset")).get(field) is not None:
            message = 'duplicate key {0}: it is set at the top level and in "asset"'
            location = Location(asset.path, ("asset", field), True)
            yield Diagnostic("yaml-duplicate-key", message, "remove one of the two", location, values=(field,))


def _governance(asset: Map) -> Map:
    """Return the parts of an asset that Provider Bridge reads, at their paths."""
    owned: Map = {field: asset[field] for field in _GOVERNANCE if field in asset}
    nested = {field: value for field, value in as_map(asset.get("asset")).items() if field in _GOVERNANCE}
    return {**owned, "asset": nested} if nested else owned


def _at(data: Data, steps: tuple[str, ...]) -> Data:
    for step in steps:
        data = as_map(data).get(step)
    return data


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]
