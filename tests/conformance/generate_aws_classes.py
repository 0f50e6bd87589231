"""Write provider_bridge/providers/aws_classes.json: resource classes of AWS, and the types that belong to each.

`python -m tests.conformance.generate_aws_classes`. The limits come from botocore's service models and CloudFormation's
schemas, in the versions that the test extra pins; what AWS says in prose only is in `DOCUMENTED` and `TYPES`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.conformance import published
from tests.conformance.aws_names import (
    cloudformation_services,
    cloudformation_type,
    kebab,
    service_of,
    services_of,
    terraform_prefix,
    terraform_types,
)
from tests.conformance.cloudformation import every_type, rules_of
from tests.conformance.published import compact, tagging_shapes
from tests.conformance.tables import CLOUDFORMATION, NOT_EVEN_PORTABLE, SERVICES, TYPES_NOT_EVEN_PORTABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.conformance.rules import Rule, TagRules

DATA = Path(__file__).resolve().parents[2] / "provider_bridge" / "providers" / "aws_classes.json"

Limits = dict[str, Any]
"""In what a class is narrower than the general limits, by field."""

DOCUMENTED: dict[str, Limits] = {
    "docdb": {"reserved": ["rds:"]},
    "neptune": {"reserved": ["rds:"]},
    "rds": {"reserved": ["rds:"]},  # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html
    "dms": {"reserved": ["dms:"]},  # https://docs.aws.amazon.com/dms/latest/APIReference/API_Tag.html
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
    "dax": {"forbidden_in_key": "@", "forbidden_in_value": "@"},
    "dynamodb": {"forbidden_in_key": "@", "forbidden_in_value": "@"},
}
"""By service of botocore: what its documentation adds in prose (read 2026-11-30)."""
OF_CLASSES: dict[str, Limits] = {
    # https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html
    "ssm-automation": {"max_tags": 5},
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html
    "ec2": {"key_length": 127, "value_length": 255},
}
"""By class: the same for operations that share their service's shapes."""
TYPES = {
    "aws_s3_bucket_object": "s3-object",
    "aws_s3_object": "s3-object",
    "aws_s3_object_copy": "s3-object",
}
"""Types of Terraform whose class is not the one of their service."""

KEY, VALUE, COUNT = 128, 256, 50
"""AWS's general limits: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html (read 2026-11-30)."""
PUNCTUATION = " +-./:=@_"
NON_ASCII = "é東٣\u00a0"
LINE_SEPARATORS = "\u2028\u2029"


class Subject(NamedTuple):
    """What has a class: a resource type of CloudFormation or Terraform, or a service as a whole."""

    service: str
    """botocore's name, else CloudFormation's."""
    type_: str
    """CloudFormation's, without `AWS::`; empty for a service as a whole."""
    rules: tuple[TagRules, ...]

    def limits(self) -> Limits:
        return combined([limits_of(self.rules), DOCUMENTED.get(self.service, {})])


def limits_of(rules: Iterable[TagRules]) -> Limits:
    """In what rules are narrower than AWS's general ones, all taken together."""
    return combined(map(_narrower, rules))


@cache
def _narrower(rules: TagRules) -> Limits:
    return combined(_each_narrower(rules))


def _each_narrower(rules: TagRules) -> Iterable[Limits]:
    for part, rule, general in (("key", rules.key, KEY), ("value", rules.value, VALUE)):
        longest = next(length for length in range(general, 0, -1) if not rule.refuses("a" * length))
        refused = _refused(rule)
        yield {f"{part}_length": longest} if longest < general else {}
        yield {f"ascii_{part}": True} if refused & set(NON_ASCII) else {}
        yield {f"forbidden_in_{part}": "".join(sorted(refused - set(NON_ASCII)))}
    yield {"max_tags": rules.most} if rules.most is not None and rules.most < COUNT else {}
    yield {"empty_value": False} if rules.value.refuses("") else {}
    if not rules.key.refuses("other:a"):
        yield {"reserved": [prefix for prefix in ("memorydb:", "rds:") if rules.key.refuses(f"{prefix}a")]}


@cache
def _refused(rule: Rule) -> frozenset[str]:
    """The characters that a rule refuses. At the ends white space does not matter: it is trimmed."""
    return frozenset(
        char
        for char in PUNCTUATION + NON_ASCII + LINE_SEPARATORS
        if rule.refuses(f"a{char * 3}b") or (char.strip() and any(map(rule.refuses, (f"{char}ab", f"ab{char}"))))
    )


def combined(every: Iterable[Limits]) -> Limits:
    """The strictest of several limits, sorted by field."""
    strictest: Limits = {}
    for limits in every:
        for field, limit in limits.items():
            if field in ("key_length", "value_length", "max_tags"):
                strictest[field] = min(limit, strictest.get(field, limit))
            elif field.startswith("forbidden"):
                strictest[field] = "".join(sorted({*limit, *strictest.get(field, "")}))
            elif field == "reserved":
                strictest[field] = sorted({*limit, *strictest.get(field, [])})
            else:
                strictest[field] = limit
    for part in ("key", "value"):
        chars = strictest.get(f"forbidden_in_{part}", "")
        if strictest.get(f"ascii_{part}"):
            strictest[f"forbidden_in_{part}"] = "".join(filter(str.isascii, chars))
    return {field: limit for field, limit in sorted(strictest.items()) if limit not in ("", [])}


@cache
def named_classes() -> dict[str, Limits]:
    """The classes whose names are part of the contract, from the services and types that they are for."""
    classes = {}
    for name, services in SERVICES.items():
        if name == "ecs-task":  # its number is the program's own
            continue
        types = CLOUDFORMATION.get(name, "").split()
        rules = [*published.rules_of(services).values(), *rules_of(types).values()]
        documented = [DOCUMENTED.get(service, {}) for service in services.split()]
        classes[name] = combined([limits_of(rules), *documented, OF_CLASSES.get(name, {})])
    return classes


def portable() -> Limits:
    """The limits that every service and type accepts, counts and the known exceptions aside."""
    shapes = [rules for name, rules in published.every_shape().items() if name not in NOT_EVEN_PORTABLE]
    types = [rules for name, rules in every_type().items() if name not in TYPES_NOT_EVEN_PORTABLE]
    every = combined([limits_of([*shapes, *types]), *DOCUMENTED.values(), *OF_CLASSES.values()])
    return {field: limit for field, limit in every.items() if field != "max_tags"}


@cache
def subjects() -> dict[str, Subject]:
    """By name, with `AWS::`, `aws_` or, for a service as a whole, neither: all that has tags."""
    every = {}
    for type_, rules in every_type().items():
        botocore = cloudformation_services()[service_of(type_)]
        name = botocore[0] if botocore else kebab(service_of(type_))
        every[type_] = Subject(name, type_[5:], (rules, *_shapes(botocore)))
    for type_ in terraform_types():
        every[type_] = _terraform_subject(type_)
    for service in tagging_shapes():
        services = [name for name, theirs in cloudformation_services().items() if service in theirs]
        every[service] = Subject(service, "", (*_agreed(services), *_shapes([service])))
    return every


def _terraform_subject(type_: str) -> Subject:
    botocore, services = services_of(type_)
    own = cloudformation_type(type_)
    rules = (every_type()[own],) if own else _agreed(services)
    names = cloudformation_services()[service_of(own)] if own else botocore
    service = [*names, *map(kebab, services), terraform_prefix(type_)][0]
    return Subject(service, own[5:] if own else "", (*rules, *_shapes(botocore)))


def _agreed(services: Iterable[str]) -> tuple[TagRules, ...]:
    """The rules of all types of services of CloudFormation, where their limits are the same; else none."""
    every = [rules for name, rules in every_type().items() if service_of(name) in services]
    return tuple(every) if len({json.dumps(limits_of([each])) for each in every}) == 1 else ()


def _shapes(services: Iterable[str]) -> tuple[TagRules, ...]:
    return tuple(rules for service in services for rules in tagging_shapes().get(service, {}).values())


@cache
def class_names() -> dict[str, str | None]:
    """By subject: the name of its class; None for the general one."""
    every = subjects()
    groups: defaultdict[tuple[str, str], dict[str, Subject]] = defaultdict(dict)
    for name, subject in every.items():
        if limits := subject.limits():
            groups[subject.service, json.dumps(limits)][name] = subject
    names: dict[str, str | None] = dict.fromkeys(every)
    taken = {*SERVICES, "portable", "resource", "ecs-task"}
    for (service, text), members in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0])):
        for name, subject in members.items():
            names[name] = _named(subject, json.loads(text))
        if None in map(names.get, members):
            new = service
            if new in taken or 3 * len(members) < 2 * sum(each.service == service for each in every.values()):
                own = _own_name(min(members)).removeprefix(f"{service}-")
                new = f"{service}-{own}"  # a type of CloudFormation where there is one
            assert new not in taken, new
            taken.add(new)
            names.update({name: names[name] or new for name in members})
    return names | TYPES


def _own_name(type_: str) -> str:
    if "::" in type_:
        return kebab(type_.rpartition("::")[2])
    return type_.removeprefix(f"{terraform_prefix(type_)}_").replace("_", "-")


def _named(subject: Subject, limits: Limits) -> str | None:
    """The class of the contract that is for a subject's type, else for its service, where the limits are equal."""
    same = [name for name, named in named_classes().items() if named == limits]
    by_type = [name for name in same if subject.type_ in CLOUDFORMATION.get(name, "").split()]
    by_service = [name for name in same if subject.service in re.split(r"[ .]", SERVICES[name])]
    return next(iter([*by_type, *by_service]), None)


def types(names: dict[str, str | None]) -> dict[str, str | None]:
    """By type or, with `_` at the end, start of types in Terraform: the class. None where a shorter start has one."""
    by_start: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
    for service in tagging_shapes():
        by_start[f"aws_{compact(service)}_"][""] = names[service]
    for type_ in terraform_types():
        by_start[f"{terraform_prefix(type_)}_"][type_] = names[type_]
    for type_ in every_type():
        snake = kebab(type_.split("::")[2]).replace("-", "_")
        by_start[f"awscc_{service_of(type_).lower()}_"][f"awscc_{service_of(type_).lower()}_{snake}"] = names[type_]
    every: dict[str, str | None] = {}
    for start, classes in sorted(by_start.items()):
        common = set(classes.values())
        if len(common) == 1:
            every |= {start: common.pop()}
        else:
            every |= {type_: name for type_, name in sorted(classes.items()) if type_}
    return {start: name for start, name in every.items() if name or any(map(every.get, _shorter(start)))}


def _shorter(start: str) -> Iterator[str]:
    words = start.rstrip("_").split("_")
    return (f"{'_'.join(words[:length])}_" for length in range(1, len(words)))


def content() -> dict[str, Any]:
    every, names = subjects(), class_names()
    classes = {name: every[subject].limits() for subject, name in names.items() if name and name not in SERVICES}
    classes |= {**named_classes(), "portable": portable()}
    return {
        "sources": {name: version(name) for name in ("botocore", "cfn-lint")},
        "classes": dict(sorted(classes.items())),
        "types": types(names),
    }


def document() -> str:
    """The file's content."""
    return json.dumps(content(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    DATA.write_text(document(), "utf-8")
