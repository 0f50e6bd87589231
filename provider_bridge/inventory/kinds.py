"""The kinds of exports: one module each, with the same names, in one dict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from . import aws, azure, gcp, kubernetes, terraform

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from ..audit.audited import AuditedResource
    from ..diagnostics import Location


class Kind(Protocol):
    """The names that each kind's module has."""

    CLOUD: str
    """The cloud of all resources; empty if each has its own."""
    COMMAND: str
    """The command that creates an export."""
    ITEM: str
    """The form of an item, as a message has it."""
    NOT_LISTED: str
    """The resources that an export does not list."""

    def matches(self, data: Any) -> bool:
        """Return whether a JSON document is an export of this kind."""

    def items(self, page: Any) -> tuple[str, Any]:
        """Return the path of the list of resources in a document, and the list."""

    def cut(self, pages: Sequence[Any]) -> str | None:
        """Return the reason why the pages of an export are not all, or None."""

    def split(self, item: Any) -> tuple[str, Hashable, Any]:
        """Return the address of an item, and the rest of its resource: as a key, and in parts."""

    def resource(self, address: str, parts: Any, location: Location) -> AuditedResource | None:
        """Return the resource at an address, of parts that `split` returned, or None if it is not checked."""

    def is_set_by_others(self, key: str) -> bool:
        """Return whether the cloud or one of its services sets a key on live resources."""


KINDS: dict[str, Kind] = {
    "aws": aws,
    "gcp": gcp,
    "azure": azure,
    "kubernetes": kubernetes,
    "terraform": terraform,
}
