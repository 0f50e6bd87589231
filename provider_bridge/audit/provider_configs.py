"""The provider configurations of a plan: which resources get default tags.

Format: developer.hashicorp.com/terraform/internals/json-format#provider-configuration (read 2026-03).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .plan_data import as_dict, as_dicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEFAULTS = ("default_tags", "default_labels")
_UNSET = {"constant_value": None}
_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


class ProviderConfig(NamedTuple):
    """The part of a provider configuration that changes the tags of its resources."""

    adds_tags: bool = False
    """Whether it adds tags or labels to each resource."""


class ProviderConfigs:
    """The provider configurations of a plan, by the resources that use them."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        configuration = as_dict(plan.get("configuration"))
        blocks = as_dict(configuration.get("provider_config"))
        self._by_key = {key: _config(as_dict(block)) for key, block in blocks.items()}
        self._adding = {str(as_dict(block).get("name")) for key, block in blocks.items() if self._by_key[key].adds_tags}
        self._keys = dict(_keys_of(as_dict(configuration.get("root_module"))))

    def of(self, address: str, provider: str) -> ProviderConfig:
        """Return the provider configuration of a resource; `provider` is the name of its provider.

        Where the plan does not name one, any configuration of the provider may add tags.
        """
        key = self._keys.get(_INDEX.sub("", address) if "[" in address else address)
        if key is None:
            return ProviderConfig(provider in self._adding)
        module, colon, name = key.rpartition(":")
        while colon and f"{module}:{name}" not in self._by_key:  # inherited: the configuration is a parent's
            module, _, _ = module.rpartition("module.")
            module, colon = module.rstrip("."), ":" * bool(module)
        return self._by_key.get(f"{module}{colon}{name}", ProviderConfig())


def _config(block: Mapping[str, Any]) -> ProviderConfig:
    expressions = as_dict(block.get("expressions"))
    return ProviderConfig(any(_is_set(expressions.get(name)) for name in _DEFAULTS))


def _is_set(expression: Any) -> bool:
    """Return whether `default_tags`, a block, or `default_labels`, an attribute, may hold anything."""
    if isinstance(expression, dict):
        return expression.get("constant_value", True) not in (None, {})
    return any(_is_set(block.get("tags", _UNSET)) for block in as_dicts(expression))


def _keys_of(root: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the address of each configured resource, without indexes, and its `provider_config_key`."""
    modules = [("", root)]
    while modules:
        path, module = modules.pop()
        for resource in as_dicts(module.get("resources")):
            key = resource.get("provider_config_key")
            if isinstance(key, str):
                yield f"{path}{resource.get('address')}", key
        for name, call in as_dict(module.get("module_calls")).items():
            modules.append((f"{path}module.{name}.", as_dict(as_dict(call).get("module"))))
