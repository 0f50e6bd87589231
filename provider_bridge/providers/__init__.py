"""The clouds: one module each, with the same names, behind one dict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from . import aws, azure, gcp, kubernetes

if TYPE_CHECKING:
    from .limits import Limits
    from .text import Step


class ProviderModule(Protocol):
    """The names that each cloud's module has."""

    TITLE: str
    SEPARATOR: str
    SLUG_LENGTH: int
    RUNTIMES: tuple[str, ...]
    NORMALIZES_SILENTLY: bool
    GENERAL: Limits
    CLASSES: dict[str, Limits]

    def length(self, text: str, /) -> int:
        """Length in what the cloud counts."""

    def collision_key(self, key: str) -> str:
        """Keys with the same collision key are one."""

    def key_steps(self, limits: Limits) -> tuple[Step, ...]:
        """How a key is formatted: each step's reason and function."""

    def value_steps(self, limits: Limits) -> tuple[Step, ...]:
        """How a value, or one item of a list, is formatted: each step's reason and function."""

    def joined_value_steps(self, limits: Limits) -> tuple[Step, ...]:
        """What is done to a whole value after its items are joined."""

    def key_problem(self, key: str, limits: Limits) -> tuple[str, str] | None:
        """Why a formatted key can't be used: the rule and the reason."""


PROVIDERS: dict[str, ProviderModule] = {"aws": aws, "gcp": gcp, "azure": azure, "kubernetes": kubernetes}


def limits_for(provider: str, resource: str | None, runtime: str | None) -> Limits:
    """The limits of a resource class: the one asked for, else the one that the runtime's resources belong to."""
    cloud = PROVIDERS[provider]
    if resource is None:
        resource = "ecs-task" if provider == "aws" and runtime == "ecs" else cloud.GENERAL.name
    return cloud.CLASSES[resource]
