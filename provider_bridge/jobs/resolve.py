"""One job, from its document to the map that its cloud accepts."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Finding, Where, is_error
from ..files.container_paths import in_container
from ..policy import rules
from ..policy.rules import When
from ..providers import kubernetes, limits_for
from ..secrets import credential, quoted
from ..tags import format as formatting
from ..tags import merge as tags
from . import infrastructure
from . import variables as interpolation
from .job import Job, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..diagnostics import Diagnostic
    from ..documents.document import Document, Map
    from ..documents.yaml_loader import Data
    from ..project import Estate
    from ..tags.merge import Layer, Origin, Tag
    from .variables import Identity

_TENANT = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_SHARED = "${TENANT_ID}"
_GOVERNANCE = ("compliance", "finops")


class Resolved(NamedTuple):
    """What became of a job file: a job where all went well, nothing otherwise, and what was found on the way."""

    job: Job | None
    diagnostics: list[Diagnostic]


class _Facts(NamedTuple):
    """A job with its variables resolved, and its asset, of which only `compliance` and `finops` are kept."""

    who: Identity
    job: Map
    asset: Map
    asset_document: Document | None


def tenants_of(document: Document, tenants: tuple[str, ...]) -> tuple[str | None, ...]:
    """The tenants that a job is resolved for: those of the query for a shared job, else None for its own."""
    return tenants if tenants and _map(document.data).get("tenant_id") == _SHARED else (None,)


def resolve(
    estate: Estate,
    document: Document,
    tenant: str | None,
    environ: Mapping[str, str],
    found: Sequence[Diagnostic],
) -> Resolved:
    """A job's document becomes a job. What is wrong is collected; tags are only made of what is right.

    `tenant` is the one that a shared job is resolved for, `environ` what variables mean that the job doesn't set,
    `found` what is known of the document already.
    """
    diagnostics = list(found)
    facts = _facts(estate, document, {**environ, "TENANT_ID": tenant} if tenant else environ, diagnostics)
    if any(map(is_error, diagnostics)):
        return Resolved(None, diagnostics)
    job = _job(estate, document, tenant, facts, diagnostics)
    return Resolved(None if any(map(is_error, diagnostics)) else job, diagnostics)


def _facts(estate: Estate, document: Document, environ: Mapping[str, str], diagnostics: list[Diagnostic]) -> _Facts:
    path, data = document.path, _map(document.data)
    findings: list[Finding] = []
    room = interpolation.Room()
    who = interpolation.identity(data, _stem(path), environ, room, path, findings)
    variables = interpolation.Variables(
        {"TENANT_ID": who.tenant_id, "ENVIRONMENT": who.environment, "JOB_NAME": who.name},
        environ,
        room,
        frozenset(
            name
            for name, field, value in (
                ("TENANT_ID", "tenant_id", who.tenant_id),
                ("ENVIRONMENT", "environment", who.environment),
                ("JOB_NAME", "name", who.name),
            )
            if value is None and any(finding.where.path == (field,) for finding in findings)
        ),
    )
    job: Map = {
        field: interpolation.resolve(data[field], variables, Where(path, (field,)), findings)
        for field in ("asset_path", "finops", "infrastructure")
        if field in data
    }
    findings += _identity_problems(who, path)
    platform = job.get("infrastructure")
    if platform is None and estate.query.provider is None:
        message = '"infrastructure" is missing: it names the provider'
        findings.append(
            Finding("infrastructure-missing", message, 'add "infrastructure: {provider: aws}"', Where(path))
        )
    else:
        said = {finding.where for finding in findings}
        more = infrastructure.problems(_map(platform), estate.query, Where(path, ("infrastructure",)))
        findings += [finding for finding in more if finding.where not in said]
    asset_document, asset, place = None, job.get("asset_path"), Where(path, ("asset_path",))
    governance: Map = {}
    if isinstance(asset, str) and asset and all(finding.where != place for finding in findings):
        asset_document, found = estate.asset(asset, place)
        diagnostics += found
        if asset_document is not None:
            findings += _stands_twice(asset_document)
            owned = _governance(_map(asset_document.data))
            governance = _map(interpolation.resolve(owned, variables, Where(asset_document.path), findings))
    diagnostics += estate.locate_all(finding for finding in findings if finding.rule != interpolation.SAID)
    return _Facts(who, job, governance, asset_document)


def _job(
    estate: Estate, document: Document, tenant: str | None, facts: _Facts, diagnostics: list[Diagnostic]
) -> Job | None:
    query, path = estate.query, document.path
    platform = _map(facts.job.get("infrastructure"))
    provider = str(platform.get("provider") or query.provider)
    chosen = query.provider or provider
    blocks = infrastructure.blocks(platform)
    place = Where(path, ("infrastructure", "tags"))
    canonical, removed, findings = tags.merge(
        _layers(document, facts, estate.policy.tag_prefix), estate.policy.tag_prefix
    )
    secrets = list(_credentials(canonical, removed))
    if secrets:  # all else that is said of tags may repeat them
        diagnostics += estate.locate_all(secrets)
        return None
    meant = When(
        (facts.who.environment or "",), (chosen,), (str(facts.who.tenant_id),), (blocks["runtime"]["type"] or "",)
    )
    findings += estate.judge(canonical, meant, place)
    limits = limits_for(chosen, query.resource, blocks["runtime"]["type"])
    formatted, more = formatting.format_tags(chosen, canonical.values(), limits, place)
    findings += more
    if chosen == "aws":
        values = {key: (each.value.text, each.tag) for key, each in formatted.items()}
        findings += rules.disallowed(estate.policy.allowed_values, values)
    labels: Mapping[str, formatting.FormattedTag] = {}
    if "kubernetes" in (provider, blocks["runtime"]["type"]):
        limits = limits_for("kubernetes", None, None)
        labels, more = formatting.format_tags(
            "kubernetes", canonical.values(), limits, place, by_product=provider != "kubernetes"
        )
        said = set(findings)
        findings += [finding for finding in more if finding not in said]
        findings += _annotations_too_large(labels, place)
    diagnostics += estate.locate_all(findings)
    name, tenant_id = str(facts.who.name), str(facts.who.tenant_id)
    return Job(
        key=posixpath.splitext(path)[0] + (f"@{tenant}" if tenant else ""),
        path=path,
        asset=facts.asset_document and facts.asset_document.path,
        container_path=in_container(path, estate.policy.path_map),
        name=name,
        slug=slug(tenant_id, name, provider),
        tenant_id=tenant_id,
        environment=facts.who.environment or None,
        provider=provider,
        format=chosen,
        blocks=blocks,
        canonical=canonical,
        removed=removed,
        tags=formatted,
        labels=labels,
        diagnostics=tuple(diagnostics),
    )


def _layers(document: Document, facts: _Facts, prefix: str) -> list[Layer]:
    """All layers, highest first, each with its place and with what the file says before variables."""
    path, data = document.path, _map(document.data)
    layers = [
        tags.written_layer(
            _map(_map(facts.job.get("infrastructure")).get("tags")),
            _map(_map(data.get("infrastructure")).get("tags")),
            Where(path, ("infrastructure", "tags")),
        ),
        tags.field_layer(
            tags.FINOPS, _map(facts.job.get("finops")), _map(data.get("finops")), Where(path, ("finops",)), prefix
        ),
    ]
    if facts.asset_document is not None:
        written = _map(facts.asset_document.data)
        for layer, field in ((tags.ASSET_FINOPS, "finops"), (tags.ASSET_COMPLIANCE, "compliance")):
            steps = (field,) if facts.asset.get(field) is not None else ("asset", field)
            said, raw = _at(facts.asset, steps), _at(written, steps)
            layers.append(
                tags.field_layer(layer, _map(said), _map(raw), Where(facts.asset_document.path, steps), prefix)
            )
    who = facts.who
    defaults = [
        ("tenant", who.tenant_id, Where(path, ("tenant_id",)), data.get("tenant_id")),
        ("environment", who.environment, Where(path, ("environment",)), data.get("environment")),
        ("job", who.name, Where(path, ("name",)), data.get("name", _stem(path))),
    ]
    return [*layers, tags.default_layer(prefix, defaults)]


def _identity_problems(who: Identity, path: str) -> Iterator[Finding]:
    if who.tenant_id is not None and not _TENANT.fullmatch(who.tenant_id):
        yield Finding(
            "tenant-invalid",
            f"{quoted(who.tenant_id)} can't be a tenant: it becomes part of paths and state keys",
            'use a letter or digit, then up to 62 letters, digits, ".", "_" or "-", without ".."',
            Where(path, ("tenant_id",)),
        )
    if who.name == "":
        yield Finding("field-type", '"name" is empty', "write a name, or remove the field", Where(path, ("name",)))


def _annotations_too_large(labels: Mapping[str, formatting.FormattedTag], where: Where) -> Iterator[Finding]:
    size = sum(len(key.encode()) + len(tag.tag.canonical.encode()) for key, tag in labels.items())
    if size > kubernetes.ANNOTATIONS_BYTES:
        most = f"{kubernetes.ANNOTATIONS_BYTES:,}"
        message = f"the annotations add up to {size:,} bytes, but Kubernetes takes {most} on an object"
        yield Finding("tag-count", message, "shorten the longest values", where)


def _credentials(canonical: Mapping[str, Tag], removed: Mapping[str, tuple[Origin, ...]]) -> Iterator[Finding]:
    """What looks like a credential in any layer, whether that layer wins or not, as written and as resolved."""
    for key, origins in (*((tag.key, tag.origins) for tag in canonical.values()), *removed.items()):
        for origin in origins:
            of_key = None if origin.field else credential(key)
            kind = of_key or _kind_of_value(origin)
            if kind:
                what = "the key" if of_key else f'the value of "{key}"'
                yield Finding(
                    "tag-secret",
                    f"{what} looks like {kind}; tags lie in state and on bills in clear text",
                    "remove it here, and revoke it if it is real",
                    origin.where._replace(key=bool(of_key)),
                )


def _kind_of_value(origin: Origin) -> str | None:
    kind = credential(origin.canonical or "")
    if kind or origin.raw == origin.value:
        return kind
    written = origin.raw if isinstance(origin.raw, list) else [origin.raw]
    return next(filter(None, (credential(text) for text in written if isinstance(text, str))), None)


def _stands_twice(asset: Document) -> Iterator[Finding]:
    data = _map(asset.data)
    for field in _GOVERNANCE:
        if data.get(field) is not None and _map(data.get("asset")).get(field) is not None:
            yield Finding(
                "yaml-duplicate-key",
                f'"{field}" stands both at the top level and under "asset"',
                "keep one of them",
                Where(asset.path, ("asset", field), True),
            )


def _governance(asset: Map) -> Map:
    """The parts of an asset that are ours, where they stand."""
    owned: Map = {field: asset[field] for field in _GOVERNANCE if field in asset}
    nested = {field: value for field, value in _map(asset.get("asset")).items() if field in _GOVERNANCE}
    return {**owned, "asset": nested} if nested else owned


def _at(data: Data, steps: tuple[str, ...]) -> Data:
    for step in steps:
        data = _map(data).get(step)
    return data


def _map(data: Data) -> Map:
    return data if isinstance(data, dict) else {}


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]
