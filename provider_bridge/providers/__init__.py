"""The providers: one module each, with the same names, in one dict."""

from __future__ import annotations

from ..light_typing import TYPE_CHECKING, Protocol
from . import aws, azure, gcp, kubernetes

if TYPE_CHECKING:
    from .limits import Limits, Problem
    from .text import Step


class ProviderModule(Protocol):
    """The names that each provider's module has."""

    TITLE: str
    SEPARATOR: str
    """Joins the items of a list."""
    SLUG_LENGTH: int
    """The longest slug, in characters."""
    RUNTIMES: tuple[str, ...]
    NORMALIZES_SILENTLY: bool
    """True if case, punctuation and accents change without a warning."""
    GENERAL: Limits
    """The limits of resources without a tighter resource class."""

    def resource_classes(self) -> dict[str, Limits]:
        """Return all resource classes by name."""

    def length(self, text: str, /) -> int:
        """Return the length in the unit that the provider counts."""

    def collision_key(self, key: str) -> str:
        """Return the form in which two formatted keys are equal for the provider."""

    def key_steps(self, limits: Limits) -> tuple[Step, ...]:
        """Return the steps that format a key."""

    def value_steps(self, limits: Limits) -> tuple[Step, ...]:
        """Return the steps that format a value or an item of a list. The last one trims the ends."""

    def joined_value_steps(self, limits: Limits) -> tuple[Step, ...]:
        """Return the steps that format a whole value, its items joined."""

    def key_problem(self, key: str, limits: Limits) -> Problem | None:
        """Return the reason why a formatted key is refused, or None."""

    def value_problem(self, value: str) -> Problem | None:
        """Return the reason why a formatted value is refused, or None."""

    def is_set_by_others(self, key: str) -> bool:
        """Return whether the provider or a tool sets this key, so that an audit does not report it as extra."""


PROVIDERS: dict[str, ProviderModule] = {"aws": aws, "gcp": gcp, "azure": azure, "kubernetes": kubernetes}


def limits_for(provider: str, resource: str | None, runtime: str | None) -> Limits:
    """Return the limits of a resource class, or without one those of the runtime's resources.

    Raises:
        KeyError: The provider has no such class.

    """
    if resource is not None:
        return PROVIDERS[provider].resource_classes()[resource]
    return aws.ECS_TASK if provider == "aws" and runtime == "ecs" else PROVIDERS[provider].GENERAL
