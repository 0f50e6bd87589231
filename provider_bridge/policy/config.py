"""The configuration of a project as a plain record."""

from __future__ import annotations

from ..files.container_paths import DEFAULT_PATH_MAP
from ..light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .allocation import Allocation
    from .aws_tag_policies import KeyPolicy
    from .exemptions import Exemption
    from .rules import RequiredTag, Rule

DEFAULT_PREFIX = "dativo"


class Config(NamedTuple):
    """The configuration of a project. The defaults apply without a configuration file."""

    tag_prefix: str = DEFAULT_PREFIX
    path_map: Mapping[str, str] = DEFAULT_PATH_MAP
    required_tags: tuple[RequiredTag, ...] = ()
    rules: tuple[Rule, ...] = ()
    tag_policies: tuple[str, ...] = ()
    """Paths of AWS tag policies below the root."""
    key_policies: tuple[KeyPolicy, ...] = ()
    tenants: tuple[str, ...] = ()
    """Default of `tenants` in a query with `jobs`."""
    variables: Mapping[str, str] = {}
    """Values of variables that neither the query nor the environment sets."""
    exclude: tuple[str, ...] = ()
    """Globs, relative to the root, of paths that job globs skip."""
    exemptions: tuple[Exemption, ...] = ()
    audit_allow_tags: tuple[str, ...] = ()
    """Globs of extra tag keys that an audit does not report."""
    audit_exclude: tuple[str, ...] = ()
    """Globs of the types or addresses of resources that are not audited."""
    severities: Mapping[str, str] = {}
    """Severity by rule: `error` or `off`."""
    allocation: Allocation | None = None
    """None if the file has no `allocation`: the defaults of `Allocation` apply."""
