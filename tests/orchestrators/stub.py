"""A server that stands for a cloud's API, and what it was asked."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Request:
    """A request, its body decoded from JSON."""

    method: str
    path: str  # with the query
    body: Any


@dataclass(frozen=True)
class Stub:
    """Where the server is, and its requests so far."""

    address: str
    requests: list[Request]


@contextmanager
def serving(answer: Callable[[Request], Any]) -> Iterator[Stub]:
    """A server that answers each request with status 200 and this JSON; a text goes out as it is."""
    requests: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = Request(self.command, self.path, json.loads(body) if body else None)
            requests.append(request)
            answered = answer(request)
            text = answered if isinstance(answered, str) else json.dumps(answered)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if isinstance(answered, str) else "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        do_DELETE = do_GET = do_POST = do  # noqa: N815

        def log_message(self, *words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield Stub(f"http://127.0.0.1:{server.server_port}", requests)
        finally:
            server.shutdown()
