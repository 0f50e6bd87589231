"""The output of `aws resourcegroupstaggingapi get-resources`.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html (read 2026-11-30)
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..audit.resource_types import class_of
from ..providers.classes import terraform_types_of
from .live import checked_tags, live_resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..audit.audited import AuditedResource
    from ..diagnostics import Location

CLOUD = "aws"
COMMAND = "aws resourcegroupstaggingapi get-resources --output json"
ITEM = 'a mapping with the string "ResourceARN" and the list "Tags" of "Key" and "Value"'
NOT_LISTED = "resources that never had a tag; other accounts and regions"

_LIST = "ResourceTagMappingList"
_TOKENS = ("PaginationToken", "NextToken")
"""The service's own token, and that of `--max-items`."""
_SOLE_TYPES = {"s3": "bucket", "sns": "topic", "sqs": "queue"}
"""The types of services whose ARNs have a name only."""
_OF_SERVICES = ("AmazonECSManaged", "eks:", "elasticbeanstalk:", "kubernetes.io/")
"""Starts of keys that services set, besides `aws:`.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html,
https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html,
https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.tagging.html (read 2026-11-30)
"""


def matches(data: Any) -> bool:
    """Return whether a JSON document is an export of this kind."""
    return isinstance(data, dict) and _LIST in data


def items(page: Any) -> tuple[str, Any]:
    """Return the path of the list of resources in a document, and the list."""
    return _LIST, page.get(_LIST)


def cut(pages: Sequence[Any]) -> str | None:
    """Return the reason why the pages of an export are not all, or None."""
    token = next((token for token in _TOKENS if pages[-1].get(token)), None)
    return token and f'"{token}" is set'


def resource(item: Any, location: Location) -> AuditedResource | None:
    """Return the resource of an item, or None if it is not checked.

    Raises:
        AttributeError, KeyError, TypeError: The item does not have the form of ITEM.

    """
    arn, listed = item["ResourceARN"], item.get("Tags")
    tags = {} if listed is None else {tag["Key"]: tag["Value"] for tag in listed}
    parts = arn.split(":", 5)
    service, name = (parts[2], parts[5]) if len(parts) > 5 else ("", "")
    type_ = _type(service, name)
    return live_resource(
        location, arn, CLOUD, f"{service}:{type_}", _limits_type(service, type_), checked_tags("Tags", tags)
    )


def is_set_by_others(key: str) -> bool:
    """Return whether the cloud or one of its services sets a key on live resources."""
    return key.startswith(_OF_SERVICES)


def _type(service: str, name: str) -> str:
    """Return the type in the last part of an ARN: `task-definition/orders:1` → `task-definition`."""
    if service in _SOLE_TYPES:
        return _SOLE_TYPES[service]
    before, slash, _ = name.lstrip("/").partition("/")
    type_, colon, _ = before.partition(":")
    return type_ if slash or colon else ""


@lru_cache(maxsize=4096)
def _limits_type(service: str, type_: str) -> str:
    """Return a Terraform type with the resource class of a type; empty for the general class."""
    types = terraform_types_of(f"{service}:{type_ or '*'}") or terraform_types_of(f"{service}:*")
    classes = {class_of(each) for each in types}
    return types[0] if len(classes) == 1 else ""
