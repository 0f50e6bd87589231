"""The output of `aws resourcegroupstaggingapi get-resources`.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html (read 2026-11-30)
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..audit.resource_types import class_of
from ..providers.classes import terraform_types_of
from .live import checked_tags, flat, live_resource

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

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


def split(item: Any) -> tuple[str, Hashable, Any]:
    """Return the address of an item, and the rest of its resource: as a key, and in parts.

    Raises:
        AttributeError, KeyError, TypeError: The item does not have the form of ITEM.

    """
    arn, listed = item["ResourceARN"], item.get("Tags")
    tags = {} if listed is None else {tag["Key"]: tag["Value"] for tag in listed}
    service, type_ = _service_and_type(arn)
    return arn, (service, type_, *flat(tags)), (service, type_, tags)


def resource(address: str, parts: Any, location: Location) -> AuditedResource | None:
    """Return the resource at an address, of parts that `split` returned, or None if it is not checked.

    Raises:
        AttributeError, TypeError: The item does not have the form of ITEM.

    """
    service, type_, tags = parts
    limits_type = _limits_type(service, type_)
    return live_resource(location, address, CLOUD, f"{service}:{type_}", limits_type, checked_tags("Tags", tags))


def is_set_by_others(key: str) -> bool:
    """Return whether the cloud or one of its services sets a key on live resources."""
    return key.startswith(_OF_SERVICES)


def _service_and_type(arn: str) -> tuple[str, str]:
    """Return the service in an ARN, and the type: that of `task-definition/orders:1` is `task-definition`."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return "", ""
    service = parts[2]
    if service in _SOLE_TYPES:
        return service, _SOLE_TYPES[service]
    before, slash, _ = parts[5].lstrip("/").partition("/")
    type_, colon, _ = before.partition(":")
    return service, type_ if slash or colon else ""


@lru_cache(maxsize=4096)
def _limits_type(service: str, type_: str) -> str:
    """Return a Terraform type with the resource class of a type; empty for the general class."""
    types = terraform_types_of(f"{service}:{type_ or '*'}") or terraform_types_of(f"{service}:*")
    classes = {class_of(each) for each in types}
    return types[0] if len(classes) == 1 else ""
