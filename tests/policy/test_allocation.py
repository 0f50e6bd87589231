"""The allocation that a configuration file declares, and what is wrong with it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from provider_bridge.diagnostics import Location, finish
from provider_bridge.policy.allocation import Allocation, CostFilter, Pool, read

POOL: Any = {"name": "network", "where": {"service": "VPC"}}


def problems(written: Any) -> list[tuple[str, str]]:
    """The messages, each with the path of its location."""
    allocation, diagnostics = read(written, "provider-bridge.yaml")
    assert allocation.pools == ()
    assert {each.rule for each in diagnostics} == {"config-invalid"}
    finished = [finish([each], lambda location: location._replace(line=1))[0].message for each in diagnostics]
    paths = [".".join(map(str, each.location.path)).removeprefix("allocation.") for each in diagnostics]
    return list(zip(paths, finished, strict=True))


@pytest.mark.parametrize("written", [{}, None, {"identity": None, "shared": None}])
def test_nothing_is_declared(written: Any) -> None:
    assert read(written, "provider-bridge.yaml") == (Allocation(), [])


def test_everything_is_declared() -> None:
    where = {"service": "VPC", "account": "1", "category": "Tax", "Team": "web", "a:b": "c", "tag": {"x": "y"}}
    pool = {**POOL, "where": where, "among": {"tenant": "same"}, "by": "weights", "weights": {"acme": "2", "j": "-0.5"}}
    allocation, diagnostics = read({"identity": ["job", "tenant"], "shared": [POOL, {**pool, "name": "b"}]}, "c.yaml")
    assert diagnostics == []
    assert allocation.identity == ("job", "tenant")
    at = Location("c.yaml", ("allocation", "shared"))
    assert allocation.pools == (
        Pool("network", CostFilter("VPC"), location=at.below(0)),
        Pool(
            "b",
            CostFilter("VPC", "1", "Tax", {"Team": "web", "a:b": "c", "x": "y"}),
            "same",
            "weights",
            {"acme": Fraction(2), "j": Fraction(0)},
            at.below(1),
        ),
    )


@pytest.mark.parametrize(
    ("written", "path", "message"),
    [
        ({"identity": ["job", "tenants"]}, "identity.1", 'unknown value "tenants" (did you mean "tenant"?)'),
        ({"identity": ["job", "job"]}, "identity.1", 'duplicate identity tag "job"'),
        ({"identity": ["tenant"]}, "identity", '"allocation.identity" must contain "job"'),
        ({"identity": []}, "identity", '"allocation.identity" must contain "job"'),
        ({"shared": [{**POOL, "by": "evenly"}]}, "shared.0.by", 'unknown value "evenly" (did you mean "even"?)'),
        ({"shared": [{**POOL, "among": {"tenant": "own"}}]}, "shared.0.among.tenant", 'unknown value "own"'),
        (
            {"shared": [{**POOL, "among": {"tenant": "where"}}]},
            "shared.0.among.tenant",
            '"among.tenant" is "where", but "where" has no tag',
        ),
        ({"shared": [{**POOL, "where": {}}]}, "shared.0.where", '"where" matches every line'),
        (
            {"shared": [{**POOL, "where": {"servise": "VPC"}}]},
            "shared.0.where.servise",
            'unknown field "servise" in "where" (did you mean "service"?)',
        ),
        (
            {"shared": [{**POOL, "where": {"category": "tax"}}]},
            "shared.0.where.category",
            'unknown value "tax" (did you mean "Tax"?)',
        ),
        (
            {"shared": [{**POOL, "weights": {"acme": "1"}}]},
            "shared.0.weights",
            '"weights" is set, but "by" is not "weights"',
        ),
        ({"shared": [{**POOL, "by": "weights"}]}, "shared.0.by", '"by" is "weights", but "weights" is not set'),
        (
            {"shared": [{**POOL, "by": "weights", "weights": {"acme": "many"}}]},
            "shared.0.weights.acme",
            'weight of "acme" must be a number, found "many"',
        ),
        (
            {"shared": [{**POOL, "by": "weights", "weights": {"acme": "1e999999999"}}]},
            "shared.0.weights.acme",
            'weight of "acme" must be a number, found "1e999999999"',
        ),
        (
            {"shared": [{**POOL, "by": "weights", "weights": {"network": "1"}}]},
            "shared.0.weights.network",
            'weight "network" is a pool, and a pool must not be split onto a pool',
        ),
    ],
)
def test_what_is_wrong_is_an_error_at_its_place(written: Any, path: str, message: str) -> None:
    assert problems(written) == [(path, message)]


def test_a_name_is_used_once() -> None:
    _, diagnostics = read({"shared": [POOL, POOL]}, "provider-bridge.yaml")
    assert [(each.message, each.location.path) for each in diagnostics] == [
        ("duplicate pool {0}", ("allocation", "shared", 1, "name"))
    ]
