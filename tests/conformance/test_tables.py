"""What the conformance tests compare is all there is: no pattern, class, module or service is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from provider_bridge.providers import PROVIDERS
from tests.conformance.documented import DOCUMENTED
from tests.conformance.narrower import narrower
from tests.conformance.patterns import compiled
from tests.conformance.published import every_shape, rules_of, services
from tests.conformance.tables import MODULES, SERVICES

ROOT = Path(__file__).resolve().parents[2]
RESOURCE = re.compile(r'^resource "(\w+)" "\w+" \{\n(.*?)^\}', re.DOTALL | re.MULTILINE)
ALL = every_shape()
PATTERNS = {rule.pattern for rules in ALL.values() for rule in (rules.key, rules.value) if rule.pattern}


def test_the_service_models_publish_as_much_as_they_did() -> None:
    assert len(services()) >= 300
    assert len(PATTERNS) >= 90
    assert len([rules for rules in ALL.values() if rules.value.pattern]) >= 130


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_each_pattern_is_understood(pattern: str) -> None:
    """Each takes a plain word, and refuses what no tag is."""
    assert compiled(pattern).fullmatch("Team1")
    assert not re.search(r"\\p\{\w{3,}\}|&&", compiled(pattern).pattern)


def test_each_class_has_its_rules() -> None:
    """Those of AWS that have no documentation here are generated from what is published."""
    for provider, cloud in PROVIDERS.items():
        if provider != "aws":
            assert set(DOCUMENTED[provider]) == set(cloud.resource_classes())
    assert {"resource", "portable", *SERVICES} == set(DOCUMENTED["aws"]) <= set(PROVIDERS["aws"].resource_classes())


@pytest.mark.parametrize(("provider", "name"), [(cloud, name) for cloud in DOCUMENTED for name in DOCUMENTED[cloud]])
def test_a_class_takes_no_more_tags_than_its_resource(provider: str, name: str) -> None:
    published = [DOCUMENTED[provider][name], *(rules_of(SERVICES[name]).values() if name in SERVICES else ())]
    limits = [rules.most for rules in published if rules.most is not None]
    most = PROVIDERS[provider].resource_classes()[name].max_tags
    assert most == min(limits, default=None)


def test_each_resource_that_a_module_tags_has_its_rules() -> None:
    tagged = {
        type_
        for directory in ("terraform", "examples")
        for path in (ROOT / directory).rglob("*.tf")
        for type_, block in RESOURCE.findall(path.read_text("utf-8"))
        if re.search(r"^ +(tags|labels|user_labels) *=", block, re.MULTILINE)
    }
    assert tagged - {"terraform_data", "google_billing_budget"} == set(MODULES)  # a budget's labels are its filter
    for type_, name in MODULES.items():
        if type_.startswith("aws_"):
            assert all(narrower(rules) == "" for rules in rules_of(name).values()), type_
