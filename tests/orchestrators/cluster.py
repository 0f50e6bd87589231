"""A stub of Kubernetes' API, in which each pod has ended well before anybody asks."""

# mypy: disable-error-code="import-not-found, import-untyped"

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kubernetes.client import Configuration

from tests.orchestrators import stub

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[stub.Stub]:
    """A cluster of its own, which a program finds as the one that it runs in."""
    pods: dict[str, Any] = {}

    def answer(request: stub.Request) -> Any:
        if request.method == "POST" and request.path.endswith("/pods"):
            pods[request.body["metadata"]["name"]] = request.body
        if found := re.search(r"fieldSelector=metadata\.name(?:=|%3D)([^&]+)", request.path):
            return {"kind": "PodList", "apiVersion": "v1", "items": [ended(pods[found[1]])]}
        return "" if "/log" in request.path else request.body or {}

    with stub.serving(answer) as api:
        here = Configuration()
        here.host = api.address
        monkeypatch.setattr(Configuration, "_default", None)
        monkeypatch.setattr("kubernetes.config.load_incluster_config", lambda: Configuration.set_default(here))
        yield api


def ended(pod: dict[str, Any]) -> dict[str, Any]:
    """The pod with the status of one whose containers are through."""
    statuses = [
        {
            "name": container["name"],
            "image": container["image"],
            "imageID": "",
            "ready": False,
            "restartCount": 0,
            "state": {"terminated": {"exitCode": 0}},
        }
        for container in pod["spec"]["containers"]
    ]
    return {**pod, "status": {"phase": "Succeeded", "containerStatuses": statuses}}


def restricted(spec: dict[str, Any]) -> bool:
    """Whether a pod has what the pod security standard `restricted` asks for: the module's namespace enforces it."""
    contexts = [
        {**spec.get("securityContext", {}), **container.get("securityContext", {})} for container in spec["containers"]
    ]
    return all(
        context.get("runAsNonRoot") is True
        and context.get("allowPrivilegeEscalation") is False
        and context.get("seccompProfile") == {"type": "RuntimeDefault"}
        and context.get("capabilities") == {"drop": ["ALL"]}
        for context in contexts
    )
