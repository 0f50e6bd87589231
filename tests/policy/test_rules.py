"""The organisation's own rules: JSON Schemas over the canonical map, said in terms of tags, lines and remedies."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from provider_bridge.diagnostics import Location
from provider_bridge.policy import rules
from provider_bridge.policy.config import Config
from provider_bridge.policy.timer import DeadlineExceededError, Timer

if TYPE_CHECKING:
    from conftest import Project

JOB = """\
tenant_id: acme
finops: {cost_center: A-1}
infrastructure:
  provider: aws
  tags:
    Team: data
    Colour: red
"""
TEAM = '6:11: error: [policy/rule] Ask FinOps. "Team" is "data" (infrastructure.tags.Team; provider-bridge.yaml:2)'
WHOLE = "6:5: error: [policy/rule] Ask FinOps. (provider-bridge.yaml:2)"

SAID = {
    "a value of no list": ({"properties": {"Team": {"enum": ["ops", "web"]}}}, TEAM, "use one of: ops, web"),
    "a value of another form": (
        {"properties": {"Team": {"pattern": "^[A-Z]+$"}}},
        TEAM,
        "write it so that it matches ^[A-Z]+$",
    ),
    "a value that is too short": ({"properties": {"Team": {"minLength": 5}}}, TEAM, "use 5 characters at least"),
    "a value that is too long": ({"properties": {"Team": {"maxLength": 3}}}, TEAM, "use 3 characters at most"),
    "a value by its key's form": ({"patternProperties": {"^T": {"const": "ops"}}}, TEAM, 'write "ops"'),
    "a value by reference": (
        {"properties": {"Team": {"$ref": "#/$defs/team"}}, "$defs": {"team": {"const": "ops"}}},
        TEAM,
        'write "ops"',
    ),
    "a value of a field": (
        {"properties": {"dativo:cost-center": {"const": "FIN-001"}}},
        '2:23: error: [policy/rule] Ask FinOps. "dativo:cost-center" is "A-1" '
        "(finops.cost_center; provider-bridge.yaml:2)",
        'write "FIN-001"',
    ),
    "a missing tag": (
        {"required": ["Team", "Owner"]},
        '6:5: error: [policy/rule] Ask FinOps. The tag "Owner" is missing (provider-bridge.yaml:2)',
        'add "Owner: …" under infrastructure.tags',
    ),
    "a missing tag of a field": (
        {"required": ["dativo:business-unit"]},
        '6:5: error: [policy/rule] Ask FinOps. The tag "dativo:business-unit" is missing (provider-bridge.yaml:2)',
        'set "business_unit" under finops, or "dativo:business-unit" under infrastructure.tags',
    ),
    "a missing tag of the job's own": (
        {"required": ["dativo:environment"]},
        '6:5: error: [policy/rule] Ask FinOps. The tag "dativo:environment" is missing (provider-bridge.yaml:2)',
        'set "environment" in the job',
    ),
    "a tag too many": (
        {"properties": {"Team": True}, "patternProperties": {"^dativo:": True}, "additionalProperties": False},
        '7:5: error: [policy/rule] Ask FinOps. The tag "Colour" is none of the policy\'s (provider-bridge.yaml:2)',
        "remove it",
    ),
    "a key of another form": (
        {"propertyNames": {"pattern": "^(dativo:|Team$)"}},
        '7:5: error: [policy/rule] Ask FinOps. The key "Colour" is not as the policy wants it (provider-bridge.yaml:2)',
        "write it so that it matches ^(dativo:|Team$)",
    ),
    "too many tags": ({"maxProperties": 4}, WHOLE, "have 4 tags at most, and not 5"),
    "too few tags": ({"minProperties": 9}, WHOLE, "have 9 tags at least, and not 5"),
    "a tag that a value brings": (
        {"if": {"properties": {"Team": {"const": "data"}}}, "then": {"required": ["Steward"]}},
        '6:5: error: [policy/rule] Ask FinOps. The tag "Steward" is missing (provider-bridge.yaml:2)',
        'add "Steward: …" under infrastructure.tags',
    ),
    "a value that a value brings": (
        {"if": {"properties": {"Team": {"const": "ops"}}}, "else": {"properties": {"Colour": {"const": "blue"}}}},
        '7:13: error: [policy/rule] Ask FinOps. "Colour" is "red" (infrastructure.tags.Colour; provider-bridge.yaml:2)',
        'write "blue"',
    ),
    "one of several": (
        {"anyOf": [{"required": ["Owner"]}, {"required": ["Steward"]}]},
        WHOLE,
        "change the tags so that the rule holds",
    ),
}

HOLDS = {
    "values": {"properties": {"Team": {"enum": ["data"]}, "Owner": {"enum": ["nobody"]}}},
    "keys": {"required": ["Team", "dativo:tenant", "dativo:job"]},
    "a reference": {"properties": {"Team": {"$ref": "#/$defs/team"}}, "$defs": {"team": {"const": "data"}}},
    "a condition that isn't met": {
        "if": {"properties": {"Team": {"const": "ops"}}},
        "then": {"required": ["Steward"]},
    },
    "a schema that says nothing": {},
}

UNRESOLVABLE = {
    "nowhere": {"$ref": "#/$defs/team"},
    "in circles": {"$ref": "#"},
    "in longer circles": {"properties": {"Team": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}},
    "to an anchor that isn't there": {"$dynamicRef": "#team"},
    "to the network": {"$ref": "https://example.com/schema.json"},
}


def policy(project: Project, schema: dict[str, Any], **rule: Any) -> None:
    project.write("provider-bridge.yaml", {"rules": [{"name": "rule", "schema": schema, **rule}]})


@pytest.mark.parametrize(("schema", "line", "fix"), SAID.values(), ids=SAID)
def test_a_rule_says(schema: dict[str, Any], line: str, fix: str, project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, schema, message="Ask FinOps.")
    ran = project.ask()
    assert (ran.code, ran.out) == (1, "")
    assert ran.found == [f"job.yaml:{line}"]
    assert ran.err.splitlines()[2] == f"  fix: {fix}"


@pytest.mark.parametrize("schema", HOLDS.values(), ids=HOLDS)
def test_a_rule_that_holds_says_nothing(schema: dict[str, Any], project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, schema)
    assert (project.ask().code, project.ask().err) == (0, "")


def test_without_a_message_the_tag_is_enough(project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, {"properties": {"Team": {"const": "ops"}}, "required": ["Owner"], "maxProperties": 1})
    assert project.ask().found == [
        "job.yaml:6:5: error: [policy/rule] The tag \"Owner\" is missing (provider-bridge.yaml:2)",
        "job.yaml:6:5: error: [policy/rule] The tags don't satisfy the rule. (provider-bridge.yaml:2)",
        'job.yaml:6:11: error: [policy/rule] "Team" is "data" (infrastructure.tags.Team; provider-bridge.yaml:2)',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "line", "fix"),
    [
        (
            {"properties": {"Team": False}},
            '6:11: error: [policy/rule] "Team" is "data" (infrastructure.tags.Team; provider-bridge.yaml:2)',
            "change the tags so that the rule holds",
        ),
        (
            {"properties": {"Colour": True}, "patternProperties": {"^d": True}, "unevaluatedProperties": False},
            '6:5: error: [policy/rule] The tag "Team" is none of the policy\'s (provider-bridge.yaml:2)',
            "remove it",
        ),
        (
            {"dependentRequired": {"Team": ["Colour", "Steward"]}},
            '6:5: error: [policy/rule] The tag "Steward" is missing (provider-bridge.yaml:2)',
            'add "Steward: …" under infrastructure.tags',
        ),
    ],
    ids=["a tag that may not be", "a tag that nothing allows", "a tag that another brings"],
)
def test_a_finding_about_one_tag_names_it(schema: dict[str, Any], line: str, fix: str, project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, schema)
    ran = project.ask()
    assert ran.found == [f"job.yaml:{line}"]
    assert ran.err.endswith(f"  fix: {fix}\n")


def test_the_map_is_the_canonical_one_on_every_cloud(project: Project) -> None:
    """Lists are joined with a comma, texts are as written, whatever the cloud makes of them."""
    project.job(
        finops={"business_tags": ["Web Shop", "returns"], "code": "007"}, infrastructure={"tags": {"CostCenter": "no"}}
    )
    policy(
        project,
        {
            "properties": {
                "dativo:business-tags": {"const": "Web Shop,returns"},
                "dativo:code": {"const": "007"},
                "CostCenter": {"enum": ["no", "yes"]},
            },
            "required": ["CostCenter", "dativo:business-tags"],
        },
    )
    for provider in ("aws", "gcp", "azure", "kubernetes"):
        assert project.ask({"job": "job.yaml", "provider": provider}).rules == []


def test_a_tag_of_an_asset_is_said_at_the_assets_line(project: Project) -> None:
    project.write("asset.yaml", "# governance\ncompliance:\n  classification: [PII]\n")
    project.job(asset_path="asset.yaml")
    policy(project, {"properties": {"dativo:classification": {"const": "public"}}})
    assert project.ask().found == [
        'asset.yaml:3:19: error: [policy/rule] "dativo:classification" is "pii" '
        "(compliance.classification; provider-bridge.yaml:2)"
    ]


def test_each_rule_that_is_broken_is_said(project: Project) -> None:
    project.write("job.yaml", JOB)
    rules = [{"name": f"r{number}", "schema": {"required": ["Owner"]}} for number in range(3)]
    project.write("provider-bridge.yaml", {"rules": rules})
    assert project.ask().rules == ["policy/r0", "policy/r1", "policy/r2"]
    assert "(provider-bridge.yaml:6)" in project.ask().found[1]


@pytest.mark.parametrize("schema", UNRESOLVABLE.values(), ids=UNRESOLVABLE)
def test_a_reference_that_leads_nowhere_is_the_policys_error(
    schema: dict[str, Any], project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is asked of the network."""
    asked: list[object] = []
    monkeypatch.setattr("urllib.request.urlopen", asked.append)
    project.write("job.yaml", JOB)
    policy(project, schema)
    ran = project.ask()
    assert (ran.code, ran.rules, asked) == (1, ["config-invalid"], [])
    assert ran.found[0].startswith("provider-bridge.yaml:")


# --- time: what a slow rule says is in invalid-examples/policy-slow


def slow_and_sound(project: Project, *jobs: str) -> None:
    """A rule that would take years over each of these jobs, and one that they break."""
    for job in jobs:
        project.write(f"jobs/{job}.yaml", JOB.replace("data", "a" * 60 + "!"))
    slow = {"name": "slow", "severity": "warning", "schema": {"properties": {"Team": {"pattern": "^(a+)+$"}}}}
    sound = {"name": "sound", "schema": {"required": ["Owner"]}}
    project.write("provider-bridge.yaml", {"rules": [slow, sound]})


def test_a_rule_that_takes_too_long_is_an_error_and_judged_once(project: Project) -> None:
    slow_and_sound(project, *map(str, range(50)))
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert (ran.code, sorted(ran.rules)) == (1, ["policy-slow", *["policy/sound"] * 50, *["tag-changed"] * 50])


def test_a_rule_that_is_never_slow_but_judged_often_is_slow_in_the_end(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else ten thousand jobs would take hours. Here each takes six tenths of a second of ten."""

    class Counting(Timer):
        def start(self, seconds: float) -> None:
            if seconds < 0.6:
                raise DeadlineExceededError

        def stop(self) -> float:
            return 0.6

    monkeypatch.setattr("provider_bridge.policy.timer.cpu_timer", lambda: nullcontext(Counting()))
    for number in range(30):
        project.write(f"jobs/{number:02}.yaml", JOB)
    project.write("provider-bridge.yaml", {"rules": [{"name": "slow", "schema": {"required": ["Owner"]}}]})
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert sorted(ran.rules) == ["policy-slow", *["policy/slow"] * 16]
    assert ran.found[-1] == (
        'provider-bridge.yaml:3:3: error: [policy-slow] the rule "slow" takes more than 10 s over all jobs up to '
        "jobs/16.yaml"
    )


def test_no_time_runs_after_the_rules_are_judged() -> None:
    rule = rules.Rule(
        "r", '{"required": ["Owner"]}', "error", rules.Condition(), "", "policy.yaml:1", Location("policy.yaml")
    )
    config = Config(rules=(rule, rule._replace(location=Location("policy.yaml", ("rules", 1)))))
    diagnostics, _ = rules.judge(
        config, {}, rules.Condition(("",), ("",), ("",), ("",)), Location("job.yaml"), rules.Budget()
    )
    assert [diagnostic.rule for diagnostic in diagnostics] == ["policy/r", "policy/r"]
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_the_timer_is_taken_down(project: Project) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    slow_and_sound(project, "a")
    assert "policy-slow" in project.ask({"jobs": "jobs/*.yaml"}).rules
    assert (signal.getitimer(signal.ITIMER_VIRTUAL), signal.getsignal(signal.SIGVTALRM)) == ((0.0, 0.0), before)


def test_a_thread_of_ones_own_judges_too(project: Project) -> None:
    """Without the bound: only the main thread can have it."""
    project.write("job.yaml", JOB)
    policy(project, {"required": ["Owner"]})
    with ThreadPoolExecutor() as threads:
        assert threads.submit(project.ask).result().rules == ["policy/rule"]


def test_a_system_without_such_a_timer_judges_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows: without the bound."""
    monkeypatch.delattr(signal, "SIGVTALRM")
    project.write("job.yaml", JOB)
    policy(project, {"required": ["Owner"]})
    assert project.ask().rules == ["policy/rule"]


# --- severity


def test_a_warning_leaves_the_result(project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, {"required": ["Owner"]}, severity="warning", message="Who is on call?")
    line = 'job.yaml:6:5: warning: [policy/rule] Who is on call? The tag "Owner" is missing (provider-bridge.yaml:2)'
    ran = project.ask()
    assert (ran.code, ran.found) == (0, [line])
    assert "Team" in ran.result
    assert project.ask({"jobs": "*.yaml"}).job["warnings"] == [line]
    assert project.ask({"job": "job.yaml", "strict": "true"}).code == 1


@pytest.mark.parametrize("severity", [{}, {"severity": "error"}, {"severity": None}])
def test_an_error_stops_the_query(severity: dict[str, Any], project: Project) -> None:
    project.write("job.yaml", JOB)
    policy(project, {"required": ["Owner"]}, **severity)
    for query in ({"job": "job.yaml"}, {"jobs": "*.yaml"}, {"job": "job.yaml", "output": "variables"}):
        ran = project.ask(query)
        assert (ran.code, ran.out, ran.rules) == (1, "", ["policy/rule"])


# --- which jobs


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ({}, True),
        (None, True),
        ({"environment": "prod"}, True),
        ({"environment": ["dev", "prod"]}, True),
        ({"environment": "dev"}, False),
        ({"environment": ["dev", "staging"]}, False),
        ({"provider": "aws"}, True),
        ({"provider": ["gcp", "azure"]}, False),
        ({"tenant_id": "acme"}, True),
        ({"tenant_id": "ACME"}, False),
        ({"runtime": "ecs"}, True),
        ({"runtime": ["kubernetes", "airflow"]}, False),
        ({"environment": "prod", "provider": "aws", "tenant_id": "acme", "runtime": "ecs"}, True),
        ({"environment": "prod", "tenant_id": "globex"}, False),
    ],
)
def test_when(when: dict[str, Any] | None, meant: bool, project: Project) -> None:
    project.job(environment="prod", infrastructure={"runtime": {"type": "ecs"}})
    policy(project, {"required": ["Owner"]}, when=when)
    assert project.ask().rules == ["policy/rule"] * meant
    project.write("provider-bridge.yaml", {"required_tags": [{"key": "Owner", "when": when}]})
    assert project.ask().rules == ["required-tag"] * meant


def test_when_asks_what_the_job_comes_to(project: Project) -> None:
    """The tenant that a shared job is resolved for, the environment from a variable, the provider of the query."""
    project.write("jobs/a.yaml", "tenant_id: ${TENANT_ID}\nenvironment: ${STAGE}\ninfrastructure: {provider: aws}\n")
    policy(project, {"required": ["Owner"]}, when={"tenant_id": "acme", "environment": "prod", "provider": "gcp"})
    query = {"jobs": "jobs/*.yaml", "tenants": "globex", "env.STAGE": "prod", "provider": "gcp"}
    assert project.ask(query).rules == []
    for change in ({"env.STAGE": "dev"}, {"provider": "aws"}):
        assert project.ask({**query, "tenants": "acme", **change}).rules == []
    assert project.ask({**query, "tenants": "acme,globex"}).rules == ["policy/rule"]


def test_a_job_without_the_fact_is_not_meant(project: Project) -> None:
    project.job()
    for when in ({"environment": "prod"}, {"runtime": "ecs"}):
        policy(project, {"required": ["Owner"]}, when=when)
        assert project.ask().rules == []
