"""The configuration in a plan: the provider configuration and the expressions of each resource.

Format: developer.hashicorp.com/terraform/internals/json-format#configuration-representation (read 2026-03).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .plan_data import as_dict, as_dicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNKNOWN = object()
_NOTHING: dict[str, Any] = {}
_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


class ProviderConfig(NamedTuple):
    """The part of a provider configuration that changes the tags of its resources."""

    adds_tags: bool = False
    """True if it adds tags or labels to each resource."""
    default_tags: Mapping[str, Any] | None = None
    """The tags that it adds; None if they are unknown."""
    ignored_keys: frozenset[str] = frozenset()
    """Keys that it leaves to others: `ignore_tags` of AWS."""
    ignored_prefixes: tuple[str, ...] = ()


_PLAIN, _ADDING = ProviderConfig(), ProviderConfig(adds_tags=True)


class Configuration:
    """The configuration in a plan, by the addresses of resources."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        configuration = as_dict(plan.get("configuration"))
        blocks, variables = as_dict(configuration.get("provider_config")), as_dict(plan.get("variables"))
        self._by_key = {key: _config(as_dict(block), variables) for key, block in blocks.items()}
        self._adding = {str(as_dict(block).get("name")) for key, block in blocks.items() if self._by_key[key].adds_tags}
        self._resources = dict(_resources(as_dict(configuration.get("root_module"))))

    def resource(self, address: str) -> Mapping[str, Any]:
        """Return the configuration of a resource, or an empty one if the plan does not have it."""
        if not self._resources:
            return _NOTHING
        return self._resources.get(_INDEX.sub("", address) if "[" in address else address, _NOTHING)

    def provider(self, resource: Mapping[str, Any], provider: str) -> ProviderConfig:
        """Return the provider configuration of a configured resource; `provider` is the name of its provider.

        Where the plan does not name one, any configuration of the provider may add tags.
        """
        key = resource.get("provider_config_key")
        if not isinstance(key, str):
            return _ADDING if provider in self._adding else _PLAIN
        module, colon, name = key.rpartition(":")
        while colon and f"{module}:{name}" not in self._by_key:  # inherited: the configuration is a parent's
            module, _, _ = module.rpartition("module.")
            module, colon = module.rstrip("."), ":" * bool(module)
        return self._by_key.get(f"{module}{colon}{name}", _PLAIN)


def _config(block: Mapping[str, Any], variables: Mapping[str, Any]) -> ProviderConfig:
    expressions = as_dict(block.get("expressions"))
    defaults = _constant(expressions.get("default_labels"))
    for nested in as_dicts(expressions.get("default_tags")):
        defaults = _constant(nested.get("tags"))
    keys, prefixes = [], []
    for nested in as_dicts(expressions.get("ignore_tags")):
        keys += _strings(nested.get("keys"), variables)
        prefixes += _strings(nested.get("key_prefixes"), variables)
    default_tags = defaults if isinstance(defaults, dict) else None
    return ProviderConfig(defaults not in (None, {}), default_tags, frozenset(keys), tuple(prefixes))


def _constant(expression: Any) -> Any:
    """Return the value of a constant expression, None if it is not set, or `_UNKNOWN`."""
    return expression.get("constant_value", _UNKNOWN) if isinstance(expression, dict) else None


def _strings(expression: Any, variables: Mapping[str, Any]) -> list[str]:
    """Return the strings in a list, also in the variables that its expression refers to."""
    lists = [_constant(expression)]
    references = as_dict(expression).get("references")
    for name in references if isinstance(references, list) else ():
        lists.append(as_dict(variables.get(str(name).removeprefix("var."))).get("value"))
    return [value for values in lists if isinstance(values, list) for value in values if isinstance(value, str)]


def _resources(root: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each configured resource with its address, which has no indexes."""
    modules = [("", root)]
    while modules:
        path, module = modules.pop()
        for resource in as_dicts(module.get("resources")):
            yield f"{path}{resource.get('address')}", resource
        for name, call in as_dict(module.get("module_calls")).items():
            modules.append((f"{path}module.{name}.", as_dict(as_dict(call).get("module"))))
