"""Which rules are checked for which job, how severe they are, and how long they may take."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from provider_bridge.diagnostics import Location
from provider_bridge.policy.config import Config
from provider_bridge.policy.judge import Budget, judge
from provider_bridge.policy.rules import Condition, Rule
from provider_bridge.policy.timer import Timer
from provider_bridge.tags.merge import Merged

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.project import Project

    Value = TypeVar("Value")

JOB = """\
tenant_id: acme
finops: {cost_center: A-1}
infrastructure:
  provider: aws
  tags:
    Team: data
    Colour: red
"""

ANY_JOB = Condition(("",), ("",), ("",), ("",))


def policy(project: Project, schema: dict[str, Any], **rule: Any) -> None:
    project.write("provider-bridge.yaml", {"rules": [{"name": "rule", "schema": schema, **rule}]})


# --- time: what a slow rule says is in invalid-examples/policy-slow


class Clock(Timer):
    """A timer for which all work takes the same time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def run(self, seconds: float, work: Callable[[], Value]) -> tuple[Value | None, float]:
        return (None, seconds) if seconds < self.seconds else (work(), self.seconds)


def rule(number: int) -> Rule:
    location = Location("provider-bridge.yaml", ("rules", number))
    return Rule(f"r{number}", '{"required": ["Owner"]}', "error", Condition(), "", "provider-bridge.yaml:1", location)


def judged(rules: tuple[Rule, ...], jobs: int, budget: Budget | None = None) -> tuple[list[str], Budget]:
    """The rules of all diagnostics of some jobs, and what is left of the budget."""
    names, budget = [], budget or Budget()
    for number in range(jobs):
        diagnostics, budget = judge(
            Config(rules=rules), Merged({}, {}), ANY_JOB, Location(f"jobs/{number:02}.yaml"), budget
        )
        names += [diagnostic.rule for diagnostic in diagnostics]
    return names, budget


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
    monkeypatch.setattr("provider_bridge.policy.timer.cpu_timer", lambda: nullcontext(Clock(0.6)))
    for number in range(30):
        project.write(f"jobs/{number:02}.yaml", JOB)
    project.write("provider-bridge.yaml", {"rules": [{"name": "slow", "schema": {"required": ["Owner"]}}]})
    ran = project.ask({"jobs": "jobs/*.yaml"})
    assert sorted(ran.rules) == ["policy-slow", *["policy/slow"] * 16]
    assert ran.lines[-1] == (
        'provider-bridge.yaml:3:3: error: [policy-slow] rule "slow" was stopped on jobs/16.yaml after 10 seconds '
        "over all jobs"
    )


@pytest.mark.parametrize(
    ("seconds", "rules", "judgements", "message"),
    [
        (1.5, 1, 0, "was stopped after {2:bare} on {1:bare}"),
        (0.9, 1, 11, "was stopped on {1:bare} after {3:bare} over all jobs"),
        (0.9, 10, 33, "was stopped on {1:bare}: all rules together took {4:bare}"),
    ],
    ids=["1 second for a job", "10 seconds for a rule", "30 seconds for all rules"],
)
def test_the_bound_that_was_exceeded_is_named(
    seconds: float, rules: int, judgements: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provider_bridge.policy.timer.cpu_timer", lambda: nullcontext(Clock(seconds)))
    names, budget = judged(tuple(map(rule, range(rules))), jobs=20)
    assert len(names) == judgements
    assert len(budget.stopped) == rules
    for diagnostic in budget.stopped.values():
        assert diagnostic.message.endswith(message)
        assert (diagnostic.rule, diagnostic.severity) == ("policy-slow", "error")


def test_all_rules_of_a_call_have_thirty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty rules that never end take a second each, and nothing more is judged."""
    monkeypatch.setattr("provider_bridge.policy.timer.cpu_timer", lambda: nullcontext(Clock(1e9)))
    names, budget = judged(tuple(map(rule, range(40))), jobs=5)
    assert (names, len(budget.stopped), budget.left) == ([], 40, 0)


def test_a_rule_that_takes_all_of_its_time_and_no_more_is_not_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provider_bridge.policy.timer.cpu_timer", lambda: nullcontext(Clock(1)))
    names, budget = judged((rule(0),), jobs=10)
    assert (len(names), budget.stopped) == (10, {})
    _, budget = judged((rule(0),), jobs=1, budget=budget)
    assert len(budget.stopped) == 1


def test_a_budget_is_a_value() -> None:
    """What one job takes changes nothing that another call holds."""
    budget = Budget()
    assert judged((rule(0),), jobs=3, budget=budget)[1] != budget
    assert budget == Budget()


def test_no_time_runs_after_the_rules_are_checked() -> None:
    names, _ = judged((rule(0), rule(1)), jobs=1)
    assert names == ["policy/r0", "policy/r1"]
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_no_time_runs_while_diagnostics_are_worded(monkeypatch: pytest.MonkeyPatch) -> None:
    def worded(*_: object) -> list[Any]:
        assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
        return []

    monkeypatch.setattr("provider_bridge.policy.messages.rule_diagnostics", worded)
    assert judged((rule(0), rule(1)), jobs=2)[0] == []


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
    line = (
        'job.yaml:6:5: warning: [policy/rule] Who is on call? Required tag "Owner" is missing (provider-bridge.yaml:2)'
    )
    ran = project.ask()
    assert (ran.code, ran.lines) == (0, [line])
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
