"""Credentials in tags: in any layer, whether it is effective or not, as written and as substituted."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from ..light_typing import TYPE_CHECKING
from ..secrets import any_credential, credential

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .layers import Origin
    from .merge import Merged


def check_secrets(merged: Merged) -> list[Diagnostic]:
    """Return an error for each key and value that looks like a credential."""
    return list(_secrets(merged)) if any_credential(_strings(merged)) else []


def _strings(merged: Merged) -> list[str]:
    """Return the keys, values and raw strings of all tags."""
    strings: list[str] = []
    for key, origins in _origins(merged):
        strings.append(key)
        for origin in origins:
            strings += _written_keys(origin)
            strings.append(origin.canonical or "")
            if origin.raw != origin.value:
                strings += _written(origin)
    return strings


def _origins(merged: Merged) -> list[tuple[str, tuple[Origin, ...]]]:
    return [*((tag.key, tag.origins) for tag in merged.tags.values()), *merged.removed.items()]


def _secrets(merged: Merged) -> Iterator[Diagnostic]:
    for key, origins in _origins(merged):
        for origin in origins:
            of_key = next(filter(None, map(credential, _written_keys(origin) if origin.field else [key])), None)
            kind = of_key or _kind_of_value(origin)
            if kind:
                yield Diagnostic(
                    "tag-secret",
                    "a tag key looks like {1:bare}" if of_key else "the value of tag {0} looks like {1:bare}",
                    "remove it, and revoke the key if it is real",
                    origin.location._replace(on_key=bool(of_key)),
                    values=(key, kind),
                )


def _kind_of_value(origin: Origin) -> str | None:
    kind = credential(origin.canonical or "")
    if kind or origin.raw == origin.value:
        return kind
    return next(filter(None, map(credential, _written(origin))), None)


def _written_keys(origin: Origin) -> list[str]:
    """Return the keys that a field is below, as the author wrote them."""
    return [step for step in origin.location.path if isinstance(step, str)] if origin.field else []


def _written(origin: Origin) -> list[str]:
    written = origin.raw if isinstance(origin.raw, list) else [origin.raw]
    return [text for text in written if isinstance(text, str)]
