"""CloudFormation's schemas, as cfn-lint brings them, take what the classes emit."""

from __future__ import annotations

import pytest

from tests.conformance.cloudformation import every_type, rules_of
from tests.conformance.judge import Judge
from tests.conformance.tables import CLOUDFORMATION, TYPES_NOT_EVEN_PORTABLE


@pytest.mark.parametrize("name", CLOUDFORMATION)
def test_no_resource_type_refuses_what_its_class_emits(name: str) -> None:
    types = CLOUDFORMATION[name].split()
    rules = rules_of(types)
    assert len(rules) == len(types)
    judge = Judge("aws", name, rules)
    judge.values(1000)
    judge.maps(60)


def test_no_general_resource_type_refuses_what_ecs_tasks_have() -> None:
    judge = Judge("aws", "ecs-task", rules_of(CLOUDFORMATION["resource"].split()))
    judge.values(1000)
    judge.maps(60)


def test_no_resource_type_at_all_refuses_what_is_portable() -> None:
    rules = {name: rules for name, rules in every_type().items() if name not in TYPES_NOT_EVEN_PORTABLE}
    assert len(rules) > 1_250
    judge = Judge("aws", "portable", rules)
    judge.values(4_000)
    judge.maps(500)


@pytest.mark.parametrize("name", sorted(TYPES_NOT_EVEN_PORTABLE))
def test_the_known_exceptions_refuse_portable_tags(name: str) -> None:
    with pytest.raises(AssertionError, match=f"aws portable: {name} refuses"):
        Judge("aws", "portable", {name: every_type()[name]}).maps(500)
