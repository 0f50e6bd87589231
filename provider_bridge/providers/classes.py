"""The resource classes and type names of AWS, from data files.

Scripts in `tests/conformance` write the files from what AWS publishes: botocore's service models and CloudFormation's
schemas, whose versions the files name.
"""

from __future__ import annotations

import re
from functools import cache

from ..light_typing import TYPE_CHECKING
from .data import load

if TYPE_CHECKING:
    from .limits import Limits


@cache
def aws_classes(general: Limits, *others: Limits) -> dict[str, Limits]:
    """Return all resource classes of AWS by name: the given ones, then those narrower than the first."""
    classes = {limits.name: limits for limits in (general, *others)}
    for name, narrower in load("aws_classes.json")["classes"].items():
        reserved = tuple(narrower.get("reserved", ()))
        classes[name] = general._replace(name=name, **{**narrower, "reserved": reserved})
    return classes


@cache
def aws_class_of(type_: str) -> str | None:
    """Return the class of a resource type of Terraform's aws or awscc provider; None for the general one.

    The data has types, and starts of types that end in `_`. The longest that fits decides.
    """
    types: dict[str, str | None] = load("aws_classes.json")["types"]
    words = type_.split("_")
    starts = (f"{'_'.join(words[:length])}_" for length in range(len(words), 0, -1))
    return next((types[start] for start in (type_, *starts) if start in types), None)


@cache
def terraform_types_of(tag_type: str) -> tuple[str, ...]:
    """Return the Terraform types of a resource type as AWS tag policies name it, such as `ec2:instance`.

    `ec2:*` and `ec2:ALL_SUPPORTED` are all types of a service. An unknown name has none.
    """
    types: dict[str, list[str]] = load("aws_tag_types.json")["types"]
    service, _, resource = tag_type.lower().partition(":")
    if resource in ("*", "all_supported"):
        names = [name for name in types if name.startswith(f"{service}:")]
    else:
        names = [f"{service}:{re.sub('[^a-z0-9]', '', resource.rpartition('/')[2])}"]
    return tuple(sorted({type_ for name in names for type_ in types.get(name, ())}))
