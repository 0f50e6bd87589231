"""An editor with the schemas: marks, completion and documentation by yaml-language-server, over stdio.

`npm install --global yaml-language-server` installs it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SERVER = shutil.which("yaml-language-server")
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
JOB = "tenant_id: acme\ninfrastructure:\n"

if SERVER is None:
    pytest.skip("yaml-language-server is not installed", allow_module_level=True)


class Editor:
    """A client of the language server with documents that name their schema in a modeline."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.calls = 0
        self.documents = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.call("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.send("initialized", {})
        self.send("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def send(self, method: str, params: Any, **identity: int) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **identity}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        output = self.process.stdout
        assert output
        length = 0
        while line := output.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        message: dict[str, Any] = json.loads(output.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def call(self, method: str, params: Any) -> Any:
        self.calls += 1
        self.send(method, params, id=self.calls)
        while True:
            message = self.receive()
            if message.get("id") == self.calls and "method" not in message:
                return message["result"]

    def open(self, kind: str, text: str) -> str:
        self.documents += 1
        uri = f"file:///project/{self.documents}.yaml"
        text = f"# yaml-language-server: $schema={(ROOT / 'schemas' / kind).as_uri()}.json\n{text}"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})
        return uri

    def marks(self, kind: str, text: str) -> list[str]:
        """What is marked, as `line: message`; the text starts on line 1."""
        uri = self.open(kind, text)
        while uri not in self.diagnostics:
            self.receive()
        return [f"{each['range']['start']['line']}: {each['message']}" for each in self.diagnostics[uri]]

    def at(self, feature: str, kind: str, text: str) -> Any:
        """A completion or a hover at the `|` in a text."""
        *lines, last = text.partition("|")[0].split("\n")
        position = {"line": len(lines) + 1, "character": len(last)}
        document = {"uri": self.open(kind, text.replace("|", ""))}
        return self.call(f"textDocument/{feature}", {"textDocument": document, "position": position})


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    assert SERVER
    with subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        watch = threading.Timer(120, process.kill)  # else a server that is silent stops the tests
        watch.start()
        yield Editor(process)
        watch.cancel()
        process.kill()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").rglob("jobs/**/*.yaml")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_example_is_marked(path: Path, editor: Editor) -> None:
    assert editor.marks("job", path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("kind", "text", "mark"),
    [
        ("job", "name: a\n", '1: Missing property "tenant_id".'),
        ("job", "tenant_id: a b\n", "1: String does not match the pattern"),
        ("job", f"{JOB}  provder: aws\n", "3: Property provder is not allowed."),
        (
            "job",
            f"{JOB}  provider: awz\n",
            '3: Value is not accepted. Valid values: "aws", "gcp", "azure", "kubernetes".',
        ),
        (
            "job",
            f"{JOB}  provider: gcp\n  runtime: {{type: ecs}}\n",
            '4: Value is not accepted. Valid values: "cloud_run"',
        ),
        ("job", f"{JOB}  compute: {{max_runtime_seconds: 1 h}}\n", "3: String does not match the pattern"),
        ("config", "severity: {module-unpinned: warning}\n", '1: Value is not accepted. Valid values: "error", "off".'),
    ],
)
def test_a_mistake_is_marked(kind: str, text: str, mark: str, editor: Editor) -> None:
    (shown,) = editor.marks(kind, text)
    assert shown.startswith(mark)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{JOB}  provider: |", ["aws", "azure", "gcp", "kubernetes", "null"]),
        (f"{JOB}  compute:\n    |", ["cpu", "instance_type", "max_runtime_seconds", "memory"]),
        (f"{JOB}  provider: aws\n  runtime:\n    t|", ["type", "cluster_name", "namespace", "service_account"]),
    ],
)
def test_fields_and_values_are_offered(text: str, expected: list[str], editor: Editor) -> None:
    assert {item["label"] for item in editor.at("completion", "job", text)["items"]} == {*expected}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{JOB}  provi|der: aws", "Provider"),
        (f"{JOB}  provider: a|ws", "Provider"),
        (f"{JOB}  provi|der:", "Provider"),
        (f"{JOB}  run|time: {{type: ecs}}", "Runtime"),
        (f"{JOB}  compute: {{c|pu: 1}}", "CPU"),
        ("tenant_id: acme\nfin|ops: {}", "FinOps"),
    ],
)
def test_a_title_is_shown_once(text: str, title: str, editor: Editor) -> None:
    hover = editor.at("hover", "job", text)["contents"]["value"]
    assert hover.startswith(f"#### {title}\n")
    assert hover.count(f"#### {title}") == 1
