"""A planned map beside the map of its job: what is missing, different, extra or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics import ERROR, WARNING
from ..providers import PROVIDERS
from .findings import AuditFinding
from .redact import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Where
    from .expected_tags import Expected
    from .plan_blocks import TagMap

LATER = "audit a plan that is made after the apply: it is known there"


class Pair(NamedTuple):
    """A map in the plan and the one that ought to be there."""

    address: str
    cloud: str
    planned: TagMap
    expected: Expected
    place: Callable[[Where], str]
    """`file:line` of a place in a job's YAML."""
    made: str = ""
    """What is made from a template, `pods`; empty for the resource's own map."""


def differences(pair: Pair) -> Iterator[AuditFinding]:
    """Everything in which the two maps differ.

    Extra tags are reported of the resource's own map alone: a template has labels of its own, to be selected by.
    """
    planned, expected = pair.planned, pair.expected.texts
    if planned.tags == expected:
        return
    keys = {*planned.tags, *planned.unknown}
    if planned.is_open and not keys:
        yield _unknown_as_a_whole(pair)
        return
    if planned.is_open or not {*map(str.casefold, expected)}.isdisjoint(map(str.casefold, keys)):
        yield from _each(pair)
    elif expected:
        yield _none(pair)
    if not pair.made:
        yield from _extra(pair)


def noun(cloud: str) -> str:
    """What a cloud calls a tag."""
    return "label" if cloud in ("gcp", "kubernetes") else "tag"


def _unknown_as_a_whole(pair: Pair) -> AuditFinding:
    message = f'{pair.planned.attribute} is unknown until apply; the job "{pair.expected.job.key}" has {_keys(pair)}'
    return _about_map(pair, "audit-unknown", WARNING, message, LATER)


def _none(pair: Pair) -> AuditFinding:
    message = f'{pair.planned.attribute} holds no {noun(pair.cloud)} of the job "{pair.expected.job.key}"'
    message += f", so that its {pair.made} get none of {_keys(pair)}" if pair.made else f", which has {_keys(pair)}"
    rule = "audit-template" if pair.made else "audit-none"
    return _about_map(pair, rule, ERROR, message, f"set {pair.planned.attribute} to the job's map")


def _each(pair: Pair) -> Iterator[AuditFinding]:
    planned, job = pair.planned, pair.expected.job.key
    what, at, class_ = noun(pair.cloud), planned.attribute, pair.expected.class_
    spelt = {key.casefold(): key for key in planned.tags if key not in pair.expected.texts}
    for key, value in pair.expected.texts.items():
        origin = pair.place(pair.expected.origins[key])
        narrowed = key in pair.expected.narrowed
        said = f'the job "{job}" says "{value}"' + (f" on {class_}" if narrowed else "") + f" ({origin})"
        if key in planned.tags:
            if planned.tags[key] != value:
                shown = planned.shown(key)
                message = f'the {what} "{key}" is "{text(shown)}" in {at}; {said}'
                ask = f', which a query with resource = "{class_}" gives' if narrowed else ""
                fix = f"use the job's value{ask}, or change it in {origin}"
                yield _about_tag(pair, "audit-different", ERROR, message, fix, key, shown)
        elif planned.is_open or key in planned.unknown:
            message = f'the {what} "{key}" in {at} is unknown until apply; {said}'
            yield _about_tag(pair, "audit-unknown", WARNING, message, LATER, key)
        else:
            other = spelt.get(key.casefold())
            how = f'is spelt "{planned.shown_key(other)}"' if other else "is missing"
            message = f'the {what} "{key}" {how} in {at}; {said}'
            fix = f"{'spell it alike' if other else 'add it'}, or set {at} to the job's map"
            yield _about_tag(pair, "audit-missing", ERROR, message, fix, key)


def _extra(pair: Pair) -> Iterator[AuditFinding]:
    """Tags that the job doesn't have, and could have: those that the cloud reserves for itself are none of ours."""
    expected, planned = pair.expected.texts, pair.planned.tags
    spelt = {key.casefold() for key in expected if key not in planned}
    extra = (
        key
        for key in sorted(planned.keys() - expected.keys())
        if key.casefold() not in spelt and not _is_reserved(pair.cloud, key)
    )
    for key, value in {pair.planned.shown_key(key): pair.planned.shown(key) for key in extra}.items():
        message = (
            f'the {noun(pair.cloud)} "{key}" in {pair.planned.attribute} is "{text(value)}"; '
            f'the job "{pair.expected.job.key}" has none of that name'
        )
        fix = "remove it here or from the provider's default tags, or add it to the job"
        yield _about_tag(pair, "audit-extra", WARNING, message, fix, key, value)


def _is_reserved(cloud: str, key: str) -> bool:
    problem = PROVIDERS[cloud].key_problem(key, PROVIDERS[cloud].GENERAL) if key else None
    return problem is not None and problem[0] == "tag-reserved"


def _about_map(pair: Pair, rule: str, severity: str, message: str, fix: str) -> AuditFinding:
    job = pair.expected.job
    planned = {pair.planned.shown_key(key): pair.planned.shown(key) for key in pair.planned.tags}
    return AuditFinding(
        rule, severity, pair.address, pair.planned.attribute, job.key, message, fix,
        expected=pair.expected.texts, planned=None if rule == "audit-unknown" else planned, origin=job.path,
    )  # fmt: skip


def _about_tag(
    pair: Pair, rule: str, severity: str, message: str, fix: str, key: str, planned: Any = None
) -> AuditFinding:
    """A finding about one tag; `planned` is what may be shown of its value in the plan."""
    origin = pair.expected.origins.get(key)
    return AuditFinding(
        rule, severity, pair.address, pair.planned.attribute, pair.expected.job.key, message, fix, key,
        pair.expected.texts.get(key), planned, pair.place(origin) if origin else None,
    )  # fmt: skip


def _keys(pair: Pair) -> str:
    return ", ".join(pair.expected.texts) or "no tags"
