"""Exemptions: diagnostics that an organization accepts until a date, with reason and owner."""

from __future__ import annotations

from fnmatch import fnmatchcase

from ..diagnostics import WARNING, Diagnostic, Location, Near
from ..light_typing import TYPE_CHECKING, NamedTuple
from .dates import is_date

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from ..documents.data import Data

RULES = (
    *("required-tag", "policy/aws-tag-policy", "module-unpinned", "module-version-mismatch"),
    *("audit-none", "audit-missing", "audit-different", "audit-extra"),
    *("audit-unmatched", "audit-unknown", "audit-template", "audit-propagation"),
)
"""The rules that can be exempted, besides policy rules (`policy/NAME`)."""
_REQUIRED = ("rule", "reason", "owner", "expires")
_CRITERIA = ("jobs", "resources", "tags")


class Exemption(NamedTuple):
    """An exemption of a rule's diagnostics that match all criteria, with reason and owner.

    An empty criterion matches everything. `expires` is the last day, `2027-03-31`.
    """

    rule: str
    jobs: tuple[str, ...]
    """Globs over the paths of job files, or over job keys."""
    resources: tuple[str, ...]
    """Globs over resource addresses; `*` and `?` only, since addresses have brackets."""
    tags: tuple[str, ...]
    reason: str
    owner: str
    expires: str
    location: Location


def read(written: Data, document: str, policy_rules: Collection[str]) -> tuple[tuple[Exemption, ...], list[Diagnostic]]:
    """Return the value of `exemptions` in a configuration file as records, and its errors.

    `policy_rules` are the names of the policy rules.
    """
    exemptions, diagnostics = [], []
    for index, fields in enumerate(written if isinstance(written, list) else ()):
        location = Location(document, ("exemptions", index))
        problems = list(_problems(fields if isinstance(fields, dict) else {}, location, policy_rules))
        diagnostics += problems
        if not problems:
            exemptions.append(_exemption(fields, location))
    return tuple(exemptions), diagnostics


def honors(
    exemption: Exemption,
    rule: str,
    job_key: str | None = None,
    job_path: str | None = None,
    resource: str | None = None,
    tag_keys: Collection[str] = (),
) -> bool:
    """Return whether an exemption accepts a diagnostic, expired or not.

    `resource` is an address in a plan. A criterion does not match a diagnostic without such a value. Of several tags
    each must be exempted.
    """
    return (
        exemption.rule == rule
        and (not exemption.jobs or any(_matches_job(glob, job_key, job_path) for glob in exemption.jobs))
        and (not exemption.resources or any(_matches_resource(glob, resource) for glob in exemption.resources))
        and (not exemption.tags or (bool(tag_keys) and set(tag_keys) <= set(exemption.tags)))
    )


def exempt(
    exemptions: Iterable[Exemption],
    diagnostics: Iterable[Diagnostic],
    job_key: str | None = None,
    job_path: str | None = None,
    resource: str | None = None,
) -> list[Diagnostic]:
    """Return diagnostics, each with the first exemption that accepts it."""
    return [
        next(
            (
                each._replace(exemption=(exemption.location, exemption.reason))
                for exemption in exemptions
                if honors(exemption, each.rule, job_key, job_path, resource, each.tags)
            ),
            each,
        )
        for each in diagnostics
    ]


def expired(exemptions: Iterable[Exemption], today: date) -> list[Diagnostic]:
    """Return an error for each exemption whose last day is before a day, in UTC."""
    return [
        Diagnostic(
            "exemption-expired",
            "exemption of rule {0} expired on {1:bare} (owner: {2:bare})",
            'remove the exemption, or set "expires" to a later date',
            exemption.location.below("expires"),
            values=(exemption.rule, exemption.expires, exemption.owner),
        )
        for exemption in exemptions
        if exemption.expires < today.isoformat()
    ]


def unused(exemptions: Iterable[Exemption], accepted: Iterable[Diagnostic], in_audit: bool) -> list[Diagnostic]:
    """Return a warning for each exemption that accepted no diagnostic of the command."""
    used = {each.exemption[0] for each in accepted if each.exemption}
    return [
        Diagnostic(
            "exemption-unused",
            "exemption of rule {0} matches no diagnostic",
            "remove the exemption",
            exemption.location,
            WARNING,
            (exemption.rule,),
        )
        for exemption in exemptions
        if exemption.location not in used and (in_audit or not _is_for_audit(exemption))
    ]


def _problems(fields: dict[str, Data], location: Location, policy_rules: Collection[str]) -> Iterator[Diagnostic]:
    field = f"exemptions[{location.path[-1]}]"
    for name in _REQUIRED:
        if not str(fields.get(name) or "").strip():
            yield Diagnostic(
                "config-invalid",
                "required field {0} is missing" if fields.get(name) is None else "{0} must not be empty",
                'add "{1:bare}: …"' if fields.get(name) is None else "set {0}",
                location.below(name) if name in fields else location,
                values=(f"{field}.{name}", name),
            )
    for name in _CRITERIA:
        if fields.get(name) == []:
            yield Diagnostic(
                "config-invalid",
                "{0} must not be empty: the exemption would match no diagnostic",
                'add an item, or remove "{1:bare}"',
                location.below(name),
                values=(f"{field}.{name}", name),
            )
    rule, expires = fields.get("rule"), fields.get("expires")
    allowed = (*RULES, *(f"policy/{name}" for name in sorted(policy_rules)))
    if rule and rule not in allowed:
        yield Diagnostic(
            "config-invalid",
            "an exemption of rule {0} is not supported{near}",
            "use one of: {1:list}",
            location.below("rule"),
            values=(str(rule), allowed),
            near=Near(str(rule), allowed),
        )
    if expires and not is_date(str(expires)):
        yield Diagnostic(
            "config-invalid",
            "{0} must be a date, found {1}",
            'write the date as YEAR-MONTH-DAY, for example "2027-03-31"',
            location.below("expires"),
            values=(f"{field}.expires", str(expires)),
        )


def _exemption(fields: Data, location: Location) -> Exemption:
    assert isinstance(fields, dict)
    rule, reason, owner, expires = (str(fields.get(name)) for name in _REQUIRED)
    jobs, resources, tags = (_strings(fields.get(name)) for name in _CRITERIA)
    return Exemption(rule, jobs, resources, tags, reason, owner, expires, location)


def _strings(written: Data) -> tuple[str, ...]:
    items = written if isinstance(written, list) else [] if written is None else [written]
    return tuple(map(str, items))


def _matches_job(glob: str, key: str | None, path: str | None) -> bool:
    """Return whether a glob matches a job key or path. `**/` also matches no directory, as in `jobs`."""
    globs = {glob, glob.replace("**/", "")}
    return any(fnmatchcase(name, each) for name in (key, path) if name is not None for each in globs)


def _matches_resource(glob: str, address: str | None) -> bool:
    return address is not None and fnmatchcase(address, glob.replace("[", "[[]"))


def _is_for_audit(exemption: Exemption) -> bool:
    return bool(exemption.resources) or exemption.rule.startswith("audit-")
