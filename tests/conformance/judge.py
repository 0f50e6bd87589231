"""What a resource class makes of generated tags, beside the rules of all who publish some for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provider_bridge.diagnostics import ERROR, Location
from provider_bridge.providers import PROVIDERS
from provider_bridge.tags.format import format_tags
from provider_bridge.tags.layers import LAYERS, Origin
from provider_bridge.tags.merge import Tag
from provider_bridge.tags.normalize import format_value
from tests.conformance.texts import SEED, TIMES, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provider_bridge.tags.layers import Value
    from tests.conformance.rules import Rule, TagRules

JOB = Location("job.yaml")


class Judge:
    """A class and its rules, each of them once, with one who publishes it."""

    def __init__(self, provider: str, name: str, published: Mapping[str, TagRules]) -> None:
        self.provider = provider
        self.limits = PROVIDERS[provider].resource_classes()[name]
        self.of = f"{provider} {name}"
        self.key_rules: dict[Rule, str] = {}
        self.value_rules: dict[Rule, str] = {}
        for source, rules in published.items():
            self.key_rules.setdefault(rules.key, source)
            self.value_rules.setdefault(rules.value, source)

    def values(self, times: int) -> None:
        """Format so many values. Fails on the first that anyone refuses."""
        texts = Texts(f"{self.of} values")
        for _ in range(times * TIMES):
            written = texts.value()
            self._judge(self.value_rules, format_value(self.provider, written, self.limits).text, written)

    def maps(self, times: int) -> None:
        """Format so many maps. Fails on the first with an illegal key or value, two keys that are one, or too many."""
        texts = Texts(f"{self.of} maps")
        for _ in range(times * TIMES):
            tags = list(_written(texts, self.limits.max_tags or 50))
            formatted, findings = format_tags(self.provider, tags, self.limits, JOB)
            for key, each in formatted.items():
                self._judge(self.key_rules, key, each.tag.key)
                self._judge(self.value_rules, each.value.text, each.tag.value)
            if self.provider in ("aws", "azure"):
                assert len({key.casefold() for key in formatted}) == len(formatted), (self.of, list(formatted), SEED)
            if self.limits.max_tags is not None and len(formatted) > self.limits.max_tags:
                assert (ERROR, "tag-count") in {(each.severity, each.rule) for each in findings}, (self.of, SEED)

    def _judge(self, rules: dict[Rule, str], text: str, written: Value) -> None:
        for rule, source in rules.items():
            if rule.refuses(text):
                raise AssertionError(
                    f"{self.of}: {source} refuses {text!r} by {rule.pattern!r}, {rule.least} to {rule.most} long; "
                    f"written: {written!r}; CONFORMANCE_SEED={SEED}"
                )


def _written(texts: Texts, most: int) -> Iterator[Tag]:
    """A few tags, or about as many as a resource takes; some keys are nearly the same."""
    few = texts.random.randrange(10)
    keys = [texts.text() for _ in range(few)]
    keys += [variant(key) for key in keys[:2] for variant in (str.upper, str.lower, str.title)]
    if few == 0:
        keys += [f"tag-{number}" for number in range(most + texts.random.randrange(-2, 3))]
    for key in dict.fromkeys(keys):
        value: Any = texts.value() if few else "x"
        where = Location("job.yaml", ("infrastructure", "tags", key))
        yield Tag(key, value, (Origin(LAYERS[0], where, value, value),))
