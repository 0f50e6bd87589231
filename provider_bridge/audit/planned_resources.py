"""The resources of a plan as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .configuration import Configuration
from .plan_data import as_dict, as_dicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .configuration import ProviderConfig

_GONE = (["delete"], ["forget"])
_UNCHANGED = (["no-op"], ["read"])


class Resource(NamedTuple):
    """A managed resource as planned: its address, its values, and which of them are unknown or sensitive.

    `unknown` and `sensitive` have the shape of `values`, with true where a value, or all below it, is; `sensitive` is
    true where the resource is, as a whole.
    """

    address: str
    type: str
    provider: str
    """The provider's name without its registry: `aws`, `google-beta`."""
    config: ProviderConfig
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]
    sensitive: Any
    expressions: Any = None
    """The configured attributes and blocks, but no dynamic blocks; None if the plan does not have them."""
    is_changed: bool = True
    """True if the plan creates or changes the resource; true if the plan does not say."""


class Deferred(NamedTuple):
    """A change that is left to a later plan, with the reason that Terraform gives."""

    address: str
    type: str
    reason: str


def planned_resources(data: Mapping[str, Any]) -> Iterator[Resource]:
    """Yield the managed resources of a plan, completed by its changes; deleted ones are left out."""
    configuration = Configuration(data)
    changes = {
        str(change.get("address")): change
        for change in as_dicts(data.get("resource_changes"))
        if _is_managed(change) and not _is_gone(change)
    }
    modules = [as_dict(data.get("planned_values")).get("root_module")]
    while modules:
        module = modules.pop()
        if not isinstance(module, dict):
            continue
        modules += as_dicts(module.get("child_modules"))
        for planned in as_dicts(module.get("resources")):
            if _is_managed(planned) and isinstance(planned.get("address"), str):
                yield _resource(planned, changes.pop(planned["address"], {}), configuration)
    for change in changes.values():
        yield _resource(change, change, configuration)


def _resource(planned: dict[str, Any], change: dict[str, Any], configuration: Configuration) -> Resource:
    detail = as_dict(change.get("change"))
    after = detail.get("after")
    address, provider = str(planned.get("address")), str(planned.get("provider_name")).rpartition("/")[2]
    configured = configuration.resource(address)
    return Resource(
        address=address,
        type=str(planned.get("type")),
        provider=provider,
        config=configuration.provider(configured, provider),
        values=after if isinstance(after, dict) else as_dict(planned.get("values")),
        unknown=as_dict(detail.get("after_unknown")),
        sensitive=detail.get("after_sensitive") or planned.get("sensitive_values"),
        expressions=configured.get("expressions"),
        is_changed=detail.get("actions") not in _UNCHANGED,
    )


def deferred_changes(data: Mapping[str, Any]) -> Iterator[Deferred]:
    """Yield the changes of managed resources that a plan defers."""
    for deferred in as_dicts(data.get("deferred_changes")):
        change = as_dict(deferred.get("resource_change"))
        if _is_managed(change):
            yield Deferred(str(change.get("address")), str(change.get("type")), str(deferred.get("reason")))


def _is_managed(resource: Mapping[str, Any]) -> bool:
    """Return whether a resource is managed: data sources and ephemeral resources have no tags."""
    return resource.get("mode") in (None, "managed")


def _is_gone(change: dict[str, Any]) -> bool:
    """Return whether the object of a change goes; a deposed one has the address of its replacement."""
    return "deposed" in change or as_dict(change.get("change")).get("actions") in _GONE
