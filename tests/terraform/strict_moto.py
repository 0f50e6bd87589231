r"""A server of moto's that refuses the tags that AWS refuses: moto itself lets nearly any through.

`python strict_moto.py` serves on a free port, whose address it prints.

The rule is what AWS publishes for most services: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, 128 characters in a key and 256 in a
value. EC2 and EventBridge, which publish none, are held to it too: one map of tags serves all of them.
"""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
import unicodedata
import urllib.parse
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SERVICES = {"ec2", "ecs", "events", "iam", "kms", "lambda", "logs", "s3", "sns", "ssm"}


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server in a process of its own, which ends with the block."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            if not address:
                raise RuntimeError("moto's server didn't start")
            yield address
        finally:
            server.terminate()


def strict(app: WSGIApplication) -> WSGIApplication:
    """The application, behind a look at the tags of each request."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        signed = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if signed and signed[1] in SERVICES and length:
            body: bytes = environ["wsgi.input"].read(length)
            environ["wsgi.input"] = io.BytesIO(body)
            for key, value in tags(body):
                if not (legal(key, 128) and legal(value, 256)):
                    content_type, answer = refusal(body, key, value)
                    start_response("400 Bad Request", [("Content-Type", content_type)])
                    return [answer.encode()]
        return app(environ, start_response)

    return call


def legal(text: str, most: int) -> bool:
    """Whether AWS takes a tag's key or value; not where it begins with `aws:` in any case."""
    characters = (character in "_.:/=+-@" or unicodedata.category(character)[0] in "LZN" for character in text)
    return len(text) <= most and not text.lower().startswith("aws:") and all(characters)


def tags(body: bytes) -> Iterator[tuple[str, str]]:
    """Keys and values of the tags in a request: JSON, S3's XML, or a form."""
    if body.startswith(b"{"):
        yield from tags_in_json(json.loads(body))
    elif body.startswith(b"<"):
        for tag in ET.fromstring(body).iterfind(".//{*}Tag"):
            yield tag.findtext("{*}Key", ""), tag.findtext("{*}Value", "")
    else:
        form = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        for name, value in form.items():
            if re.search(r"Tags?(\.member)?\.\d+\.Key$", name):
                yield value, form.get(name.removesuffix("Key") + "Value", "")


def tags_in_json(node: Any) -> Iterator[tuple[str, str]]:
    """Tags anywhere in a request: `tags` as a map, or as a list of keys and values under each service's own names."""
    if isinstance(node, list):
        for item in node:
            yield from tags_in_json(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name.lower() == "tags" and isinstance(value, dict):
                yield from value.items()
            elif name.lower() == "tags" and isinstance(value, list):
                for tag in value:
                    named = {field.lower().removeprefix("tag"): text for field, text in tag.items()}
                    yield named.get("key") or "", named.get("value") or ""
            else:
                yield from tags_in_json(value)


def refusal(body: bytes, key: str, value: str) -> tuple[str, str]:
    """Content type and text of AWS's answer to a tag that it doesn't take, in the form of the request."""
    text = f"1 validation error detected: Value '{value}' at 'tags.{key}' failed to satisfy constraint"
    if body.startswith(b"{"):
        return "application/x-amz-json-1.1", json.dumps({"__type": "InvalidParameterException", "message": text})
    error = ET.Element("Error")
    for name, content in {"Type": "Sender", "Code": "InvalidTag", "Message": text}.items():
        ET.SubElement(error, name).text = content
    if body.startswith(b"<"):
        return "application/xml", ET.tostring(error, "unicode")
    response = ET.Element("ErrorResponse")
    response.append(error)
    return "text/xml", ET.tostring(response, "unicode")


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, strict(DomainDispatcherApplication(create_backend_app)), threaded=True)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
