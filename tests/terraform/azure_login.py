"""What the azurerm provider asks of Azure before it plans: which cloud it is, and a token. Nothing lies behind it."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response
from werkzeug.serving import make_server, make_ssl_devcert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOMEBODY = "00000000-0000-0000-0000-000000000000"


@contextmanager
def serving(directory: Path) -> Iterator[dict[str, str]]:
    """The environment that leads the provider here; the certificate that it is to trust is written to `directory`."""
    certificate, key = make_ssl_devcert(str(directory / "azure"), cn="localhost")
    server = make_server("localhost", 0, answer, threaded=True, ssl_context=(certificate, key))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield {
            "SSL_CERT_FILE": certificate,
            "ARM_METADATA_HOSTNAME": f"localhost:{server.server_port}",
            "ARM_SUBSCRIPTION_ID": SOMEBODY,
            "ARM_TENANT_ID": SOMEBODY,
            "ARM_CLIENT_ID": SOMEBODY,
            "ARM_CLIENT_SECRET": "test",
            "ARM_USE_CLI": "false",
            "ARM_RESOURCE_PROVIDER_REGISTRATIONS": "none",
        }
    finally:
        server.shutdown()
        thread.join()


@Request.application
def answer(request: Request) -> Response:
    if request.path.startswith("/metadata/endpoints"):
        return said(cloud(request.host_url))
    if request.path.endswith("/oauth2/v2.0/token"):
        return said({"access_token": token(), "expires_in": 3600, "token_type": "Bearer"})
    if request.path.endswith("/providers"):  # azurerm 4 lists them
        return said({"value": []})
    return Response(status=404)


def cloud(here: str) -> dict[str, Any]:
    """Azure, with its logins and resources at this address."""
    return {
        "name": "AzureCloud",
        "resourceManager": here,
        "authentication": {"loginEndpoint": here, "audiences": [here], "tenant": "common", "identityProvider": "AAD"},
        "microsoftGraphResourceId": here,
        "suffixes": {"storage": "core.windows.net", "keyVaultDns": "vault.azure.net", "acrLoginServer": "azurecr.io"},
    }


def token() -> str:
    """A token without a signature, which names its owner."""
    parts = {"alg": "none", "typ": "JWT"}, {"oid": SOMEBODY, "tid": SOMEBODY, "appid": SOMEBODY, "exp": 2**32}
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def said(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content), content_type="application/json")
