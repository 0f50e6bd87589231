"""The output of `kubectl get KINDS --all-namespaces -o json`.

https://kubernetes.io/docs/reference/using-api/api-concepts/#collections (read 2026-11-30)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..audit.audited import TagCarrier
from .live import checked_tags, flat, live_resource

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from ..audit.audited import AuditedResource
    from ..diagnostics import Location

CLOUD = "kubernetes"
COMMAND = "kubectl get cronjobs,jobs,deployments,pods --all-namespaces -o json"
ITEM = 'a mapping with the string "kind" and the mapping "metadata" with "name" and "labels"'
NOT_LISTED = (
    "kinds that the command did not name; pods, jobs and replica sets are checked by the template of a listed owner"
)

_OF_PODS = (("pods", ("spec", "template")),)
_TEMPLATES = {
    "CronJob": (("jobs", ("spec", "jobTemplate")), ("pods", ("spec", "jobTemplate", "spec", "template"))),
    **dict.fromkeys(("DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"), _OF_PODS),
}
"""The things that a kind makes from templates, each with the path of its template."""
_MADE = frozenset({"ControllerRevision", "Job", "Pod", "ReplicaSet"})
"""The kinds of what is made from a template; another owned thing, a claim for a volume, has other labels."""
_OF_CONTROLLERS = frozenset(
    {"controller-revision-hash", "controller-uid", "job-name", "pod-template-generation", "pod-template-hash"}
)
"""https://kubernetes.io/docs/reference/labels-annotations-taints/ (read 2026-11-30)"""


def matches(data: Any) -> bool:
    """Return whether a JSON document is an export of this kind."""
    return isinstance(data, dict) and "kind" in data and ("items" in data or "metadata" in data)


def items(page: Any) -> tuple[str, Any]:
    """Return the path of the list of resources in a document, and the list."""
    if "items" not in page:
        return "", [page]
    listed, kind = page["items"], str(page.get("kind")).removesuffix("List")
    if isinstance(listed, list) and kind:  # a list of one kind, whose items do not repeat it
        listed = [{"kind": kind, **item} if isinstance(item, dict) else item for item in listed]
    return "items", _without_owned(listed) if isinstance(listed, list) else listed


def cut(pages: Sequence[Any]) -> str | None:
    """Return the reason why the pages of an export are not all, or None."""
    metadata = pages[-1].get("metadata")
    return '"metadata.continue" is set' if isinstance(metadata, dict) and metadata.get("continue") else None


def split(item: Any) -> tuple[str, Hashable, Any]:
    """Return the address of an item, and the rest of its resource: as a key, and in parts.

    Raises:
        AttributeError, KeyError, TypeError: The item does not have the form of ITEM.

    """
    kind, metadata = item["kind"], item["metadata"]
    labels = metadata.get("labels")
    made = f"{kind}s".lower() if kind in _MADE and metadata.get("ownerReferences") else ""
    templates = [*_templates(kind, item)]
    address = "/".join(filter(None, (metadata.get("namespace"), kind, metadata["name"])))
    of_templates = [(template.made, *flat(template.map.tags)) for template in templates]
    return address, (kind, made, *flat(labels), *of_templates), (kind, made, labels, templates)


def resource(address: str, parts: Any, location: Location) -> AuditedResource | None:
    """Return the resource at an address, of parts that `split` returned, or None if it is not checked.

    Raises:
        AttributeError, TypeError: The item does not have the form of ITEM.

    """
    kind, made, labels, templates = parts
    tags = checked_tags("metadata.labels", labels)
    return live_resource(location, address, CLOUD, kind, "", tags, *templates, made=made)


def is_set_by_others(key: str) -> bool:
    """Return whether the cloud or one of its services sets a key on live resources."""
    return key in _OF_CONTROLLERS


def _templates(kind: str, item: Any) -> Iterator[TagCarrier]:
    """Yield the labels of what a resource makes. A job without labels gets those of its pods."""
    for made, path in _TEMPLATES.get(kind, ()):
        template = item
        for step in path:
            template = None if template is None else template.get(step)
        if template is not None:
            metadata = template.get("metadata")
            labels = metadata.get("labels") if metadata is not None else None
            tags = checked_tags(f"{'.'.join(path)}.metadata.labels", labels)
            if made == "pods" or tags.tags:
                yield TagCarrier(tags, CLOUD, "", made)


def _without_owned(listed: list[Any]) -> list[Any]:
    """Return the items that no listed item makes from a template; items of another shape stay."""
    names = {name for item in listed if (name := _name(item)) is not None and name[0] in _TEMPLATES}
    return [item for item in listed if names.isdisjoint(_owners(item))]


def _name(item: Any) -> tuple[str, str, str] | None:
    metadata = item.get("metadata") if isinstance(item, dict) else None
    if not isinstance(metadata, dict):
        return None
    return str(item.get("kind")), str(metadata.get("namespace")), str(metadata.get("name"))


def _owners(item: Any) -> list[tuple[str, str, str]]:
    """Return the owners of an item that a template made, and the deployments of its replica sets."""
    name = _name(item)
    if name is None or name[0] not in _MADE:
        return []
    references, owners = item["metadata"].get("ownerReferences"), []
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, dict):
            kind, owner = str(reference.get("kind")), str(reference.get("name"))
            owners.append((kind, name[1], owner))
            if kind == "ReplicaSet":
                owners.append(("Deployment", name[1], owner.rpartition("-")[0]))
    return owners
