"""Whatever a resource class emits, every source that publishes rules for its tags takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provider_bridge.providers import PROVIDERS
from tests.conformance.documented import DOCUMENTED
from tests.conformance.generate_aws_classes import class_names, subjects
from tests.conformance.judge import Judge
from tests.conformance.narrower import narrower
from tests.conformance.published import every_shape, rules_of
from tests.conformance.tables import MODULES, NO_CLASS_CAN_SAY, NOT_EVEN_PORTABLE, SERVICES

if TYPE_CHECKING:
    from tests.conformance.rules import TagRules

CLASSES = [(provider, name) for provider, cloud in PROVIDERS.items() for name in cloud.resource_classes()]
OF_MODULES = {"gcp": "google_", "azure": "azurerm_", "kubernetes": "kubernetes_"}
VALUES, MAPS = 4000, 250
GENERAL, GENERATED = 4, 0.1
"""So many times more of them for a cloud's general class, and for one of AWS's many that are generated."""


def published(provider: str, name: str) -> dict[str, TagRules]:
    """All that is published about the tags of a class, by who publishes it."""
    if name not in DOCUMENTED[provider]:
        return generated(name)
    found = {"documentation": DOCUMENTED[provider][name]}
    if provider != "aws":
        types = {type_: other for type_, other in MODULES.items() if type_.startswith(OF_MODULES[provider])}
        return {
            **found,
            **({type_: DOCUMENTED[provider][types[type_]] for type_ in types} if name == "resource" else {}),
        }
    if name == "resource":
        return {**found, **{shape: rules for shape, rules in every_shape().items() if not narrower(rules)}}
    if name == "portable":
        shapes = {shape: rules for shape, rules in every_shape().items() if shape not in NOT_EVEN_PORTABLE}
        return {**DOCUMENTED["aws"], **shapes}
    modules = [services for type_, services in MODULES.items() if type_.startswith("aws_") and name == "ecs-task"]
    return {**found, **rules_of(" ".join([SERVICES[name], *modules]))}


def generated(name: str) -> dict[str, TagRules]:
    """What is published about the types of a class of AWS that is generated."""
    members = (subjects()[each] for each, class_ in class_names().items() if class_ == name)
    return {
        f"{subject.service} {subject.type_} {number}": rules
        for subject in members
        if f"AWS::{subject.type_}" not in NO_CLASS_CAN_SAY
        for number, rules in enumerate(subject.rules)
    }


def times(provider: str, name: str) -> float:
    return GENERAL if name == "resource" else 1 if name in DOCUMENTED[provider] else GENERATED


@pytest.mark.parametrize(("provider", "name"), CLASSES)
def test_no_value_is_refused(provider: str, name: str) -> None:
    Judge(provider, name, published(provider, name)).values(int(VALUES * times(provider, name)))


@pytest.mark.parametrize(("provider", "name"), CLASSES)
def test_no_map_is_refused(provider: str, name: str) -> None:
    Judge(provider, name, published(provider, name)).maps(int(MAPS * times(provider, name)))


@pytest.mark.parametrize("shape", sorted(NOT_EVEN_PORTABLE))
def test_the_known_exceptions_refuse_portable_tags(shape: str) -> None:
    with pytest.raises(AssertionError, match=f"aws portable: {shape} refuses"):
        Judge("aws", "portable", rules_of(shape)).maps(MAPS)
