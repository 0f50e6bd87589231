"""What AWS's service models publish about tags: every shape that an operation writes tags with."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.loaders import Loader

from tests.conformance.rules import Rule, TagRules

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("tagKey", "tagValue"))
READS = re.compile("Describe|List|Get|Search|Untag|Remove|Delete|Query|Select|Lookup")
TAGS = re.compile(r"(?:\bt|T)ag")
SEARCHES = re.compile("Filter|Condition|Criteri")
IN_WORDS = re.compile(r'Java reg(?:ex|ular expressions?): "(.+?)"\)')
"""Some services have the pattern in their documentation only."""


@cache
def services() -> dict[str, dict[str, TagRules]]:
    """By service, in its newest version: the tag shapes, each by the name of its list or map."""
    loader = Loader()
    every = {
        name: dict(_Model(loader.load_service_model(name, "service-2")).tag_shapes())
        for name in loader.list_available_services("service-2")
    }
    return {name: shapes for name, shapes in every.items() if shapes}


@cache
def tagging_shapes() -> dict[str, dict[str, TagRules]]:
    """By service: the tag shapes of what tags any resource, `TagResource`; else of all that tags; else all shapes."""
    loader = Loader()
    every = {}
    for name in services():
        model = loader.load_service_model(name, "service-2")
        by_name = [re.compile(pattern) for pattern in ("TagResources?$", "(?!Set).*Tag", "")]
        tried = (dict(_Model(model, operation).tag_shapes()) for operation in by_name)
        every[name] = next(filter(None, tried))
    return every


@cache
def names() -> dict[str, set[str]]:
    """By service: the names that AWS's own documents have for it, in lower-case letters and digits."""
    loader = Loader()
    keys = ("serviceId", "endpointPrefix", "signingName")
    every = {}
    for name in loader.list_available_services("service-2"):
        metadata = loader.load_service_model(name, "service-2")["metadata"]
        every[name] = {compact(each) for each in (name, *(metadata.get(key, "") for key in keys)) if each}
    return every


def signing_name(service: str) -> str:
    """The name of a service in requests and IAM actions: `stepfunctions` → `states`."""
    metadata = Loader().load_service_model(service, "service-2")["metadata"]
    name: str = metadata.get("signingName") or metadata["endpointPrefix"]
    return name


def compact(name: str) -> str:
    """A name in lower-case letters and digits: `Elastic Load Balancing v2` → `elasticloadbalancingv2`."""
    return re.sub("[^a-z0-9]", "", name.lower())


@cache
def every_shape() -> dict[str, TagRules]:
    """All tag shapes of all services: `glue.TagsMap`."""
    return {f"{name}.{shape}": rules for name, shapes in services().items() for shape, rules in shapes.items()}


def rules_of(names: str) -> dict[str, TagRules]:
    """The rules of services and of single shapes: `ecs glue.TagsMap`."""
    wanted = set(names.split())
    found = {shape: rules for shape, rules in every_shape().items() if {shape, shape.partition(".")[0]} & wanted}
    assert wanted <= {*found, *(shape.partition(".")[0] for shape in found)}, names
    return found


class _Model:
    def __init__(self, model: dict[str, Any], operations: re.Pattern[str] = re.compile("")) -> None:
        self.shapes: dict[str, dict[str, Any]] = model["shapes"]
        self.writes = [
            operation["input"]["shape"]
            for name, operation in model["operations"].items()
            if "input" in operation and not READS.match(name) and operations.match(name)
        ]

    def tag_shapes(self) -> Iterator[tuple[str, TagRules]]:
        """Lists of pairs and maps of text, where their own name or that of the member they are in says tags."""
        ahead = [(name, "") for name in self.writes]
        seen = set(ahead)
        while ahead:
            name, member = ahead.pop()
            shape = self.shapes[name]
            if shape["type"] in ("list", "map") and (rules := self._rules(name, member)):
                yield name, rules
            below = [(about["shape"], member) for role, about in shape.items() if role in ("member", "value")]
            below += [(about["shape"], inner) for inner, about in shape.get("members", {}).items()]
            ahead += [each for each in below if each not in seen]
            seen.update(below)

    def _rules(self, name: str, member: str) -> TagRules | None:
        shape = self.shapes[name]
        inner = shape["member"]["shape"] if shape["type"] == "list" else ""
        names = f"{member} {name} {inner}"
        if not TAGS.search(names) or SEARCHES.search(names):
            return None
        if shape["type"] == "map":
            return self._pair(shape["key"], shape["value"], shape.get("max"))
        members = self.shapes[inner].get("members", {})
        for key, value in PAIRS:
            if key in members and value in members:
                return self._pair(members[key], members[value], shape.get("max"))
        return None

    def _pair(self, key: dict[str, Any], value: dict[str, Any], most: int | None) -> TagRules | None:
        if any(self.shapes[about["shape"]]["type"] != "string" for about in (key, value)):
            return None
        return TagRules(self._rule(key), self._rule(value), most)

    def _rule(self, about: dict[str, Any]) -> Rule:
        shape = self.shapes[about["shape"]]
        words = IN_WORDS.search(html.unescape(about.get("documentation", "")))
        pattern = shape.get("pattern") or (words[1].replace("\\\\", "\\") if words else None)
        return Rule(pattern, shape.get("min", 0), shape.get("max"))
