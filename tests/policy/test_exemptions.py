"""Exemptions: what is wrong with them, which diagnostics they accept, and when they end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from provider_bridge.diagnostics import Diagnostic, Location, finish
from provider_bridge.policy.exemptions import RULES, Exemption, exempt, expired, honors, read, unused
from provider_bridge.schema.config_models import EXEMPTIBLE

SOUND = {"rule": "required-tag", "reason": "migration", "owner": "data-platform", "expires": "2027-03-31"}
LOCATION = Location("provider-bridge.yaml", ("exemptions", 0))


def exemption(**fields: Any) -> Exemption:
    (one,), diagnostics = read([{**SOUND, **fields}], "provider-bridge.yaml", ["team-known"])
    assert diagnostics == []
    return one


def problems(fields: Any) -> list[tuple[tuple[str | int, ...], str, str]]:
    """The path, the message and the fix of all that is wrong with one exemption."""
    exemptions, diagnostics = read([fields], "provider-bridge.yaml", ["team-known"])
    assert exemptions == ()
    assert {each.rule for each in diagnostics} == {"config-invalid"}
    finished = [finish([each], lambda location: location._replace(line=1))[0] for each in diagnostics]
    return [(each.location.path[2:], done.message, done.fix) for each, done in zip(diagnostics, finished, strict=True)]


def test_an_exemption_is_read() -> None:
    written: Any = {**SOUND, "jobs": ["jobs/acme/legacy_*"], "resources": ["module.a.*"], "tags": ["Owner", "Team"]}
    exemptions, diagnostics = read([written], "provider-bridge.yaml", [])
    assert diagnostics == []
    assert exemptions == (
        Exemption(
            "required-tag",
            ("jobs/acme/legacy_*",),
            ("module.a.*",),
            ("Owner", "Team"),
            "migration",
            "data-platform",
            "2027-03-31",
            LOCATION,
        ),
    )


@pytest.mark.parametrize("written", [None, [], "none", {}])
def test_no_exemptions(written: Any) -> None:
    assert read(written, "provider-bridge.yaml", []) == ((), [])


@pytest.mark.parametrize("field", ["rule", "reason", "owner", "expires"])
def test_each_has_a_rule_a_reason_an_owner_and_a_date(field: str) -> None:
    missing = {name: value for name, value in SOUND.items() if name != field}
    message, fix = f'required field "exemptions[0].{field}" is missing', f'add "{field}: …"'
    assert problems(missing) == [((), message, fix)]
    assert problems({**SOUND, field: None}) == [((field,), message, fix)]
    assert problems({**SOUND, field: ""}) == [
        ((field,), f'"exemptions[0].{field}" must not be empty', f'set "exemptions[0].{field}"')
    ]


def test_everything_is_reported_at_once() -> None:
    assert len(problems({})) == 4
    assert len(problems({"rule": "x", "expires": "soon"})) == 4


@pytest.mark.parametrize("expires", ["2027-02-30", "20270331", "31.03.2027", "2027-W13-3", "2027-3-31", "never"])
def test_a_date_that_is_none(expires: str) -> None:
    assert problems({**SOUND, "expires": expires}) == [
        (
            ("expires",),
            f'"exemptions[0].expires" must be a date, found "{expires}"',
            'write the date as YEAR-MONTH-DAY, for example "2027-03-31"',
        )
    ]


@pytest.mark.parametrize(
    ("rule", "suggestion"),
    [
        ("tag-secret", ""),
        ("variable-secret", ""),
        ("audit-secret", None),
        ("requird-tag", ' (did you mean "required-tag"?)'),
        ("policy/team-know", ' (did you mean "policy/team-known"?)'),
        ("policy/NAME", None),
        ("audit-*", None),
        ("Required-Tag", None),
    ],
)
def test_a_rule_that_can_not_be_exempted(rule: str, suggestion: str | None) -> None:
    ((path, message, fix),) = problems({**SOUND, "rule": rule})
    assert path == ("rule",)
    assert message.startswith(f'an exemption of rule "{rule}" is not supported')
    assert fix.startswith("use one of: required-tag, policy/aws-tag-policy, ")
    if suggestion is not None:
        assert message.endswith(f"supported{suggestion}")


def test_the_schema_of_the_file_lists_the_same_rules() -> None:
    assert set(RULES) == set(EXEMPTIBLE)


@pytest.mark.parametrize("rule", [*RULES, "policy/team-known"])
def test_a_rule_that_can_be_exempted(rule: str) -> None:
    assert honors(exemption(rule=rule), rule)


@pytest.mark.parametrize("field", ["jobs", "resources", "tags"])
def test_an_empty_criterion_is_an_error(field: str) -> None:
    """It would match nothing, or, read as none, everything."""
    assert problems({**SOUND, field: []}) == [
        (
            (field,),
            f'"exemptions[0].{field}" must not be empty: the exemption would match no diagnostic',
            f'add an item, or remove "{field}"',
        )
    ]


DIAGNOSTIC: dict[str, Any] = {
    "rule": "required-tag",
    "job_key": "jobs/acme/legacy_orders@globex",
    "job_path": "jobs/acme/legacy_orders.yaml",
    "resource": 'module.etl["jobs/acme/legacy_orders"].aws_s3_bucket.data[0]',
    "tag_keys": ["Owner"],
}


@pytest.mark.parametrize(
    ("criteria", "honored"),
    [
        ({}, True),
        ({"rule": "audit-none"}, False),
        ({"jobs": ["jobs/acme/legacy_*"]}, True),
        ({"jobs": ["jobs/acme/legacy_orders.yaml"]}, True),
        ({"jobs": ["jobs/acme/legacy_orders@globex"]}, True),
        ({"jobs": ["*@globex"]}, True),
        ({"jobs": ["jobs/acme/legacy_orders"]}, False),
        ({"jobs": ["jobs/web/*", "jobs/**/legacy_*.yaml"]}, True),
        ({"jobs": ["jobs/acme/**/legacy_*"]}, True),
        ({"jobs": ["jobs/[a-c]cme/*"]}, True),
        ({"jobs": ["jobs/ACME/*"]}, False),
        ({"jobs": ["legacy_*"]}, False),
        ({"resources": ['module.etl["jobs/acme/legacy_orders"].aws_s3_bucket.data[0]']}, True),
        ({"resources": ["module.etl[*].aws_s3_bucket.data[0]"]}, True),
        ({"resources": ["module.etl*"]}, True),
        ({"resources": ["aws_s3_bucket.*", "*.aws_s3_bucket.*"]}, True),
        ({"resources": ["aws_s3_bucket.*"]}, False),
        ({"resources": ["module.etl[*].aws_s3_bucket.data[1]"]}, False),
        ({"tags": ["Owner"]}, True),
        ({"tags": ["Team", "Owner"]}, True),
        ({"tags": ["owner"]}, False),
        ({"tags": ["Own*"]}, False),
        ({"jobs": ["jobs/acme/*"], "resources": ["module.etl*"], "tags": ["Owner"]}, True),
        ({"jobs": ["jobs/acme/*"], "resources": ["module.etl*"], "tags": ["Team"]}, False),
        ({"jobs": ["jobs/acme/*"], "resources": ["module.x*"], "tags": ["Owner"]}, False),
        ({"jobs": ["jobs/web/*"], "resources": ["module.etl*"], "tags": ["Owner"]}, False),
    ],
)
def test_all_criteria_that_are_given_must_match(criteria: dict[str, Any], honored: bool) -> None:
    assert honors(exemption(**criteria), **DIAGNOSTIC) is honored


@pytest.mark.parametrize("criteria", [{"jobs": ["*"]}, {"resources": ["*"]}, {"tags": ["Owner"]}])
def test_a_criterion_that_a_diagnostic_has_nothing_for_does_not_match(criteria: dict[str, Any]) -> None:
    assert not honors(exemption(**criteria), "required-tag")


def test_of_several_tags_each_must_be_exempted() -> None:
    one = exemption(rule="audit-none", tags=["Owner", "Team"])
    assert honors(one, "audit-none", tag_keys=["Owner", "Team"])
    assert not honors(one, "audit-none", tag_keys=["Owner", "CostCenter"])


@pytest.mark.parametrize(
    ("today", "over"), [("2027-03-30", False), ("2027-03-31", False), ("2027-04-01", True), ("9999-12-31", True)]
)
def test_an_exemption_ends_the_day_after_its_last(today: str, over: bool) -> None:
    diagnostics = expired([exemption()], date.fromisoformat(today))
    line = (
        'provider-bridge.yaml:7:14: error: [exemption-expired] exemption of rule "required-tag" expired on '
        "2027-03-31 (owner: data-platform)"
    )
    lines = [str(each) for each in finish(diagnostics, lambda location: location._replace(line=7, column=14))]
    assert lines == [line] * over
    assert [each.location.path for each in diagnostics] == [("exemptions", 0, "expires")] * over


def test_an_expired_exemption_is_honored_all_the_same() -> None:
    assert honors(exemption(expires="2001-01-01"), "required-tag")


@pytest.mark.parametrize(
    ("fields", "in_audit", "reported"),
    [
        ({}, False, True),
        ({}, True, True),
        ({"resources": ["*"]}, False, False),
        ({"resources": ["*"]}, True, True),
        ({"rule": "audit-extra"}, False, False),
        ({"rule": "audit-extra"}, True, True),
    ],
)
def test_an_exemption_that_accepts_nothing(fields: dict[str, Any], in_audit: bool, reported: bool) -> None:
    one = exemption(**fields)
    diagnostics = unused([one], [], in_audit)
    assert [(each.rule, each.severity, each.location) for each in diagnostics] == [
        ("exemption-unused", "warning", LOCATION)
    ] * reported
    accepted = exempt([one], [Diagnostic(one.rule, "message", "fix", LOCATION)], resource="module.a.b")
    assert unused([one], accepted, in_audit) == []
